"""Floods of strangers: what they cost the sound, and the faders of those who were let in.

    python -m tests.bench.floods [SECONDS]

A real desk, engine (clock, 128 frames, 16 strips), mind and network process; an OSC client and a tablet,
both paired, move faders in turn, and timed is until the desk has the value. First at rest; then with a flood
at a door that nobody reads, which costs the machine the same and Deskhand nothing; then with floods of
datagrams, of WebSocket messages and of connections, each from a process of its own, from many addresses of
this machine, as fast as it can; a message counts once the own socket of the flood has it. Printed: p50 and
p95 in milliseconds, moves that never arrived, lost blocks.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec
import numpy as np
import psutil
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from app.surfaces.news import NetworkNews, read_network
from app.surfaces.osc.packets import Message, read_packet, write_message
from tests.bench.fader_to_sound import settle
from tests.bench.hands import Bench, open_bench

LATE_S = 1.0
PLACES = 64
"""So many addresses of this machine a flood comes from."""


class Network:
    """The network process of a bench. Whoever has no code is a stranger to it."""

    def __init__(self, bench: Bench) -> None:
        child = bench.start("app.surfaces.network", '{"osc": 0, "web": 0, "trusts": false}')
        self.child, self.process = child, psutil.Process(child.pid)
        runtime = Path(os.environ["DESKHAND_RUNTIME"])
        while (news := read_network(runtime)) is None:
            settle(0.1, bench.live)
        self.news: NetworkNews = news

    def code(self, role: str) -> str:
        """The code of a role: "full", "read" or "monitor N"."""
        return next(code for code, what in self.news.codes.items() if what == role)

    def refused(self) -> int:
        """How often a stranger was refused, as the desk is told."""
        news = read_network(Path(os.environ["DESKHAND_RUNTIME"]))
        return news.refused if news is not None else 0

    @property
    def alive(self) -> bool:
        """Whether the process is the one that was started."""
        return self.child.poll() is None

    def memory_mb(self) -> float:
        """How much it holds."""
        return self.process.memory_info().rss / 1e6


class Phone:
    """A paired OSC client."""

    def __init__(self, network: Network, role: str = "full", place: str = "127.0.0.1") -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((place, 0))
        self.sock.connect(("127.0.0.1", network.news.osc))
        self.sock.settimeout(1.0)
        for _ in range(20):
            self.say("/pair", network.code(role), "phone")
            with suppress(TimeoutError):
                assert read_packet(self.sock.recv(65536)) == [Message("/paired", (role.split()[0],))]
                return
        raise AssertionError("nobody answers")

    def say(self, address: str, *arguments: float | str) -> None:
        """Say something to an address."""
        with suppress(OSError):
            self.sock.send(write_message(Message(address, arguments)))

    def put(self, strip: int, level_db: float) -> None:
        """Move a fader."""
        self.say(f"/strip/{strip + 1}/fader_db", level_db)


class Tablet:
    """A paired browser, as far as its WebSocket goes; a thread reads what it is told."""

    def __init__(self, network: Network, role: str = "full", place: str = "127.0.0.1") -> None:
        port = network.news.web
        sock = socket.create_connection(("127.0.0.1", port), 5.0, source_address=(place, 0))
        url, origin = f"ws://127.0.0.1:{port}/ws", f"http://127.0.0.1:{port}"
        self._stack = ExitStack()
        self.wire = self._stack.enter_context(
            connect(url, sock=sock, origin=origin, compression=None)  # pyright: ignore[reportArgumentType]
        )
        self.say(say="pair", code=network.code(role), name="tablet")
        assert msgspec.json.decode(self.wire.recv(5.0))["tell"] == "paired"
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(WebSocketException, OSError):
            for _ in self.wire:
                pass

    def say(self, **message: object) -> None:
        """Say something."""
        self.wire.send(msgspec.json.encode(message).decode())

    def put(self, strip: int, level_db: float) -> None:
        """Move a fader."""
        self.say(say="move", address=f"/strip/{strip + 1}/fader_db", value=level_db)


def time_moves(bench: Bench, put: Callable[[int, float], None], strip: int, number: int) -> float:
    """Seconds until the desk has a move; NaN where it never has."""
    level_db = -40.0 + (number % 400) / 10
    begun = time.perf_counter()
    put(strip, level_db)
    while time.perf_counter() - begun < LATE_S:
        if abs(bench.show.state().session.layers.hand.get(f"strip/{strip}", "fader_db") - level_db) < 1e-4:
            return time.perf_counter() - begun
        time.sleep(0.0002)
    return float("nan")


@contextmanager
def pouring(what: str, port: int, network: Network) -> Iterator[None]:
    """A flood from a process of its own, as long as this goes on."""
    if not what:
        yield
        return
    line = [sys.executable, "-m", "tests.bench.floods", "pour", what, str(port)]
    flood = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    time.sleep(1.0)
    try:
        yield
    finally:
        flood.terminate()
        print(f"    it poured {flood.communicate(timeout=10)[0].strip()}; refused {network.refused()}")


def pour(what: str, port: int) -> None:
    """Pour until somebody ends it."""
    poured, begun = 0, time.perf_counter()
    try:
        for count in {
            "datagrams": pour_datagrams,
            "messages": pour_messages,
            "connections": pour_connections,
        }[what](port):
            poured += count
    except KeyboardInterrupt:
        pass
    print(f"{poured / (time.perf_counter() - begun):.0f} {what} a second")


def pour_datagrams(port: int) -> Iterator[int]:
    """A move, a wrong code and noise, from many addresses."""
    socks = []
    for place in range(PLACES):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((f"127.0.1.{place + 1}", 0))
        socks.append(sock)
    packets = [
        write_message(Message("/strip/9/fader_db", (-60.0,))),
        write_message(Message("/pair", ("000000",))),
        os.urandom(1400),
    ]
    while True:
        for sock in socks:
            for packet in packets:
                sock.sendto(packet, ("127.0.0.1", port))
        yield len(socks) * len(packets)


def pour_messages(port: int) -> Iterator[int]:
    """Moves of browsers that no code let in."""
    text = b'{"say":"move","address":"/strip/9/fader_db","value":-60.0}'
    mask = b"\x81" + bytes([0x80 | len(text)]) + b"\0\0\0\0" + text
    upgrade = (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()
    place = 0
    wires: list[socket.socket] = []
    while True:
        if len(wires) < 16:
            place = place % PLACES + 1
            with suppress(OSError):
                sock = socket.create_connection(
                    ("127.0.0.1", port), 1.0, source_address=(f"127.0.1.{place}", 0)
                )
                sock.sendall(upgrade)
                sock.setblocking(False)
                wires.append(sock)
        sent = 0
        for sock in list(wires):
            try:
                sent += sock.send(mask * 200) // len(mask)
                while sock.recv(65536):
                    pass
                raise ConnectionError
            except BlockingIOError:
                pass
            except OSError:
                sock.close()
                wires.remove(sock)
        yield sent


def pour_connections(port: int) -> Iterator[int]:
    """Connections that ask for the page, or for nothing at all."""
    place, wires = 0, []
    while True:
        place = place % PLACES + 1
        with suppress(OSError):
            sock = socket.create_connection(("127.0.0.1", port), 0.2, source_address=(f"127.0.1.{place}", 0))
            wires.append(sock)
            if place % 2:
                sock.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        if len(wires) > 400:
            wires.pop(0).close()
        yield 1


def measure(bench: Bench, network: Network, what: str, port: int, seconds: float) -> None:
    """Moves in turn for so long, while something is poured to a port."""
    phone, tablet = Phone(network), Tablet(network)
    settle(0.5, bench.live)
    found: dict[str, list[float]] = {"OSC": [], "tablet": []}

    def move() -> None:
        until, number = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            number += 1
            found["OSC"].append(time_moves(bench, phone.put, 0, number))
            settle(0.03, bench.live)
            found["tablet"].append(time_moves(bench, tablet.put, 1, number))
            settle(0.03, bench.live)

    with pouring(what, port, network):
        used = sum(network.process.cpu_times()[:2])
        blocks = bench.share(move)
        used = (sum(network.process.cpu_times()[:2]) - used) / seconds
    for who, taken in found.items():
        p50, p95 = 1000 * np.nanpercentile(taken, [50, 95])
        print(f"    {who}: {len(taken)} moves, p50 {p50:.1f}, p95 {p95:.1f} ms, {np.isnan(taken).sum()} lost")
    print(f"    {blocks}; the process used {100 * used:.0f} % of a core, holds {network.memory_mb():.1f} MB")
    phone.say("/leave")
    with suppress(WebSocketException, OSError):
        tablet.wire.close()


def main(seconds: float) -> None:
    """All of them, one after the other."""
    with open_bench() as bench:
        network = Network(bench)
        dead = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        dead.bind(("127.0.0.1", 0))
        doors = {"osc": network.news.osc, "web": network.news.web, "dead": dead.getsockname()[1]}
        for title, what, door in (
            ("at rest", "", "dead"),
            ("datagrams to a dead door", "datagrams", "dead"),
            ("datagrams", "datagrams", "osc"),
            ("WebSocket messages", "messages", "web"),
            ("connections", "connections", "web"),
            ("at rest again", "", "dead"),
        ):
            print(f"{title}, load {os.getloadavg()[0]:.1f}", flush=True)
            try:
                measure(bench, network, what, doors[door], seconds)
            except (OSError, AssertionError, WebSocketException) as error:
                print(f"    nobody came in: {error!r}")
            moved = bench.show.state().session.layers.hand.get("strip/8", "fader_db")
            print(f"    alive: {network.alive}; strangers moved nothing: {moved == 0.0}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["pour"]:
        import signal

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        pour(sys.argv[2], int(sys.argv[3]))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)
