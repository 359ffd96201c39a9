"""Lines: the OSC port as one socket for strangers and one for each guest, so that no flood fills another's.

The system puts a datagram into the socket that is connected to its sender, and what no such socket wants into
the door. Each has a queue of its own there, and is read no faster than anybody needs.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import sys
from collections.abc import Iterator

Address = tuple[str, int]

ROUND_S = 0.01
STRANGERS_A_ROUND = 64
"""Datagrams of all strangers together that are looked at in a round."""

MESSAGES_A_ROUND = 128
"""Messages of one guest that are obeyed in a round; more wait, and what the system cannot keep is lost."""

READ_AT_ONCE = 32
"""So many of one are read before everybody else has their turn."""

REUSE = socket.SO_REUSEADDR if sys.platform == "linux" else socket.SO_REUSEPORT


class Line:
    """A socket and what of its share of this round is used."""

    def __init__(self, sock: socket.socket, most: int) -> None:
        self.sock = sock
        self.most = most
        self.spent = 0
        self.begun = float("-inf")

    def is_open(self, now: float) -> bool:
        """Whether there is something left; what was used too much counts in the next rounds."""
        rounds = (now - self.begun) / ROUND_S
        if rounds >= 1.0:
            self.spent = max(0, self.spent - int(min(rounds, 1e6)) * self.most)
            self.begun = now
        return self.spent < self.most


class Lines:
    """All sockets of the port."""

    def __init__(self, door: socket.socket, most_bytes: int) -> None:
        door.setblocking(False)
        self._most_bytes = most_bytes
        self._door = Line(door, STRANGERS_A_ROUND)
        self._lines: dict[Address, Line] = {}
        self._waiting: set[Line] = set()
        self._without: set[Address] = set()
        """Guests for whom the system had no socket."""
        self._selector = selectors.DefaultSelector()
        self._selector.register(door, selectors.EVENT_READ, self._door)

    def fileno(self) -> int:
        """For select: all of them in one."""
        return self._selector.fileno()  # pyright: ignore[reportAttributeAccessIssue]

    def wake(self, now: float) -> None:
        """Another round: who had used up their share is read again."""
        for line in [each for each in self._waiting if each.is_open(now)]:
            self._waiting.discard(line)
            self._selector.register(line.sock, selectors.EVENT_READ, line)

    def receive(self, now: float) -> Iterator[tuple[bytes, Address, Line]]:
        """What has come, each in turn; whoever takes it adds to `spent` what it cost."""
        self.wake(now)
        for key, _ in self._selector.select(0):
            line: Line = key.data
            for _ in range(READ_AT_ONCE):
                if not line.is_open(now):
                    self._selector.unregister(line.sock)
                    self._waiting.add(line)
                    break
                try:
                    data, who = line.sock.recvfrom(self._most_bytes)
                except (BlockingIOError, InterruptedError):
                    break
                except OSError:
                    continue
                yield data, (who[0], who[1]), line

    def send(self, packet: bytes, who: Address) -> None:
        """Send; what the system does not take is lost, as datagrams are."""
        with contextlib.suppress(OSError):
            self._door.sock.sendto(packet, who)

    def open(self, who: Address) -> None:
        """A socket for a guest. Where the system has none to give, they are read with the strangers."""
        if who in self._lines or who in self._without:
            return
        door = self._door.sock
        try:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        except OSError:
            self._without.add(who)
            return
        ours = [door, sock, *(line.sock for line in self._lines.values())]
        try:
            sock.setblocking(False)
            _share(ours, True)
            sock.bind(door.getsockname())
            sock.connect(who)
        except OSError:
            sock.close()
            self._without.add(who)
            return
        finally:
            _share(ours, False)
        self._lines[who] = line = Line(sock, MESSAGES_A_ROUND)
        self._selector.register(sock, selectors.EVENT_READ, line)

    def keep(self, guests: set[Address]) -> None:
        """Close the sockets of all others."""
        self._without &= guests
        for who in self._lines.keys() - guests:
            line = self._lines.pop(who)
            if line in self._waiting:
                self._waiting.discard(line)
            else:
                self._selector.unregister(line.sock)
            line.sock.close()

    def close(self) -> None:
        """Let go of the port."""
        self.keep(set())
        self._selector.close()
        self._door.sock.close()


def _share(socks: list[socket.socket], shared: bool) -> None:
    """Whether sockets let another have their port: only for the moment in which that is one of ours."""
    for sock in socks:
        if sock.fileno() >= 0:
            sock.setsockopt(socket.SOL_SOCKET, REUSE, shared)
