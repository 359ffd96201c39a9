"""What goes into the mind process and what comes out of it."""

from __future__ import annotations

from msgspec import Struct

from engine.console.moves import Holds
from engine.console.session import Mode
from engine.console.state import Mix
from models.card import Macro
from models.predictor import Prediction, TrackInfo


class Listen(Struct, frozen=True, tag=True):
    """Begin anew: this tap, this mind, these tracks. The mind before goes on until this one is ready."""

    tap: str
    mind: str
    tracks: tuple[TrackInfo, ...]


class Heard(Struct, frozen=True, tag=True):
    """How the desk is now."""

    auto: Mix
    hand: Mix
    holds: Holds
    mode: Mode
    attenuate_only: bool
    amount: float
    macros: dict[str, float] = {}
    """Style inputs that people set, by name; a mind takes those it has."""


class Quit(Struct, frozen=True, tag=True):
    """End."""


class Ready(Struct, frozen=True, tag=True):
    """A mind listens, and has these style inputs."""

    mind: str
    macros: tuple[Macro, ...] = ()


class Predicted(Struct, frozen=True, tag=True):
    """What the mind wants, and whether it is meant to be made or only shown."""

    prediction: Prediction
    applied: bool


class Failed(Struct, frozen=True, tag=True):
    """The mind cannot go on."""

    text: str


class Troubled(Struct, frozen=True, tag=True):
    """A mind goes on, but all is not well; `refused` is the one that was asked for and cannot be had."""

    mind: str
    text: str
    refused: str = ""


class Alive(Struct, frozen=True, tag=True):
    """The mind still listens; at least every half second."""

    at_frame: int


ToMind = Listen | Heard | Quit
FromMind = Ready | Predicted | Failed | Troubled | Alive
