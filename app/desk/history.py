"""History: everything people did, in steps that can be undone and done again. Pure: time is told."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from msgspec import structs

from engine.console.moves import Hold, Holds, hold_of, set_hold
from engine.console.params import PARAMS
from engine.console.session import Session
from engine.console.state import FACTS, pair_places, split_place
from engine.console.words import name_controls

MOST_STEPS = 300
RIDE_S = 1.0
"""Moves of the same controls that are no further apart are one ride."""

Key = tuple[str, str, str]
"""What was changed: ("hand" or "hold", place, parameter), ("strip", place, fact), ("macro", "", name),
("dcas" or "mute_groups", index, "") or ("session", "", field)."""

Changes = dict[Key, tuple[Any, Any]]
"""What was changed, from what to what."""

_ASIDE = ("layers", "macros", "over")
_GROUPED = ("dcas", "mute_groups")


class By(NamedTuple):
    """Who does something, and when, in seconds of a steady clock."""

    surface: int = 0
    now: float = 0.0


class Step:
    """One thing that people did."""

    def __init__(self, what: str, changes: Changes, by: By, ride: Hashable = None) -> None:
        self.what = what
        self.changes = changes
        self.surface, self.when = by
        self.ride = ride
        """The controls that are ridden; None where the step is closed."""


class History:
    """Steps to undo, the newest last, and steps to do again."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._gestures: dict[int, Step | None] = {}

    @property
    def undo_what(self) -> str:
        """What the next undo takes back, in words; "" where there is nothing."""
        return self._done[-1].what if self._done else ""

    @property
    def redo_what(self) -> str:
        """What the next redo does again, in words; "" where there is nothing."""
        return self._undone[-1].what if self._undone else ""

    def __len__(self) -> int:
        return len(self._done)

    def begin_gesture(self, surface: int) -> None:
        """All that a surface moves until the end of the gesture is one step."""
        self._gestures[surface] = None

    def end_gesture(self, surface: int) -> None:
        """What a surface moves from now on is another step."""
        self._gestures.pop(surface, None)
        for step in self._done:
            if step.surface == surface:
                step.ride = None

    def note(self, before: Session, after: Session, what: str, by: By, ride: Hashable = None) -> None:
        """Remember a step; one of a ride (these controls) joins the step before where it belongs to it."""
        changes = list_differences(before, after)
        joined = self._find(changes, by, ride) if ride is not None else None
        if not changes:
            if joined is not None:
                joined.when = by.now
            return
        self._undone.clear()
        if joined is None:
            step = Step(what, changes, by, ride)
            self._done.append(step)
            del self._done[:-MOST_STEPS]
            if ride is not None and by.surface in self._gestures:
                self._gestures[by.surface] = step
            return
        for key, (old, new) in changes.items():
            joined.changes[key] = (joined.changes[key][0] if key in joined.changes else old, new)
            if joined.changes[key][0] == new:
                del joined.changes[key]
        if not joined.changes:
            self._done.remove(joined)
        joined.when = by.now
        if joined.ride != ride:
            controls = {(place, param) for kind, place, param in joined.changes if kind == "hand"}
            joined.what = name_controls(after.layers.hand, controls) if controls else what

    def undo(self, session: Session) -> Session | None:
        """The session as it was before the newest step; None where there is none."""
        if not self._done:
            return None
        self._close()
        step = self._done.pop()
        self._undone.append(step)
        return replay(session, {key: old for key, (old, _) in step.changes.items()})

    def redo(self, session: Session) -> Session | None:
        """The session after the step that was undone last; None where there is none."""
        if not self._undone:
            return None
        self._close()
        step = self._undone.pop()
        self._done.append(step)
        return replay(session, {key: new for key, (_, new) in step.changes.items()})

    def _find(self, changes: Changes, by: By, ride: Hashable) -> Step | None:
        """The step that a move goes on with: none that a later step of others stands on."""
        gesture = self._gestures.get(by.surface)
        for step in reversed(self._done):
            if step is gesture:
                return step
            if step.surface == by.surface:
                near = step.ride == ride and by.now - step.when <= RIDE_S
                return step if near and by.surface not in self._gestures else None
            if not changes.keys().isdisjoint(step.changes):
                return None
        return None

    def _close(self) -> None:
        for step in self._done:
            step.ride = None
        self._gestures = dict.fromkeys(self._gestures)


def list_differences(before: Session, after: Session) -> Changes:
    """What people set differently in two sessions of the same layout; what minds want is left out."""
    changes: Changes = {}
    hand, then = after.layers.hand, before.layers.hand
    if hand is not then:
        for place, old, new in pair_places(then, hand):
            kind, _ = split_place(place)
            for row, was, now in zip(PARAMS[kind], old.values, new.values, strict=True):
                if was != now:
                    changes["hand", place, row.name] = (was, now)
            for fact in FACTS if kind == "strip" else ():
                was, now = getattr(old, fact), getattr(new, fact)
                if was != now:
                    changes["strip", place, fact] = (was, now)
    old_holds, new_holds = before.layers.holds, after.layers.holds
    if old_holds is not new_holds:
        for place in {**old_holds, **new_holds}:
            was, now = old_holds.get(place, {}), new_holds.get(place, {})
            if was is not now:
                for param in {**was, **now}:
                    pair = was.get(param, Hold.AUTO), now.get(param, Hold.AUTO)
                    if pair[0] is not pair[1]:
                        changes["hold", place, param] = pair
    if before.layers.amount != after.layers.amount:
        changes["session", "", "amount"] = (before.layers.amount, after.layers.amount)
    if before.macros is not after.macros:
        for name in {**before.macros, **after.macros}:
            pair = before.macros.get(name), after.macros.get(name)
            if pair[0] != pair[1]:
                changes["macro", "", name] = pair
    if before.over is not after.over:
        for field in _GROUPED:
            pairs = zip(getattr(before.over, field), getattr(after.over, field), strict=True)
            for index, (was, now) in enumerate(pairs):
                if was != now:
                    changes[field, str(index), ""] = (was, now)
        if before.over.solo != after.over.solo:
            changes["session", "", "solo"] = (before.over.solo, after.over.solo)
    for field in _FIELDS:
        was, now = getattr(before, field), getattr(after, field)
        if was is not now and was != now:
            changes["session", "", field] = (was, now)
    return changes


_FIELDS = tuple(field for field in Session.__struct_fields__ if field not in _ASIDE)


def replay(session: Session, values: dict[Key, Any]) -> Session:
    """The session with what people set put to these values; what minds want stays."""
    hand, holds = session.layers.hand, session.layers.holds
    macros = dict(session.macros)
    fields: dict[str, Any] = {}
    amount, over = session.layers.amount, session.over
    moved: dict[str, dict[str, float]] = {}
    said: dict[str, dict[str, Any]] = {}
    for (kind, place, name), value in values.items():
        if kind == "hand":
            moved.setdefault(place, {})[name] = value
        elif kind == "strip":
            said.setdefault(place, {})[name] = value
        elif kind == "hold":
            holds = _put_hold(holds, place, name, value)
        elif kind == "macro":
            macros.pop(name, None)
            if value is not None:
                macros[name] = value
        elif kind in _GROUPED:
            rows = getattr(over, kind)
            over = structs.replace(over, **{kind: (*rows[: int(place)], value, *rows[int(place) + 1 :])})
        elif name == "solo":
            over = structs.replace(over, solo=value)
        elif name == "amount":
            amount = value
        else:
            fields[name] = value
    for place, params in moved.items():
        hand = hand.put_all(place, params)
    layers = structs.replace(session.layers, hand=hand, holds=holds, amount=amount)
    for place, facts in said.items():
        layers = layers.put_facts(place, facts)
    return structs.replace(session, layers=layers, macros=macros, over=over, **fields)


def _put_hold(holds: Holds, place: str, param: str, hold: Hold) -> Holds:
    return holds if hold_of(holds, place, param) is hold else set_hold(holds, place, param, hold)
