"""Holds: people take controls, hold them, give them back, and take over what a mind suggests. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from app.desk.deeds.done import Done
from app.orders.mix import Accept
from engine.console.moves import Hold, Move
from engine.console.session import Session
from engine.console.words import name_controls

_HOLDING = {Hold.AUTO: "giving back", Hold.HELD: "holding", Hold.LOCKED: "locking"}


def touch(session: Session, moves: Sequence[Move]) -> Done:
    """Move parameters; each is held from now on. A solo concerns the ear alone and leaves it where it is."""
    layers = session.layers
    for move in moves:
        layers = layers.touch(move)
    controls = frozenset([(move.place, move.param) for move in moves])
    mixed = any(move.param != "solo" for move in moves)
    session = structs.replace(session, layers=layers)
    return Done(session, name_controls(layers.hand, controls), controls, controls, leads_back=mixed)


def hold(session: Session, controls: Sequence[tuple[str, str]], state: Hold) -> Done:
    """Hold (place, parameter) pairs, lock them, or give them back to the mind."""
    layers = session.layers
    for place, param in controls:
        layers = layers.set_hold(place, param, state)
    what = f"{_HOLDING[state]} {name_controls(layers.hand, controls)}"
    return Done(structs.replace(session, layers=layers), what, None, controls, leads_back=True)


def accept(session: Session, order: Accept, suggested: Mapping[str, Mapping[str, float]]) -> Done:
    """Take over what the mind suggests (place -> parameter -> value) at some places, or everywhere.

    It is held from now on, as if a person had moved it there: what was accepted belongs to the mix of the
    hands, outlives PANIC, and is not moved on when the mind runs again. What hands held before stays.
    """
    if session.mode != "suggest":
        raise ValueError("the mind suggests nothing now; press SUGGEST first")
    layers = session.layers
    controls = []
    for place in order.places or suggested:
        layers.hand.at(place)
        for param, value in suggested.get(place, {}).items():
            if layers.hold(place, param) is Hold.AUTO:
                controls.append((place, param))
                layers = layers.touch(Move(place, param, value))
    if not controls:
        raise ValueError("the mind suggests nothing else there")
    what = f"accepting {name_controls(layers.hand, controls)}"
    return Done(structs.replace(session, layers=layers), what, None, controls, leads_back=True)
