"""Wiretap: stands between the desk and its surfaces, passes everything on, and notes what surfaces say."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from pathlib import Path

import msgspec

from app.link import DOOR, ToDesk

MOST_WAITING = 4 << 20
"""Bytes that one end has not taken yet; from here on the other is not read."""


class End:
    """One end of a tapped connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.waiting = bytearray()
        self.sock.setblocking(False)

    def fileno(self) -> int:
        return self.sock.fileno()

    def read(self) -> bytes:
        """What has come; EOFError when it is gone."""
        try:
            chunk = self.sock.recv(1 << 20)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise EOFError from error
        if not chunk:
            raise EOFError
        return chunk

    def push(self) -> None:
        """Send what waits, as far as it is taken."""
        try:
            while self.waiting:
                del self.waiting[: self.sock.send(self.waiting)]
        except BlockingIOError:
            pass
        except OSError as error:
            raise EOFError from error


class Line:
    """One surface's connection: its end and the desk's."""

    def __init__(self, tap: Tap, surface: End, desk: End) -> None:
        self.tap, self.surface, self.desk = tap, surface, desk
        self._heard = bytearray()

    def carry(self) -> None:
        """Pass on, both ways, what has come."""
        if len(self.desk.waiting) < MOST_WAITING:
            chunk = self.surface.read()
            self._note(chunk)
            self.desk.waiting += chunk
        if len(self.surface.waiting) < MOST_WAITING:
            self.surface.waiting += self.desk.read()
        self.desk.push()
        self.surface.push()

    def _note(self, chunk: bytes) -> None:
        self._heard += chunk
        now = time.monotonic()
        while len(self._heard) >= 4:
            end = 4 + int.from_bytes(self._heard[:4], "little")
            if len(self._heard) < end:
                break
            self.tap.said.append((now, self.tap.decoder.decode(bytes(self._heard[4:end]))))
            del self._heard[:end]


class Tap:
    """The runtime folder of one kind of surface, whose door leads to the desk."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        folder.mkdir(parents=True)
        self.said: list[tuple[float, ToDesk]] = []
        """When, in seconds of the steady clock, and what; only ever appended to."""
        self.decoder = msgspec.msgpack.Decoder(ToDesk)
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.bind(str(folder / DOOR))
        self.sock.listen(8)
        self.sock.setblocking(False)

    def fileno(self) -> int:
        return self.sock.fileno()


class Wiretap(threading.Thread):
    """All taps on one desk, in a thread."""

    def __init__(self, runtime: Path, folder: Path, names: list[str]) -> None:
        super().__init__(daemon=True)
        self._door = runtime / DOOR
        self.taps = {name: Tap(name, folder / name) for name in names}
        self._lines: list[Line] = []
        self._hush, self._bell = os.pipe()
        self.failure = ""

    def run(self) -> None:
        try:
            while self._round():
                pass
        except Exception as error:
            self.failure = repr(error)
            raise

    def close(self) -> None:
        """Hang up everything."""
        os.write(self._bell, b".")
        self.join()
        for line in list(self._lines):
            self._drop(line)
        for tap in self.taps.values():
            tap.sock.close()
        os.close(self._hush)
        os.close(self._bell)

    def _round(self) -> bool:
        ends = [end for line in self._lines for end in (line.surface, line.desk)]
        late = [end for end in ends if end.waiting]
        ready, _, _ = select.select([self._hush, *self.taps.values(), *ends], late, [], 0.5)
        if self._hush in ready:
            return False
        for tap in self.taps.values():
            if tap in ready:
                self._meet(tap)
        for line in list(self._lines):
            try:
                line.carry()
            except EOFError:
                self._drop(line)
        return True

    def _meet(self, tap: Tap) -> None:
        """A surface knocks: knock at the desk for it, or send it away."""
        surface, _ = tap.sock.accept()
        desk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            desk.connect(str(self._door))
        except OSError:
            desk.close()
            surface.close()
            return
        self._lines.append(Line(tap, End(surface), End(desk)))

    def _drop(self, line: Line) -> None:
        self._lines.remove(line)
        for end in (line.desk, line.surface):
            with contextlib.suppress(EOFError):
                end.push()
            end.sock.close()
