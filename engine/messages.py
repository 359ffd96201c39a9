"""What goes into the engine process and what comes out of it."""

from __future__ import annotations

from msgspec import Struct

from engine.console.moves import Move
from engine.console.session import Patch
from engine.console.state import Mix


class Start(Struct, frozen=True):
    """How to begin; lies in the runtime folder for the engine to find."""

    patch: Patch
    mix: Mix
    keep: bytes = b""
    player_file: str = ""


class Load(Struct, frozen=True, tag=True):
    """Play this mix; `keep` is the desk's own memory, given back to whoever asks."""

    mix: Mix
    keep: bytes


class Change(Struct, frozen=True, tag=True):
    """Make these moves."""

    moves: list[Move]
    keep: bytes = b""


class Quit(Struct, frozen=True, tag=True):
    """End."""


class Hello(Struct, frozen=True, tag=True):
    """What the engine plays and how; the first thing it says to a caller."""

    pid: int
    mix: Mix
    keep: bytes
    patch: Patch
    device: str
    rate: int
    frames: int
    inputs: int
    outputs: int
    latency_frames: int
    gauges: str
    tap: str


class Complaint(Struct, frozen=True, tag=True):
    """Something could not be done as asked."""

    text: str


ToEngine = Load | Change | Quit
FromEngine = Hello | Complaint
