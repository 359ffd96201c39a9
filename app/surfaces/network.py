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
import psutil

from app.surfaces.desk_wire import DeskWire
from app.surfaces.discovery import Discovery
from app.surfaces.guests import Guests
from app.surfaces.hand import Hand
from app.surfaces.news import IMPOSSIBLE, NETWORK, Doors, NetworkNews, leave
from app.surfaces.osc.server import OscServer
from app.surfaces.readings import Readings
from app.surfaces.web.server import WebServer
from engine.console.moves import Source

STEP_S = 0.01
LOST_S = 30.0
"""So long without a desk, and there is nothing to do."""

NEWS_S = 0.5


async def serve(runtime: Path, doors: Doors) -> int:
    """Serve until the desk is gone; the exit status."""
    host = "0.0.0.0" if doors.beyond else "127.0.0.1"
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    wire = DeskWire(runtime)
    hand = Hand(wire.send, Source.OSC)
    guests, readings = Guests(), Readings(wire)
    web = WebServer(hand, guests)
    osc: OscServer | None = None
    osc_port = web_port = -1
    try:
        if doors.osc >= 0:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((host, doors.osc))
            osc, osc_port = OscServer(sock, hand, guests, doors.trusts), sock.getsockname()[1]
            loop.add_reader(osc, lambda: osc.listen(time.monotonic()))
        if doors.web >= 0:
            web_port = await web.open(host, doors.web)
    except OSError as error:
        print(
            f"port {doors.osc if osc is None else doors.web} cannot be opened ({error.strerror})",
            file=sys.stderr,
        )
        return IMPOSSIBLE
    codes = {code: f"{guest.role} {guest.monitor or ''}".strip() for code, guest in guests.codes.items()}
    shown = find_host() if doors.beyond else host
    discovery = Discovery("Deskhand", shown, osc_port, web_port) if doors.beyond else None
    if discovery is not None:
        fault = await discovery.open()
        print(fault or f"announced as {', '.join(discovery.names)}", file=sys.stderr)
    told, told_at = NetworkNews(), float("-inf")
    parent, seen = os.getppid(), time.monotonic()
    while not stop.is_set() and os.getppid() == parent and time.monotonic() - seen < LOST_S:
        now = time.monotonic()
        if wire.poll(now) and wire.state is not None:
            hand.hear(wire.state)
        seen = now if wire.is_linked else seen
        hand.flush(now)
        if osc is not None:
            osc.show(readings.peaks, now)
        await web.tell(readings.peaks, now)
        if now - told_at >= NEWS_S:
            names = tuple(f"{guest.name or 'somebody'}: {guest.role}" for guest in guests.list())
            news = NetworkNews(os.getpid(), osc_port, web_port, shown, codes, names, guests.refused)
            told_at = now
            if news != told:
                told = news
                leave(runtime, NETWORK, news)
        await asyncio.sleep(STEP_S)
    await web.close()
    if osc is not None:
        loop.remove_reader(osc)
        osc.close()
    wire.close()
    if discovery is not None:
        await discovery.close()
    (runtime / NETWORK).unlink(missing_ok=True)
    return 0


def find_host() -> str:
    """The address by which other machines know this one; without a network its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            known = [each for row in psutil.net_if_addrs().values() for each in row]
    hosts = [each.address for each in known if each.family == socket.AF_INET]
    return next((host for host in hosts if not host.startswith("127.")), "127.0.0.1")


if __name__ == "__main__":
    sys.exit(asyncio.run(serve(Path(sys.argv[1]), msgspec.json.decode(sys.argv[2], type=Doors))))
