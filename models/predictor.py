"""Predictor and Listener: what every mind can do, and where it hears from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from msgspec import Struct

from engine.console.moves import Move
from engine.console.params import INDEX
from engine.console.state import Mix
from models.card import Macro

if TYPE_CHECKING:
    from models.role_finder import RoleFinder


class TrackInfo(Struct, frozen=True):
    """One track as a mind knows it: the strip's name, its role if known, and its rows of the audio."""

    name: str
    role: str
    channels: tuple[int, ...]


class Prediction(Struct, frozen=True):
    """What a mind wants: moves, and by place how sure it is (0 to 1, absent is as before) and why.

    `param_confidence`, by place and parameter, goes before `confidence` where a mind knows better.
    """

    moves: tuple[Move, ...] = ()
    because: dict[str, str] = {}
    confidence: dict[str, float] = {}
    at_frame: int = 0
    param_confidence: dict[str, dict[str, float]] = {}


class Predictor(Protocol):
    """A mind: hears a hop at a time and says what it wants. Track n is the strip of place `strip/n`."""

    name: str
    hop_s: float

    def start(self, tracks: tuple[TrackInfo, ...], rate: int, roles: RoleFinder | None = None) -> None:
        """Begin anew with these tracks; who cares what they are asks `roles`, and feeds it what it hears."""
        ...

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames), to settle later."""
        ...

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames) of raw input, before any trim; what it wants, if anything."""
        ...

    def settled(self, mix: Mix) -> Prediction:
        """What it would hold throughout everything heard so far."""
        ...


@runtime_checkable
class Styled(Protocol):
    """A mind with style inputs, if it is one."""

    macros: tuple[Macro, ...]

    def style(self, values: Mapping[str, float]) -> None:
        """Set all style inputs by name: clamped, those not named to their defaults, strange names ignored."""
        ...


class Listener(Protocol):
    """Where hops come from."""

    at_frame: int
    """The frame after the last one heard."""

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None while there is none."""
        ...


def list_tracks(mix: Mix) -> tuple[TrackInfo, ...]:
    """The strips of a mix as a mind knows them."""
    return tuple(TrackInfo(strip.name, strip.role, strip.inputs) for strip in mix.strips)


def read_strips(mix: Mix, param: str) -> np.ndarray:
    """(strips,) one parameter of all strips, in its unit."""
    return np.array([strip.values[INDEX["strip"][param]] for strip in mix.strips])
