"""Gate: which connections of browsers are let through, and how many; what is too much is hung up on."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.protocol import Event
from websockets.server import ServerProtocol

from app.surfaces.bucket import Bucket

MOST_CONNECTIONS, MOST_OF_A_PLACE = 64, 16
BURST_OF_A_PLACE, RATE_OF_A_PLACE = 40.0, 10.0
"""New connections of one place, all at once, and a second; a page is four."""

BURST_OF_STRANGERS, RATE_OF_STRANGERS = 60.0, 40.0
"""New connections of all places that no code has come from yet."""

MOST_PLACES = 1024
STRANGERS_BYTES = 4096
"""So much of somebody without a code is read; a request and a code are 1 kB."""

FRAMES_A_SECOND = 2000
MOST_UNREAD = 1 << 20
"""Bytes that wait for a browser to take them."""


class Gate:
    """Knows all connections. Time is told."""

    def __init__(self) -> None:
        self.refused = 0
        self._inside: dict[Line, str] = {}
        self._known: OrderedDict[str, None] = OrderedDict()
        self._places: OrderedDict[str, Bucket] = OrderedDict()
        self._strangers = Bucket(BURST_OF_STRANGERS, RATE_OF_STRANGERS)

    def enter(self, line: Line, place: str, now: float) -> bool:
        """Whether a new connection is let through; where all are taken, a stranger's makes room."""
        here = sum(other == place for other in self._inside.values())
        if here >= MOST_OF_A_PLACE or not self._may_come(place, now):
            self.refused += 1
            return False
        if len(self._inside) >= MOST_CONNECTIONS and not self._make_room():
            self.refused += 1
            return False
        self._inside[line] = place
        return True

    def leave(self, line: Line) -> None:
        """A connection is gone."""
        self._inside.pop(line, None)

    def know(self, place: str) -> None:
        """Somebody of this place had a code."""
        self._known[place] = None
        self._known.move_to_end(place)
        while len(self._known) > MOST_PLACES:
            self._known.popitem(last=False)

    def _may_come(self, place: str, now: float) -> bool:
        bucket = self._places.get(place)
        if bucket is None:
            bucket = self._places[place] = Bucket(BURST_OF_A_PLACE, RATE_OF_A_PLACE)
            while len(self._places) > MOST_PLACES:
                self._places.popitem(last=False)
        return bucket.take(now) and (place in self._known or self._strangers.take(now))

    def _make_room(self) -> bool:
        """End the oldest connection without a code, of places without one first."""
        strangers = [line for line in self._inside if not line.is_in]
        unknown = [line for line in strangers if self._inside[line] not in self._known]
        for line in (unknown or strangers)[:1]:
            self.leave(line)
            line.transport.abort()
            return True
        return False


class Line(ServerConnection):
    """One connection. What a person with a tablet never does ends it."""

    def __init__(self, protocol: ServerProtocol, server: Server, *, gate: Gate, **options: Any) -> None:
        super().__init__(protocol, server, **options)
        self.is_in = False
        """Whether a code has come over it."""
        self.place = ""
        self._gate = gate
        self._refused = False
        self._bytes = 0
        self._frames = Bucket(FRAMES_A_SECOND, FRAMES_A_SECOND)

    def connection_made(self, transport: Any) -> None:
        """Somebody connects."""
        peer = transport.get_extra_info("peername")
        self.place = str(peer[0]) if peer else ""
        self._refused = not self._gate.enter(self, self.place, time.monotonic())
        if self._refused:
            transport.abort()
        else:
            super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._gate.leave(self)
        if not self._refused:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._refused:
            return
        if not self.is_in:
            self._bytes += len(data)
            if self._bytes > STRANGERS_BYTES:
                self.transport.abort()
                return
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MOST_UNREAD:
            self.transport.abort()

    def send_data(self) -> None:
        """All answers at once: of a thousand pings to somebody who is gone, each would fail and say so."""
        answers = self.protocol.data_to_send()
        whole = b"".join(answers)
        if whole and not self.transport.is_closing():
            self.transport.write(whole)
        if b"" in answers and not self.transport.is_closing() and self.transport.can_write_eof():
            self.transport.write_eof()

    def eof_received(self) -> None:
        """The other side says no more."""
        if not self._refused:
            super().eof_received()

    def process_event(self, event: Event) -> None:
        """A request or a frame is whole, control frames and parts of messages too."""
        if not self._frames.take(time.monotonic()):
            self.transport.abort()
        elif not self.transport.is_closing():
            super().process_event(event)
