"""Board: what the desk's state means place by place: values, ghosts, holds, curves. No Qt."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from app.shown.over import Lies, list_lies
from app.state import State
from engine.console.moves import Hold
from engine.console.params import INDEX, PARAMS, Kind
from engine.console.state import Bus, Strip, split_place
from models.response import tone_power
from models.role_names import guess_role
from models.roles import find_group

CURVE_HZ = np.geomspace(20.0, 20000.0, 61)
"""Where tone curves are drawn."""


class PlaceView(Struct, frozen=True):
    """One place as a surface shows it; equal when nothing that can be seen has changed.

    Its values are its own; what DCAs, mute groups and solos make of them is in `over`.
    """

    place: str
    kind: Kind
    name: str
    role: str
    group: str
    values: tuple[float, ...]
    wanted: tuple[float, ...]
    holds: dict[str, Hold]
    because: str
    sure: float | None
    ghosts: bool
    over: Lies = Lies()
    outputs: tuple[int, ...] = ()
    """Device channels from 0, of a bus."""
    offers: tuple[tuple[str, float], ...] | None = None
    """(parameter, value) that the mind suggests and a person can accept; None while it suggests nothing."""
    inserts: tuple[bool, ...] = ()
    """Whether each insert effect plays."""

    def value(self, param: str) -> float:
        """What it is set to, by hand or mind."""
        return self.values[INDEX[self.kind][param]]

    def want(self, param: str) -> float:
        """What the mind wants."""
        return self.wanted[INDEX[self.kind][param]]

    def heard_db(self) -> float:
        """The level that the fader plays at, under its DCAs."""
        return self.over.play(self.value("fader_db"))

    def played_db(self) -> float | None:
        """The same, where a DCA moves it."""
        return self.heard_db() if self.over.offset_db else None

    def hold(self, param: str) -> Hold:
        """Whose it is."""
        return self.holds.get(param, Hold.AUTO)

    def strongest_hold(self) -> Hold:
        """LOCKED before HELD before AUTO, of everything here."""
        found = set(self.holds.values())
        return next((hold for hold in (Hold.LOCKED, Hold.HELD) if hold in found), Hold.AUTO)


def view_places(state: State) -> dict[str, PlaceView]:
    """Every place of a state."""
    layers = state.session.layers
    effective = layers.effective()
    lies = list_lies(effective, state.session.over)
    views = {}
    for place in effective.places():
        kind, _ = split_place(place)
        at = effective.at(place)
        wanted = layers.auto.at(place).values
        for param, value in state.suggested.get(place, {}).items():
            column = INDEX[kind][param]
            wanted = (*wanted[:column], value, *wanted[column + 1 :])
        holds = layers.holds.get(place, {})
        role = at.role if isinstance(at, Strip) else ""
        group = (at.colour or find_colour_group(role, at.name)) if isinstance(at, Strip) else ""
        views[place] = PlaceView(
            place=place,
            kind=kind,
            name=at.name,
            role=role or (guess_role(at.name)[0] if isinstance(at, Strip) else ""),
            group=group,
            values=at.values,
            wanted=wanted,
            holds=holds,
            because=state.because.get(place, ""),
            sure=state.confidence.get(place),
            offers=list_offers(state, place) if state.session.mode == "suggest" else None,
            inserts=tuple(not each.bypass for each in at.inserts) if isinstance(at, Strip) else (),
            ghosts=bool(holds) or layers.amount < 1.0 or state.session.mode == "suggest",
            over=lies[place],
            outputs=at.outputs if isinstance(at, Bus) else (),
        )
    return views


def find_colour_group(role: str, name: str) -> str:
    """drums, bass, guitar, music, voice, or nothing where neither role nor name tells."""
    role = role or guess_role(name)[0]
    return "guitar" if "guitar" in role else find_group(role) or ""


def list_automatic(kind: Kind) -> frozenset[str]:
    """The parameters that a mind may move."""
    return frozenset(row.name for row in PARAMS[kind] if row.automatic)


def draw_curves(kind: Kind, values: list[tuple[float, ...]]) -> np.ndarray:
    """(places, CURVE_HZ) tone curves in dB."""
    power = tone_power(kind, np.array(values, np.float64).reshape(len(values), -1), CURVE_HZ)
    return 10.0 * np.log10(np.maximum(power, 1e-6))


def count_holds(state: State) -> tuple[int, int]:
    """How many parameters are held and how many locked."""
    holds = [hold for row in state.session.layers.holds.values() for hold in row.values()]
    return holds.count(Hold.HELD), holds.count(Hold.LOCKED)


def list_offers(state: State, place: str) -> tuple[tuple[str, float], ...]:
    """What the mind suggests to move in a place, as far as no hand holds it: (parameter, value)."""
    holds = state.session.layers.holds.get(place, {})
    return tuple((name, value) for name, value in state.suggested.get(place, {}).items() if name not in holds)


def count_offers(state: State) -> int:
    """How many parameters can be accepted."""
    return sum(len(list_offers(state, place)) for place in state.suggested)


def mean_sure(state: State) -> float | None:
    """How sure the mind is, over all places."""
    return sum(state.confidence.values()) / len(state.confidence) if state.confidence else None
