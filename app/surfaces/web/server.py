"""Server: the page and its WebSocket. Nothing is told to, or done for, a browser that no code let in."""

from __future__ import annotations

import asyncio
import http
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from app.surfaces.addressed import Argument, Orders
from app.surfaces.guests import Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.web.views import view_desk, view_meters

PAGE = Path(__file__).with_name("page")
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/desk.js": ("desk.js", "text/javascript; charset=utf-8"),
    "/desk.css": ("desk.css", "text/css; charset=utf-8"),
}
SAFETY = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

MOST_BYTES = 2048
MOST_CLIENTS = 32
MOST_A_SECOND = 400
"""More messages a second of one browser are not read in time: it is slowed down, nobody else is."""

TELL_S, METERS_S = 0.06, 0.1
MOST_TOKENS = 256


class Say(Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser says."""

    say: Literal["pair", "back", "move"]
    code: str = ""
    name: str = ""
    token: str = ""
    address: str = ""
    value: Argument = None


class Client:
    """One browser: who it is, what its fingers lie on, what it was told."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection
        self.guest: Guest | None = None
        self.touched: set[str] = set()
        self.told: dict[str, Any] = {}


class WebServer:
    """Lives in an asyncio loop. `hand` is the desk's side; whoever hears the desk calls `tell`."""

    def __init__(self, hand: Hand, guests: Guests) -> None:
        self._hand = hand
        self._guests = guests
        self._orders = Orders(hand, guests)
        self._clients: dict[int, Client] = {}
        self._tokens: dict[str, Guest] = {}
        self._decoder = msgspec.json.Decoder(Say)
        self._server: Server | None = None
        self._told = self._metered = float("-inf")
        self.malformed = 0

    async def open(self, host: str, port: int) -> int:
        """Begin to serve; the port that it is."""
        self._server = await serve(
            self._meet,
            host,
            port,
            process_request=self._answer,
            max_size=MOST_BYTES,
            max_queue=32,
            compression=None,
            ping_interval=10,
            ping_timeout=20,
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Send everybody home."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def tell(self, peaks: Callable[[], Sequence[float]], now: float) -> None:
        """Tell every browser what has changed."""
        state = self._hand.state
        if state is None or not self._clients:
            return
        if now - self._metered >= METERS_S:
            self._metered = now
            levels = view_meters(peaks(), len(self._hand.mix.strips))
            text = msgspec.json.encode({"tell": "meters", "levels": levels})
            await self._send_all([(each, text) for each in self._clients.values() if each.guest is not None])
        if now - self._told < TELL_S:
            return
        self._told = now
        views: dict[Guest, dict[str, Any]] = {}
        out = []
        for client in self._clients.values():
            if client.guest is not None:
                kind = Guest(client.guest.role, client.guest.monitor)
                view = views.get(kind) or views.setdefault(kind, view_desk(state, kind))
                changed = {key: value for key, value in view.items() if client.told.get(key) != value}
                if changed:
                    client.told = view
                    out.append((client, msgspec.json.encode({"tell": "desk", **changed})))
        await self._send_all(out)

    async def _send_all(self, out: list[tuple[Client, bytes]]) -> None:
        for client, text in out:
            await self._send(client, text)

    async def _send(self, client: Client, text: bytes) -> None:
        """A browser that does not read is let go: it would hold up everybody."""
        try:
            async with asyncio.timeout(0.5):
                await client.connection.send(text, text=True)
        except TimeoutError:
            await client.connection.close()
        except ConnectionClosed:
            pass

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """The files of the page; a WebSocket only for the page that came from here."""
        path = request.path.partition("?")[0]
        if path == "/ws":
            origin, host = request.headers.get("Origin", ""), request.headers.get("Host", "")
            if origin.partition("://")[2] != host or len(self._clients) >= MOST_CLIENTS:
                return connection.respond(http.HTTPStatus.FORBIDDEN, "not from here, or too many browsers\n")
            return None
        if path not in FILES:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "there is only the desk here: /\n")
        name, kind = FILES[path]
        body = (PAGE / name).read_bytes()
        headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), **SAFETY})
        return Response(200, "OK", headers, body)

    async def _meet(self, connection: ServerConnection) -> None:
        client = Client(connection)
        self._clients[id(client)] = client
        place = connection.remote_address[0]
        second, count = 0, 0
        try:
            async for text in connection:
                now = time.monotonic()
                if int(now) != second:
                    second, count = int(now), 0
                count += 1
                if count > MOST_A_SECOND:
                    await asyncio.sleep(second + 1 - now)
                await self._hear(client, text, place, time.monotonic())
        except ConnectionClosed:
            pass
        finally:
            del self._clients[id(client)]
            self._guests.leave(id(client))
            for address in list(client.touched):
                self._obey(client, f"{address}/touch", False, time.monotonic())

    async def _hear(self, client: Client, text: str | bytes, place: str, now: float) -> None:
        try:
            said = self._decoder.decode(text)
        except (msgspec.DecodeError, UnicodeError):
            self.malformed += 1
            return
        if said.say == "move":
            if client.guest is None:
                self._guests.refuse()
                return
            self._obey(client, said.address, said.value, now)
            self._hand.flush(now)
            return
        known = self._tokens.get(said.token) if said.say == "back" else None
        if known is not None:
            client.guest = self._guests.admit(id(client), known)
        else:
            client.guest = self._guests.pair(id(client), said.code, now, said.name, place=place)
        token = said.token if known is not None else self._remember(client.guest)
        told: dict[str, Any] = {"tell": "refused"}
        if client.guest is not None:
            role, monitor = client.guest.role, client.guest.monitor
            told = {"tell": "paired", "role": role, "monitor": monitor, "token": token}
        client.told = {}
        await self._send(client, msgspec.json.encode(told))

    def _obey(self, client: Client, address: str, value: Argument, now: float) -> None:
        assert client.guest is not None
        try:
            self._orders.obey(address, [] if value is None else [value], client.guest, now)
        except (KeyError, IndexError, TypeError, ValueError):
            self.malformed += 1
            return
        if address.endswith("/touch"):
            (client.touched.add if value else client.touched.discard)(address.removesuffix("/touch"))

    def _remember(self, guest: Guest | None) -> str:
        """A token by which the same browser comes back without a code, for as long as this process lives."""
        if guest is None:
            return ""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = guest
        while len(self._tokens) > MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        return token
