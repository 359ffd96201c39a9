"""The network process: OSC and the tablet page on the running desk; killed, nothing is heard."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from app.surfaces.desk_wire import DeskWire
from app.surfaces.guests import Guests
from app.surfaces.hand import Hand
from app.surfaces.osc.server import OscServer
from app.surfaces.peaks import Peaks
from app.surfaces.web.server import WebServer
from engine.console.moves import Source

STEP_S = 0.01
LOST_S = 30.0
"""So long without a desk, and there is nothing to do."""

DOORS = "network.json"
"""In the runtime folder: which doors are open, and with which codes; readable by its owner alone."""


class Doors(Struct, frozen=True):
    """What is to be opened; port 0 takes any that is free, -1 none."""

    osc: int = 9000
    web: int = 8090
    beyond: bool = False
    """Whether other machines may knock, or only this one."""


class Open(Struct, frozen=True):
    """What is open, for whoever shows it to people."""

    pid: int
    osc: int
    web: int
    host: str
    codes: dict[str, str]
    """Code -> what it lets do."""


async def serve(runtime: Path, doors: Doors) -> int:
    """Serve until the desk is gone; the exit status."""
    host = "0.0.0.0" if doors.beyond else "127.0.0.1"
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    wire = DeskWire(runtime)
    hand = Hand(wire.send, Source.OSC)
    guests, peaks = Guests(), Peaks(wire)
    web = WebServer(hand, guests)
    osc: OscServer | None = None
    osc_port = web_port = -1
    try:
        if doors.osc >= 0:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((host, doors.osc))
            osc, osc_port = OscServer(sock, hand, guests), sock.getsockname()[1]
            loop.add_reader(osc, lambda: osc.listen(time.monotonic()))
        if doors.web >= 0:
            web_port = await web.open(host, doors.web)
    except OSError as error:
        print(
            f"port {doors.osc if osc is None else doors.web} cannot be opened ({error.strerror})",
            file=sys.stderr,
        )
        return 3
    codes = {
        code: f"monitor {g.monitor}" if g.role == "monitor" else g.role for code, g in guests.codes.items()
    }
    write_open(runtime, Open(os.getpid(), osc_port, web_port, find_host() if doors.beyond else host, codes))
    parent, seen = os.getppid(), time.monotonic()
    while not stop.is_set() and os.getppid() == parent and time.monotonic() - seen < LOST_S:
        now = time.monotonic()
        if wire.poll(now) and wire.state is not None:
            hand.hear(wire.state)
        seen = now if wire.is_linked else seen
        hand.flush(now)
        if osc is not None:
            osc.show(peaks.read, now)
        await web.tell(peaks.read(), now)
        await asyncio.sleep(STEP_S)
    await web.close()
    if osc is not None:
        loop.remove_reader(osc)
        osc.close()
    wire.close()
    (runtime / DOORS).unlink(missing_ok=True)
    return 0


def write_open(runtime: Path, opened: Open) -> None:
    """Leave for the desk and its windows what is open."""
    draft = runtime / f"{DOORS}.part"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(msgspec.json.encode(opened))
    draft.replace(runtime / DOORS)


def read_open(runtime: Path) -> Open | None:
    """What is open; None where nothing is."""
    try:
        return msgspec.json.decode((runtime / DOORS).read_bytes(), type=Open)
    except (OSError, msgspec.MsgspecError):
        return None


def find_host() -> str:
    """The address by which other machines know this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return socket.gethostname()


if __name__ == "__main__":
    sys.exit(asyncio.run(serve(Path(sys.argv[1]), msgspec.json.decode(sys.argv[2], type=Doors))))
