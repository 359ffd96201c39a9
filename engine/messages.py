"""What goes into the engine process and what comes out of it."""

from __future__ import annotations

from msgspec import Struct

from engine.console.moves import Move
from engine.console.session import Patch
from engine.console.state import Mix
from engine.console.transport import Transport

DOOR, START, PID, LOG = "engine.sock", "engine.start", "engine.pid", "engine.log"
"""Names in the runtime folder."""

REFUSED, DEVICE_LOST = 3, 4
"""Exit statuses: the device cannot be used as asked; the device went away."""


class Start(Struct, frozen=True):
    """How to begin; lies in the runtime folder for the engine to find."""

    patch: Patch
    mix: Mix
    keep: bytes = b""
    player_file: str = ""
    transport: Transport = Transport()
    position: int = 0
    """Where in the player's file to begin, in frames."""


class Load(Struct, frozen=True, tag=True):
    """Play this mix; `keep` is the desk's own memory, given back to whoever asks."""

    mix: Mix
    keep: bytes


class Change(Struct, frozen=True, tag=True):
    """Make these moves."""

    moves: list[Move]
    keep: bytes = b""


class ResetMeter(Struct, frozen=True, tag=True):
    """Begin the master's integrated loudness, its highest true peak, or both anew."""

    loudness: bool = True
    peak: bool = True


class Roll(Struct, frozen=True, tag=True):
    """Play the material like this; go to a frame of it first, where one is given."""

    transport: Transport
    seek: int | None = None


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
    master_tap: str = ""
    """What the master plays, as the tap has what comes in."""
    player_file: str = ""
    player_frames: int = 0
    transport: Transport = Transport()


class Complaint(Struct, frozen=True, tag=True):
    """Something could not be done as asked."""

    text: str


ToEngine = Load | Change | Roll | ResetMeter | Quit
FromEngine = Hello | Complaint
