"""Targets: what a control of a surface stands for, in words: "strip 3 pan", "freeze", "scene 2"."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.console.groups import DCAS, MUTE_GROUPS
from engine.console.params import GROUPS, MONITORS, PARAMS, Kind, Param, find_param

ACTS = frozenset(
    (
        *("freeze", "suggest", "give_all", "panic", "undo", "redo", "save", "clear_solo"),
        *("play", "stop", "to_start", "back", "forward", "record", "loop", "scene_next", "scene_previous"),
        *("bank_left", "bank_right", "strip_left", "strip_right", "flip"),
    )
)

NUMBERED = ("scene", "select", "give")
"""Acts that need a number from 1: a scene of the list, a strip of the bank."""

MOST_IN_BANK = 128


class Value(Struct, frozen=True):
    """A parameter of a place. Strips count from 0 within the bank; the chosen strip has `strip` -1."""

    kind: Kind
    param: str
    strip: int = 0
    place: str = ""
    """Where it is, unless it is a strip."""

    @property
    def row(self) -> Param:
        """Its row in PARAMS."""
        return find_param(self.kind, self.param)


class Level(Struct, frozen=True):
    """Something of the desk that is no parameter of a place: "amount", "macro NAME", "dca N"."""

    what: Literal["amount", "macro", "dca"]
    name: str = ""
    index: int = 0


class Switch(Struct, frozen=True):
    """A mute of a DCA or a mute group, from 0."""

    what: Literal["dca_mute", "mute_group"]
    index: int


class Deed(Struct, frozen=True):
    """Something to do; `number` from 1 where it needs one."""

    act: str
    number: int = 0


Target = Value | Level | Switch | Deed

CHOSEN = -1


def read_target(text: str) -> Target:
    """What the words mean; ValueError says what is wrong with them."""
    words = text.split()
    if not words:
        raise ValueError("names no target")
    first, rest = words[0], words[1:]
    if first in ACTS and not rest:
        return Deed(first)
    if first in NUMBERED and len(rest) == 1:
        return Deed(first, _number(rest[0], MOST_IN_BANK))
    if first == "amount" and not rest:
        return Level("amount")
    if first == "macro" and len(rest) == 1:
        return Level("macro", rest[0])
    if first == "dca" and len(rest) == 1:
        return Level("dca", "", _number(rest[0], DCAS) - 1)
    if first in ("dca_mute", "mute_group") and len(rest) == 1:
        most = DCAS if first == "dca_mute" else MUTE_GROUPS
        return Switch(first, _number(rest[0], most) - 1)  # pyright: ignore[reportArgumentType]
    return _read_value(text, first, rest)


def _read_value(text: str, first: str, rest: list[str]) -> Value:
    if first == "strip" and len(rest) == 2:
        return Value("strip", _param("strip", rest[1]), _number(rest[0], MOST_IN_BANK) - 1)
    if first == "chosen" and len(rest) == 1:
        return Value("strip", _param("strip", rest[0]), CHOSEN)
    numbered: dict[Kind, int] = {"group": GROUPS, "monitor": MONITORS}
    for kind, most in numbered.items():
        if first == kind and len(rest) == 2:
            return Value(kind, _param(kind, rest[1]), 0, f"{kind}/{_number(rest[0], most) - 1}")
    single: tuple[Kind, ...] = ("master", "reverb", "delay")
    for kind in single:
        if first == kind and len(rest) == 1:
            return Value(kind, _param(kind, rest[0]), 0, kind)
    raise ValueError(f'"{text}" is no target; targets are like "strip 1 fader_db", "master mute" or "freeze"')


def _number(text: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise ValueError(f'"{text}" must be a number from 1 to {most}')
    return int(text)


def _param(kind: Kind, name: str) -> str:
    if name not in (row.name for row in PARAMS[kind]):
        raise ValueError(f'a {kind} has no "{name}"; it has {", ".join(row.name for row in PARAMS[kind])}')
    return name


def write_target(target: Target) -> str:
    """The words that `read_target` reads as this."""
    match target:
        case Value(kind="strip", strip=strip):
            return f"chosen {target.param}" if strip == CHOSEN else f"strip {strip + 1} {target.param}"
        case Value():
            return name_target(target.place, target.param)
        case Level(what="amount"):
            return "amount"
        case Level(what="macro"):
            return f"macro {target.name}"
        case Level():
            return f"dca {target.index + 1}"
        case Switch():
            return f"{target.what} {target.index + 1}"
        case Deed():
            return f"{target.act} {target.number}" if target.number else target.act


def name_target(place: str, param: str) -> str:
    """The words for a parameter of a place; strips count as in the first bank."""
    kind, _, index = place.partition("/")
    return f"{kind} {int(index) + 1} {param}" if index else f"{kind} {param}"
