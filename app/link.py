"""The link: what the desk and its surfaces (window, MIDI, OSC, command line) say to each other."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec import Struct

from engine.console.moves import Hold, Move
from engine.console.session import Mode, Session
from engine.wire import Wire, WireError, knock
from models.card import Macro

DOOR = "desk.sock"


class Touch(Struct, frozen=True, tag=True):
    """A person moves parameters."""

    moves: list[Move]


class Give(Struct, frozen=True, tag=True):
    """Hold a parameter, lock it, or give it back."""

    place: str
    param: str
    hold: Hold


class GiveMany(Struct, frozen=True, tag=True):
    """Hold (place, parameter) pairs, lock them, or give them back, in one step."""

    controls: list[tuple[str, str]]
    hold: Hold


class Gesture(Struct, frozen=True, tag=True):
    """A hand takes controls (begins) or lets go: all that a surface moves in between is one step to undo."""

    begins: bool


class Undo(Struct, frozen=True, tag=True):
    """Take back the last thing that people did, on any surface."""


class Redo(Struct, frozen=True, tag=True):
    """Do again what was undone last."""


class SetMind(Struct, frozen=True, tag=True):
    """Which mind mixes and how much it may do."""

    mind: str
    mode: Mode = "run"
    attenuate_only: bool = False
    amount: float = 1.0


class SetMacros(Struct, frozen=True, tag=True):
    """A person sets style inputs of the mind, by name, in their units; those not named stay."""

    values: dict[str, float]


class Open(Struct, frozen=True, tag=True):
    """Go on with this session."""

    session: Session


class Stop(Struct, frozen=True, tag=True):
    """End the show: engine, mind and desk."""


class Status(Struct, frozen=True):
    """How the parts are."""

    engine: str = "starting"
    engine_pid: int = 0
    mind: str = "starting"
    mind_pid: int = 0
    device: str = ""
    gauges: str = ""
    complaint: str = ""
    engine_starts: int = 0
    mind_starts: int = 0


class State(Struct, frozen=True, tag=True):
    """Everything a surface shows; sent on connecting and whenever something changed."""

    session: Session
    because: dict[str, str]
    status: Status
    pid: int
    macros: tuple[Macro, ...] = ()
    """The style inputs of the mind that mixes, for `SetMacros`; what is set is in the session."""
    undo: str = ""
    """What `Undo` would take back, in words ("fader of Vocals"); "" where there is nothing."""
    redo: str = ""
    """What `Redo` would do again."""


ToDesk = Touch | Give | GiveMany | Gesture | Undo | Redo | SetMind | SetMacros | Open | Stop
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
