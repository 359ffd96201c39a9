"""Orders about the mix: faders, holds, the mind, scenes, strips, and what lies over them."""

from __future__ import annotations

from msgspec import Struct

from engine.console.groups import SoloMode
from engine.console.moves import Hold, Move
from engine.console.params import MONITORS
from engine.console.session import Mode
from engine.console.state import Insert


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


class StoreScene(Struct, frozen=True, tag=True):
    """Keep what is heard as a scene at the end of the list, or in place of the one of that name."""

    name: str
    crossfade_s: float = 0.0
    """How long a recall takes that names no time."""


class RecallScene(Struct, frozen=True, tag=True):
    """Go to a scene; all it covers is held. None: in the scene's own time."""

    name: str
    crossfade_s: float | None = None


class StepScene(Struct, frozen=True, tag=True):
    """Go to the scene after the one that was recalled or stored last (by 1), or to the one before (by -1)."""

    by: int = 1
    crossfade_s: float | None = None


class SetSceneTime(Struct, frozen=True, tag=True):
    """How long a recall of a scene takes that names no time; what it recalls stays."""

    name: str
    crossfade_s: float


class RenameScene(Struct, frozen=True, tag=True):
    """Call a scene otherwise."""

    name: str
    new_name: str


class DeleteScene(Struct, frozen=True, tag=True):
    """Forget a scene."""

    name: str


class MoveScene(Struct, frozen=True, tag=True):
    """Put a scene at a position of the list, from 0."""

    name: str
    to: int


class PreviewScene(Struct, frozen=True, tag=True):
    """Look at what a scene would change; "" looks no more."""

    name: str


class SetSafe(Struct, frozen=True, tag=True):
    """Keep parameters of places from recalls, or no more. A whole strip: `Touch` its `safe`."""

    places: list[str]
    params: list[str]
    safe: bool


class Copy(Struct, frozen=True, tag=True):
    """Remember the settings of a strip."""

    place: str


class Paste(Struct, frozen=True, tag=True):
    """Give strips what was copied: some sections (`engine.console.params.SECTIONS`); none named: all."""

    places: list[str]
    sections: list[str] = []


class Reset(Struct, frozen=True, tag=True):
    """Put strips to their defaults, held: some sections, as with `Paste`, or all."""

    places: list[str]
    sections: list[str] = []


class SetStrip(Struct, frozen=True, tag=True):
    """Say what strips are: what is None stays. A role or colour of "" is left to the ears, to the group."""

    places: list[str]
    name: str | None = None
    role: str | None = None
    colour: str | None = None


class SetInserts(Struct, frozen=True, tag=True):
    """The insert effects of a strip, in their order."""

    place: str
    inserts: tuple[Insert, ...]


class Accept(Struct, frozen=True, tag=True):
    """The hand takes over, and holds, what the mind suggests for places; none named: for all."""

    places: list[str] = []


class SetDca(Struct, frozen=True, tag=True):
    """Set a DCA, from 0; what is None stays."""

    index: int
    name: str | None = None
    members: list[str] | None = None
    fader_db: float | None = None
    mute: bool | None = None


class SetMuteGroup(Struct, frozen=True, tag=True):
    """Set a mute group, from 0; what is None stays."""

    index: int
    name: str | None = None
    members: list[str] | None = None
    active: bool | None = None


class SetSolo(Struct, frozen=True, tag=True):
    """How solos are heard: in place, or before or after the faders on a monitor, from 1."""

    mode: SoloMode
    monitor: int = MONITORS


Hands = Touch | Give | GiveMany | Gesture | Undo | Redo | SetMind
Recalls = RecallScene | StepScene | PreviewScene
Scenes = StoreScene | Recalls | SetSceneTime | RenameScene | DeleteScene | MoveScene | SetSafe
Strips = Copy | Paste | Reset | SetStrip | SetInserts | Accept | SetDca | SetMuteGroup | SetSolo
MixOrder = Hands | Scenes | Strips
"""All that needs to know no more than the desk; `SetMacros` needs the mind that runs."""
