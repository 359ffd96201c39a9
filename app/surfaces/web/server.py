"""Server: the page and its WebSocket. Nothing is told to, or done for, a browser that no code let in."""

from __future__ import annotations

import asyncio
import http
import logging
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from websockets.asyncio.server import Server, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from app.surfaces.addressed import Argument, Orders
from app.surfaces.bucket import Bucket
from app.surfaces.guests import Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.web.gate import Gate, Line
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
QUEUE_BYTES, TOLD_BYTES = 8192, 65536
"""What the system keeps of what a browser says until it is read, so that no one is read for long at once;
and of what it is told, so that a slow one is not told what was long ago."""

WAITING = 32
"""Connections that wait to be met; asyncio meets so many before anybody else has their turn."""

OPEN_S, SLOW_S = 5.0, 5.0
"""So long for a request to be whole, and for a browser to take what it is told."""

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
    """One browser: who it is, and what it was told. It is told no more while it takes what it was told."""

    def __init__(self, connection: Line) -> None:
        self.connection = connection
        self.guest: Guest | None = None
        self.token = ""
        self.told: dict[str, Any] = {}
        self.sends: asyncio.Task[None] | None = None

    @property
    def listens(self) -> bool:
        """Whether it is in, and has taken everything."""
        return self.guest is not None and (self.sends is None or self.sends.done())


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
        self._gate = Gate()
        self._files = {path: (PAGE / name).read_bytes() for path, (name, _) in FILES.items()}
        self._told = self._metered = float("-inf")
        self.malformed = 0

    async def open(self, host: str, port: int) -> int:
        """Begin to serve; the port that it is."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, TOLD_BYTES)
            sock.bind((host, port))
        except OSError:
            sock.close()
            raise
        self._server = await serve(
            self._meet,  # pyright: ignore[reportArgumentType]
            sock=sock,
            backlog=WAITING,
            create_connection=partial(Line, gate=self._gate),  # pyright: ignore[reportArgumentType]
            process_request=self._answer,  # pyright: ignore[reportArgumentType]
            max_size=MOST_BYTES,
            max_queue=32,
            compression=None,
            open_timeout=OPEN_S,
            close_timeout=1,
            ping_interval=10,
            ping_timeout=20,
            logger=make_logger(),
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Send everybody home."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def tell(self, peaks: Callable[[], Sequence[float]], now: float) -> None:
        """Tell every browser what has changed; a slow one only once it has taken what it was told."""
        state = self._hand.state
        if state is None or not self._clients:
            return
        listening = [client for client in self._clients.values() if client.listens]
        out: dict[Client, list[bytes]] = {client: [] for client in listening}
        if now - self._told >= TELL_S:
            self._told = now
            views: dict[Guest, dict[str, Any]] = {}
            for client in listening:
                assert client.guest is not None
                kind = Guest(client.guest.role, client.guest.monitor)
                view = views.get(kind) or views.setdefault(kind, view_desk(state, kind))
                changed = {key: value for key, value in view.items() if client.told.get(key) != value}
                if changed:
                    client.told = view
                    out[client].append(msgspec.json.encode({"tell": "desk", **changed}))
        if now - self._metered >= METERS_S:
            self._metered = now
            levels = view_meters(peaks(), len(self._hand.mix.strips))
            text = msgspec.json.encode({"tell": "meters", "levels": levels})
            for client in listening:
                out[client].append(text)
        for client, texts in out.items():
            if texts:
                client.sends = asyncio.create_task(self._send(client, *texts))

    async def _send(self, client: Client, *texts: bytes) -> None:
        """A browser that does not take what it is told is hung up on."""
        try:
            async with asyncio.timeout(SLOW_S):
                for text in texts:
                    await client.connection.send(text, text=True)
        except TimeoutError:
            client.connection.transport.abort()
        except ConnectionClosed:
            pass

    def _answer(self, connection: Line, request: Request) -> Response | None:
        """The files of the page; a WebSocket only for the page that came from here."""
        path = request.path.partition("?")[0]
        if path == "/ws":
            origin, host = request.headers.get("Origin", ""), request.headers.get("Host", "")
            if origin.partition("://")[2] != host:
                return connection.respond(
                    http.HTTPStatus.FORBIDDEN, "only for the page that came from here\n"
                )
            return None
        if path not in FILES:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "there is only the desk here: /\n")
        body, (_, kind) = self._files[path], FILES[path]
        headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), **SAFETY})
        return Response(200, "OK", headers, body)

    async def _meet(self, connection: Line) -> None:
        client = Client(connection)
        self._clients[id(client)] = client
        bucket = Bucket(MOST_A_SECOND, MOST_A_SECOND)
        try:
            async for text in connection:
                while not bucket.take(time.monotonic()):
                    await asyncio.sleep(bucket.wait_s(time.monotonic()))
                await self._hear(client, text, time.monotonic())
        except (ConnectionClosed, UnicodeError):
            pass
        finally:
            del self._clients[id(client)]
            self._guests.leave(id(client))
            self._orders.let_all_go(id(client), time.monotonic())

    async def _hear(self, client: Client, text: str | bytes, now: float) -> None:
        try:
            said = self._decoder.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self.malformed += 1
            return
        if said.say == "move":
            if client.guest is None:
                self._guests.refuse()
                return
            try:
                value = [] if said.value is None else [said.value]
                self._orders.obey(said.address, value, client.guest, now, id(client))
            except (KeyError, IndexError, TypeError, ValueError):
                self.malformed += 1
            self._hand.flush(now)
        else:
            await self._let_in(client, said, now)

    async def _let_in(self, client: Client, said: Say, now: float) -> None:
        """A code, or the token of somebody who comes back."""
        self._orders.let_all_go(id(client), now)
        place = client.connection.place
        known = self._tokens.get(said.token) if said.say == "back" else None
        if known is not None:
            client.guest, client.token = self._guests.admit(id(client), known, ("web", place)), said.token
        else:
            client.guest = self._guests.pair(id(client), said.code, now, said.name, place=("web", place))
            client.token = self._remember(client.guest, client.token)
        told: dict[str, Any] = {"tell": "refused"}
        client.connection.is_in = client.guest is not None
        if client.guest is not None:
            self._gate.know(place)
            role, monitor = client.guest.role, client.guest.monitor
            told = {"tell": "paired", "role": role, "monitor": monitor, "token": client.token}
        client.told = {}
        await self._send(client, msgspec.json.encode(told))

    def _remember(self, guest: Guest | None, before: str) -> str:
        """A token by which the same browser comes back without a code, for as long as this process lives."""
        self._tokens.pop(before, None)
        if guest is None:
            return ""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = guest
        while len(self._tokens) > MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        return token


def make_logger() -> logging.Logger:
    """A logger for what we did wrong: what strangers do wrong would fill the disk."""
    logger = logging.getLogger("deskhand.web")
    logger.setLevel(logging.ERROR)
    logger.filters[:] = [lambda record: record.getMessage() == "connection handler failed"]
    return logger
