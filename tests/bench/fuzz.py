"""Nonsense from strangers and from guests: nothing falls over, nothing grows, nobody does what they may not.

    python -m tests.bench.fuzz [osc | web | raw] [PACKETS]

A real desk, engine (clock, 128 frames, 16 strips), mind and network process. Strangers, then guests of each
role, say what `tests/app/surfaces/malformed.py` makes up. OSC guests ask for an answer after every few
packets, so that none counts that was not read; what strangers say is sent as fast as it is taken, read or
not. An honest tablet and an honest phone move their own faders all the while. Printed: what was sent, the
memory of the process before, after a tenth (warm), and at the end; what people set that has changed, and
whether that may be; lost blocks.
"""

from __future__ import annotations

import os
import random
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np

from app.desk.history import Key, list_differences
from app.surfaces.guests import Guest
from app.surfaces.osc.packets import Message, write_message
from engine.console.params import PARAMS
from engine.console.session import Session
from engine.console.state import split_place
from tests.app.surfaces.malformed import make_frame, make_packet, make_raw, make_request, make_text
from tests.bench.fader_to_sound import settle
from tests.bench.floods import Network, Phone, Tablet, time_moves
from tests.bench.hands import Bench, open_bench

PHONES, TABLETS, WINDOW = 8, 40, 24
OWN = {14: "strip/14", 15: "strip/15"}
ROLES = {"read": Guest("read"), "monitor 2": Guest("monitor", 2), "full": Guest("full")}
POOL = 20_000
"""Different ones; more is their repetition in another order."""


def may(key: Key, guest: Guest | None) -> bool:
    """Whether somebody's nonsense may have changed this."""
    kind, place, param = key
    return guest is not None and (
        guest.may_all or (kind in ("hand", "hold") and guest.may_move(place, param))
    )


class Watch:
    """What holds before, during and after; honest clients that go on meanwhile."""

    def __init__(self, bench: Bench, network: Network, total: int, guest: Guest | None) -> None:
        self.bench, self.network, self.total, self.guest = bench, network, total, guest
        self.phone = Phone(network)
        self.tablet = Tablet(network)
        settle(0.5, bench.live)
        self.before = self.session()
        self.memory = [network.memory_mb()]
        self.taken: list[float] = []
        self.sent = self.turn = 0
        self.due = 0.0

    def session(self) -> Session:
        """What people set."""
        return self.bench.show.state().session

    def count(self, sent: int) -> bool:
        """So many more were sent; whether it goes on."""
        self.sent += sent
        if len(self.memory) == 1 and self.sent >= self.total / 10:
            self.memory.append(self.network.memory_mb())
        self.bench.live()
        if time.perf_counter() > self.due:
            self.turn += 1
            put, strip = ((self.phone.put, 14), (self.tablet.put, 15))[self.turn % 2]
            self.taken.append(time_moves(self.bench, put, strip, self.turn))
            self.due = time.perf_counter() + 0.5
        return self.sent < self.total and self.network.alive

    def end(self) -> None:
        """Print what became of it."""
        settle(1.0, self.bench.live)
        late = [time_moves(self.bench, self.phone.put, 14, 7), time_moves(self.bench, self.tablet.put, 15, 8)]
        after = self.session()
        changed = [key for key in list_differences(self.before, after) if key[1] not in OWN.values()]
        wrong = [key for key in changed if not may(key, self.guest)]
        sound = all(
            row.low <= value <= row.high
            for place in after.layers.hand.places()
            for row, value in zip(
                PARAMS[split_place(place)[0]], after.layers.hand.at(place).values, strict=True
            )
        )
        megabytes = [*self.memory, self.network.memory_mb()]
        print(f"    {self.sent} sent; memory {' -> '.join(f'{each:.1f}' for each in megabytes)} MB")
        print(
            f"    the same process: {self.network.alive}; settings changed {len(changed)}, not allowed"
            f" {len(wrong)} {wrong[:3]}; all in range: {sound}"
        )
        p50, p95 = 1000 * np.nanpercentile(self.taken, [50, 95])
        print(
            f"    honest moves: {len(self.taken)}, p50 {p50:.1f}, p95 {p95:.1f} ms,"
            f" {np.isnan(self.taken).sum()} lost; afterwards they work: {not np.isnan(late).any()}"
        )
        self.phone.say("/leave")
        self.tablet.wire.close()


def fuzz_osc(watch: Watch, role: str) -> None:
    """Datagrams: of strangers as fast as they can be sent, of guests no faster than they are read."""
    dice = random.Random(1)
    pool = [make_packet(dice) for _ in range(POOL)]
    if not role:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.2.1", 0))
        sock.connect(("127.0.0.1", watch.network.news.osc))
        while watch.count(200):
            for packet in dice.choices(pool, k=200):
                sock.send(packet)
        return
    phones = [Phone(watch.network, role, f"127.0.3.{n + 1}") for n in range(PHONES)]
    going, number = True, 0
    while going:
        for phone in phones:
            for packet in dice.choices(pool, k=WINDOW):
                phone.sock.send(packet)
        number += 1
        answered = [_answers(phone, number) for phone in phones]
        assert all(answered), "somebody was let go of"
        going = watch.count(PHONES * WINDOW)


def _answers(phone: Phone, number: int) -> bool:
    """Whether all that a phone sent has been read."""
    pong = write_message(Message("/pong", (number,)))
    for _ in range(100):
        phone.say("/ping", number)
        phone.sock.settimeout(0.05)
        until = time.perf_counter() + 0.05
        with suppress(TimeoutError):
            while time.perf_counter() < until:
                if phone.sock.recv(65536) == pong:
                    return True
    return False


class RawTablet:
    """A WebSocket by hand, without a library that would refuse to send nonsense.

    The system keeps little of what it says: what counts as sent has been read, but for some kB.
    """

    def __init__(self, network: Network, place: str, code: str) -> None:
        self.sock = socket.socket()
        self.sock.settimeout(5.0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.sock.bind((place, 0))
        self.sock.connect(("127.0.0.1", network.news.web))
        self.sock.sendall(make_request(network.news.web))
        self.sock.recv(4096)
        if code:
            self.sock.sendall(make_frame(f'{{"say":"pair","code":"{code}","name":"x"}}'.encode()))
            assert b'"paired"' in self.sock.recv(65536)
        self.sock.setblocking(False)
        self.unsent = b""

    def say(self, frames: list[bytes]) -> int:
        """Say something, unless the last waits to be taken; ConnectionError where it was hung up."""
        with suppress(BlockingIOError):
            while self.sock.recv(1 << 16):
                pass
            raise ConnectionError
        fresh = not self.unsent
        self.unsent = self.unsent or b"".join(frames)
        with suppress(BlockingIOError):
            self.unsent = self.unsent[self.sock.send(self.unsent) :]
        return len(frames) if fresh else 0


def make_frames(dice: random.Random) -> Iterator[bytes]:
    """Messages in frames; one of thousands is of the kind that ends a connection and all that waits in it."""
    while True:
        text = make_text(dice)
        kind = dice.randrange(15_000)
        if kind == 0:
            yield make_frame(dice.randbytes(200), 1)
        elif kind == 1:
            yield make_frame(b"x" * 3000)
        elif kind < 3000 or not _is_text(text):
            yield make_frame(text, 2)
        elif kind < 5000 and text.isascii():
            half = len(text) // 2
            yield make_frame(text[:half], 1, fin=False) + make_frame(b"p", 9) + make_frame(text[half:], 0)
        else:
            yield make_frame(text)


def _is_text(data: bytes) -> bool:
    """Whether a text frame may hold it."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def fuzz_web(watch: Watch, role: str) -> None:
    """WebSocket messages, of as many tablets as are let in."""
    dice = random.Random(2)
    made = make_frames(dice)
    pool = [next(made) for _ in range(POOL)]
    code = watch.network.code(role) if role else ""
    tablets: list[RawTablet] = []
    going, number = True, 0
    while going:
        sent = 0
        if len(tablets) < TABLETS:
            number += 1
            with suppress(OSError, AssertionError):
                tablets.append(RawTablet(watch.network, f"127.0.4.{number % 100 + 1}", code))
        for tablet in list(tablets):
            try:
                sent += tablet.say(dice.choices(pool, k=20))
            except OSError:
                tablet.sock.close()
                tablets.remove(tablet)
        going = watch.count(sent)
    for tablet in tablets:
        tablet.sock.close()


def fuzz_raw(watch: Watch, _: str) -> None:
    """Connections that say broken HTTP and broken frames, and some that say nothing and stay."""
    dice = random.Random(3)
    slow: list[socket.socket] = []
    going, number = True, 0
    while going:
        number += 1
        try:
            sock = socket.create_connection(
                ("127.0.0.1", watch.network.news.web), 1.0, source_address=(f"127.0.5.{number % 100 + 1}", 0)
            )
            sock.settimeout(0.2)
            sock.sendall(make_raw(dice, watch.network.news.web))
            if number % 3:
                sock.close()
            else:
                slow.append(sock)
        except OSError:
            pass
        if len(slow) > 200:
            slow.pop(0).close()
        going = watch.count(1)
    for sock in slow:
        sock.close()


# Kind -> how, who, and how many: so many of strangers, and so many of all guests together.
FUZZES: dict[str, tuple[Callable[[Watch, str], None], tuple[str, ...], int]] = {
    "osc": (fuzz_osc, ("", *ROLES), 1_000_002),
    "web": (fuzz_web, ("", *ROLES), 1_000_002),
    "raw": (fuzz_raw, ("",), 20_000),
}


def main(kinds: list[str], packets: int) -> None:
    """Each kind, from strangers and every role."""
    with open_bench() as bench:
        network = Network(bench)
        for kind in kinds:
            fuzz, roles, usual = FUZZES[kind]
            for role in roles:
                print(f"{kind}, {role or 'strangers'}, load {os.getloadavg()[0]:.1f}", flush=True)
                total = packets or (usual // len(ROLES) if role else usual)
                watch = Watch(bench, network, total, ROLES.get(role))
                begun = time.perf_counter()
                print("   ", bench.share(lambda: fuzz(watch, role)))  # noqa: B023
                print(f"    in {time.perf_counter() - begun:.0f} s; refused so far {network.refused()}")
                watch.end()
                sys.stdout.flush()


if __name__ == "__main__":
    main([sys.argv[1]] if len(sys.argv) > 1 else list(FUZZES), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
