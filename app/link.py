"""The link: how the desk and its surfaces (window, MIDI, OSC, command line) reach each other."""

from __future__ import annotations

import time
from pathlib import Path

from app.orders.mix import MixOrder, SetMacros
from app.orders.show import ShowOrder
from app.state import State
from engine.wire import Wire, WireError, knock

DOOR, SHOW = "desk.sock", "desk.show"
"""Names in the runtime folder: where the desk is called, and what it is to run."""

ToDesk = MixOrder | SetMacros | ShowOrder
FromDesk = State


def call_desk(runtime: Path, seconds: float = 5.0) -> Wire:
    """A wire to the running desk; WireError where none answers in time."""
    until = time.monotonic() + seconds
    while True:
        try:
            return knock(runtime / DOOR, FromDesk)
        except WireError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
