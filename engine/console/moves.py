"""Move: one change of one parameter; Holds: whose parameter it is."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from engine.console.state import Mix


class Source(StrEnum):
    """Who made a move."""

    HAND = "hand"
    MIDI = "midi"
    OSC = "osc"
    MODEL = "model"
    SCENE = "scene"


class Hold(StrEnum):
    """Whose a parameter is: the mind's, a person's for now, or a person's for good."""

    AUTO = "auto"
    HELD = "held"
    LOCKED = "locked"


class Move(Struct, frozen=True):
    """One parameter of one place goes to a value."""

    place: str
    param: str
    value: float
    source: Source = Source.HAND


Holds = dict[str, dict[str, Hold]]
"""Place -> parameter -> hold; what is absent is AUTO. Treated as a value: never changed in place."""


def hold_of(holds: Holds, place: str, param: str) -> Hold:
    """The hold on one parameter."""
    return holds.get(place, {}).get(param, Hold.AUTO)


def set_hold(holds: Holds, place: str, param: str, hold: Hold) -> Holds:
    """The same holds with one changed."""
    row = {**holds.get(place, {}), param: hold}
    if hold is Hold.AUTO:
        del row[param]
    changed = {**holds, place: row}
    if not row:
        del changed[place]
    return changed


def apply(mix: Mix, move: Move) -> Mix:
    """The mix after a move."""
    return mix.put(move.place, move.param, move.value)
