"""Crossfade: a recalled scene on its way, value by value. Pure: time is told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from msgspec import Struct, structs

from engine.console.layers import blend
from engine.console.params import find_param
from engine.console.scenes import Values
from engine.console.session import Session
from engine.console.state import Mix, split_place
from engine.console.units import db_to_gain, gain_to_db


class Crossfade(Struct, frozen=True):
    """Values that walk from where they were heard to where a scene wants them."""

    scene: str
    start: Values
    goal: Values
    began: float
    seconds: float

    def left_s(self, now: float) -> float:
        """How long it goes on, in seconds."""
        return max(0.0, self.began + self.seconds - now)

    def without(self, controls: Collection[tuple[str, str]]) -> Self | None:
        """The rest when (place, parameter) pairs leave; None where nothing is left."""
        goal = {
            place: rows
            for place, values in self.goal.items()
            if (rows := {name: value for name, value in values.items() if (place, name) not in controls})
        }
        return structs.replace(self, goal=goal) if goal else None

    def finish(self, session: Session) -> Session:
        """The session with everything where it is to go."""
        return _put(session, self.goal)

    def walk(self, session: Session, now: float) -> Session:
        """The session with everything where it is at a time."""
        share = 1.0 - self.left_s(now) / self.seconds
        if share >= 1.0:
            return self.finish(session)
        return _put(
            session,
            {
                place: {
                    name: _between(place, name, self.start[place][name], goal, share)
                    for name, goal in rows.items()
                }
                for place, rows in self.goal.items()
            },
        )


def read_values(mix: Mix, wanted: Values) -> Values:
    """The values that a mix has of the same parameters."""
    return {place: {name: mix.get(place, name) for name in rows} for place, rows in wanted.items()}


def _put(session: Session, values: Values) -> Session:
    hand = session.layers.hand
    for place, rows in values.items():
        hand = hand.put_all(place, rows)
    return structs.replace(session, layers=structs.replace(session.layers, hand=hand))


def _between(place: str, name: str, start: float, goal: float, share: float) -> float:
    """Levels walk evenly in gain, everything else on its own scale."""
    kind, _ = split_place(place)
    row = find_param(kind, name)
    if share <= 0.0:
        return start
    if row.taper == "fader":
        first, last = db_to_gain(start), db_to_gain(goal)
        return gain_to_db(first + share * (last - first))
    return blend(row, start, goal, share)
