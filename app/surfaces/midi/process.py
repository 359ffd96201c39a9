"""The MIDI process: controllers on the running desk; killed, nothing is heard, and it comes back."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from pathlib import Path

from app.folders import data_folder
from app.orders.show import Learnt
from app.surfaces.desk_wire import DeskWire
from app.surfaces.midi.learn import learn
from app.surfaces.midi.mapping import Control, MappingError, list_mappings, write_address
from app.surfaces.midi.ports import Ports, PortsError
from app.surfaces.midi.rack import Rack
from app.surfaces.news import IMPOSSIBLE, MIDI, MidiNews, leave
from app.surfaces.readings import Readings
from app.surfaces.targets import read_target, write_target

IDLE_S, BUSY_S = 0.02, 0.002
"""How long the loop sleeps with nothing, and with something, to pass on; messages wake it."""

LOST_S = 30.0
"""So long without a desk, and there is nothing to do."""


def run(runtime: Path) -> int:
    """Serve all controllers until the desk is gone; the exit status."""
    stop: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _: stop.append(number))
    folder = data_folder() / "midi"
    mappings, faults = list_mappings(folder)
    try:
        ports = Ports()
    except PortsError as error:
        print(error, file=sys.stderr, flush=True)
        return IMPOSSIBLE
    wire = DeskWire(runtime)
    readings = Readings(wire)
    rack = Rack(ports, mappings, runtime, lambda words: print(words, flush=True))
    told: MidiNews | None = None
    parent, seen = os.getppid(), time.monotonic()
    while not stop and os.getppid() == parent and time.monotonic() - seen < LOST_S:
        with contextlib.suppress(OSError, ValueError):
            select.select([*rack.wires, *wire.wires], [], [], BUSY_S if rack.busy else IDLE_S)
        now = time.monotonic()
        wire.poll(now)
        seen = now if wire.is_linked else seen
        learning = wire.state.learning if wire.state is not None else ""
        found = rack.learn(read_target(learning) if learning else None, now)
        if found is not None:
            words = keep_learnt(folder, rack, *found)
            mappings, faults = list_mappings(folder)
            rack.learn(None, now)
            rack.reload(mappings, now)
            wire.send(Learnt(words))
            wire.forget()
        rack.step(readings, now)
        news = MidiNews(os.getpid(), tuple(rack.plugged), tuple(faults))
        if news != told:
            told = news
            leave(runtime, MIDI, news)
    rack.close()
    (runtime / MIDI).unlink(missing_ok=True)
    return 0


def keep_learnt(folder: Path, rack: Rack, port: str, control: Control) -> str:
    """Write down what was learnt; what is told to people."""
    name = port.rpartition(":")[2]
    try:
        learn(folder, port, rack.find_mapping(port), control)
    except (OSError, MappingError) as error:
        return f"what was learnt cannot be kept: {error}"
    return f"{write_address(control.midi)} of {name} moves {write_target(control.target)} from now on"


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
