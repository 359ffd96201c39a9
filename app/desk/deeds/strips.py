"""Strips: what they are, their inserts, and their settings copied, pasted and reset. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from app.desk.deeds.done import Done
from app.orders.mix import Paste, Reset, SetInserts, SetStrip
from engine.console.effects import MOST_INSERTS, check_insert
from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.params import INSERTS, PARAMS, SECTIONS
from engine.console.session import Session
from engine.console.state import COLOURS, Insert, Mix, Strip, split_place
from engine.console.words import name_place
from models.guess import guess_meant
from models.roles import ROLES


class Copied(Struct, frozen=True):
    """The settings of a strip, as they were heard, for pasting."""

    name: str
    values: dict[str, float]
    inserts: tuple[Insert, ...] = ()


_DEFAULTS = Copied("", {row.name: row.default for row in PARAMS["strip"]})


def copy_strip(heard: Mix, place: str) -> Copied:
    """The settings of a strip as they are heard."""
    strip = heard.at(place)
    if not isinstance(strip, Strip):
        raise ValueError(f"only strips can be copied, {place} is none")
    values = zip((row.name for row in PARAMS["strip"]), strip.values, strict=True)
    return Copied(name_place(heard, place), dict(values), strip.inserts)


def paste(session: Session, order: Paste, copied: Copied | None) -> Done:
    """Give strips what was copied: some sections of it, or all."""
    if copied is None:
        raise ValueError("nothing was copied yet; copy a strip first")
    what = f"pasting {_name_sections(order.sections)} of {copied.name}"
    return _put_sections(session, order, copied, what)


def reset(session: Session, order: Reset) -> Done:
    """Put strips to their defaults, held: some sections of them, or all."""
    who = _name_strips(session.layers, order.places)
    what = f"resetting {_name_sections(order.sections)} of {who}"
    return _put_sections(session, order, _DEFAULTS, what)


def set_facts(session: Session, order: SetStrip) -> Done:
    """Say what strips are; what is None stays."""
    places, name, role, colour = order.places, order.name, order.role, order.colour
    if name is not None and len(places) > 1:
        raise ValueError("a name is for one strip; name the others one by one")
    if name is not None and not name.strip():
        raise ValueError("a strip needs a name")
    if role and role not in ROLES:
        raise ValueError(f"{role!r} is no role; {guess_meant(role, ROLES)}there are: {', '.join(ROLES)}")
    if colour and colour not in COLOURS:
        raise ValueError(f"{colour!r} is no colour; there are: {', '.join(COLOURS)}")
    said = {"name": name and name.strip(), "role": role, "colour": colour}
    facts = {fact: value for fact, value in said.items() if value is not None}
    layers = session.layers
    for place in places:
        layers = layers.put_facts(place, facts)
    what = f"{' and '.join(facts)} of {_name_strips(session.layers, places)}"
    return Done(structs.replace(session, layers=layers), what)


def set_inserts(session: Session, order: SetInserts) -> Done:
    """The insert effects of a strip; turning a parameter of one of them is a ride."""
    if len(order.inserts) > MOST_INSERTS:
        raise ValueError(f"a strip has room for {MOST_INSERTS} inserts; remove one first")
    inserts = tuple(check_insert(insert) for insert in order.inserts)
    layers = session.layers.put_facts(order.place, {"inserts": inserts})
    before = session.layers.hand.strips[split_place(order.place)[1] or 0].inserts
    same = [(it.effect, it.bypass) for it in before] == [(it.effect, it.bypass) for it in inserts]
    what = f"inserts of {name_place(layers.hand, order.place)}"
    return Done(structs.replace(session, layers=layers), what, ("inserts", order.place) if same else None)


def _put_sections(session: Session, order: Paste | Reset, settings: Copied, what: str) -> Done:
    """Move sections of strips, or all of them, by hand; inserts are one more section."""
    unknown = [name for name in order.sections if name not in (*SECTIONS, INSERTS)]
    if unknown:
        raise KeyError(f"a strip has no section {unknown[0]!r}; it has {', '.join((*SECTIONS, INSERTS))}")
    if any(split_place(place)[0] != "strip" for place in order.places):
        raise ValueError("settings of a strip can be pasted to strips only")
    chosen = order.sections or (*SECTIONS, INSERTS)
    params = [param for name in chosen if name != INSERTS for param in SECTIONS[name]]
    controls = [(place, param) for place in order.places for param in params]
    layers = session.layers
    for place, param in controls:
        layers = layers.touch(Move(place, param, settings.values[param]))
    for place in order.places if INSERTS in chosen else ():
        layers = layers.put_facts(place, {"inserts": settings.inserts})
    return Done(structs.replace(session, layers=layers), what, None, controls, leads_back=True)


def _name_sections(sections: Sequence[str]) -> str:
    return " and ".join(sections) if sections else "all"


def _name_strips(layers: Layers, places: Sequence[str]) -> str:
    names = [name_place(layers.hand, place) for place in places]
    return names[0] if len(names) == 1 else f"{len(names)} strips"
