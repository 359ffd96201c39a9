"""Addresses: the desk as OSC has it, derived from PARAMS. Everything counts from 1, as people do.

/strip/3/fader_db -6.0     sets a value in its unit; without an argument it is told back
/strip/3/fader_db/pos 0.5  the same as a share of its way, 0..1
/strip/3/fader_db/hold     auto, held or locked; said to it, it gives back, holds or locks
/strip/3/fader_db/touch 1  a finger lies on it, so that the mind stays away and a ride is one step
/strip/3/name  /strip/3/role  /strip/3/why  /strip/3/meter      told only
/group/1/.. /monitor/1/.. /reverb/.. /delay/.. /master/..       as strips
/dca/1/fader_db  /dca/1/mute  /mute_group/1/active  /mind/amount  /macro/drums
/do/freeze, suggest, give_all, panic, undo, redo, save, clear_solo    /scene/recall 2 or "Chorus"
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from msgspec import Struct

from app.surfaces.targets import ACTS, Target, Value, read_target
from engine.console.state import Mix

Form = Literal["value", "pos", "hold", "touch"]
FORMS: tuple[Form, ...] = ("pos", "hold", "touch")

FACTS = ("name", "role", "why", "meter")
"""Told only."""


class Spot(Struct, frozen=True):
    """What an address means: a target, where that is, and how it is spoken of."""

    target: Target
    place: str = ""
    form: Form = "value"


LONGEST = 128
"""No address of ours has more characters."""


def find_spot(address: str) -> Spot | None:
    """What an address means; None where it means nothing."""
    return _read_spot(address) if len(address) <= LONGEST else None


@lru_cache(maxsize=8192)
def _read_spot(address: str) -> Spot | None:
    parts = address.strip("/").split("/")
    form: Form = "value"
    if len(parts) > 2 and parts[-1] in FORMS:
        form = parts.pop()  # pyright: ignore[reportAssignmentType]
    words = _to_words(parts)
    try:
        target = read_target(words)
    except ValueError:
        return None
    if isinstance(target, Value):
        place = f"strip/{target.strip}" if target.kind == "strip" else target.place
        return Spot(target, place, form) if target.strip >= 0 else None
    return Spot(target, "", form) if form in ("value", "pos") else None


def name_address(place: str, param: str) -> str:
    """The address of a parameter."""
    kind, _, index = place.partition("/")
    return f"/{kind}/{int(index) + 1}/{param}" if index else f"/{kind}/{param}"


def list_places(mix: Mix) -> list[str]:
    """The address of each place of a mix."""
    return [name_address(place, "").rstrip("/") for place in mix.places()]


def _to_words(parts: list[str]) -> str:
    """The words that `read_target` knows."""
    match parts:
        case ["dca", number, "fader_db"]:
            return f"dca {number}"
        case ["dca", number, "mute"]:
            return f"dca_mute {number}"
        case ["mute_group", number, "active"]:
            return f"mute_group {number}"
        case ["mind", "amount"]:
            return "amount"
        case ["do", act] if act in ACTS:
            return act
        case ["macro", name]:
            return f"macro {name}"
        case [("strip" | "group" | "monitor" | "reverb" | "delay" | "master"), *_]:
            return " ".join(parts)
    return ""
