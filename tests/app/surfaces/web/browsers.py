"""The real server of the tablet page on a fake desk, and browsers made of bare sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator

import msgspec

from app.surfaces.guests import Guests
from app.surfaces.hand import Hand
from app.surfaces.web.server import WebServer
from engine.console.moves import Source
from tests.app.surfaces.fakes import FakeDesk
from tests.app.surfaces.malformed import make_frame, make_request


class House:
    """A desk and the server of its page; a task tells browsers, as the network process does."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.guests = Guests()
        self.hand: Hand = self.desk.hand(Source.OSC)
        self.server = WebServer(self.hand, self.guests)
        self.port = 0
        self.browsers: list[Browser] = []
        self.slowest_s = 0.0
        """The longest that telling everybody held everybody up."""

    def code(self, role: str, monitor: int = 0) -> str:
        return next(c for c, g in self.guests.codes.items() if (g.role, g.monitor) == (role, monitor))

    async def live(self) -> None:
        while True:
            self.desk.tell()
            now = time.monotonic()
            self.hand.flush(now)
            await self.server.tell(lambda: [0.1] * 10, now)
            self.slowest_s = max(self.slowest_s, time.monotonic() - now)
            await asyncio.sleep(0.005)

    async def until(self, ready, seconds: float = 20.0) -> None:
        until = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < until, "not in time"
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    house = House()
    house.port = await house.server.open("127.0.0.1", 0)
    living = asyncio.create_task(house.live())
    try:
        yield house
    finally:
        for browser in house.browsers:
            browser.vanish()
        await asyncio.sleep(0.01)
        living.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living
        await house.server.close()


class Browser:
    """One connection; what is told is read only where somebody reads it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, house: House, request: bytes | None = None) -> Browser:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        sock.connect(("127.0.0.1", house.port))
        browser = cls(*await asyncio.open_connection(sock=sock, limit=8192))
        house.browsers.append(browser)
        browser.writer.write(make_request(house.port) if request is None else request)
        return browser

    @classmethod
    async def enter(cls, house: House, role: str, monitor: int = 0) -> Browser:
        browser = await cls.connect(house)
        await browser.reader.readuntil(b"\r\n\r\n")
        browser.say(say="pair", code=house.code(role, monitor), name="x")
        assert (await browser.hear())["tell"] == "paired"
        return browser

    def say(self, **message: object) -> None:
        self.writer.write(make_frame(msgspec.json.encode(message)))

    def move(self, address: str, value: object) -> None:
        self.say(say="move", address=address, value=value)

    async def hear(self) -> dict[str, object]:
        """The next message."""
        while True:
            head = await self.reader.readexactly(2)
            length = head[1]
            if length == 126:
                length = int.from_bytes(await self.reader.readexactly(2), "big")
            elif length == 127:
                length = int.from_bytes(await self.reader.readexactly(8), "big")
            body = await self.reader.readexactly(length)
            if head[0] == 0x81:
                return msgspec.json.decode(body)
            if head[0] == 0x88:
                raise ConnectionError(body)

    async def drink(self) -> None:
        """Read everything until the end."""
        with contextlib.suppress(OSError):
            while await self.reader.read(65536):
                pass

    async def is_ended(self, seconds: float = 10.0) -> bool:
        """Whether the server hangs up in time."""
        try:
            await asyncio.wait_for(self.drink(), seconds)
        except TimeoutError:
            return False
        return True

    def vanish(self) -> None:
        """The power goes off, as far as a socket can tell."""
        self.writer.transport.abort()
