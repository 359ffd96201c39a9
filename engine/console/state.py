"""Strip, Bus and Mix: frozen values. A place ("strip/3", "master") names where a parameter lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Self

from msgspec import Struct, structs

from engine.console.params import GROUPS, INDEX, MONITORS, PARAMS, Kind, find_param


class Insert(Struct, frozen=True):
    """One effect in a strip's insert slot: a pedalboard class by name, or a VST3 by path."""

    effect: str
    params: dict[str, float | bool | str] = {}
    state: bytes = b""
    bypass: bool = False


COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "violet", "pink", "grey")
"""What a person may paint a strip in; without one it has the colour of its group."""

FACTS = ("name", "role", "colour", "inserts")
"""What people say of a strip that is no parameter."""


def defaults(kind: Kind) -> tuple[float, ...]:
    """The default value of every parameter of a kind."""
    return tuple(float(row.default) for row in PARAMS[kind])


class Strip(Struct, frozen=True):
    """One input channel strip: a name, one (mono) or two (stereo) device inputs, and its values.

    `colour` is one of COLOURS, or "" for that of its group.
    """

    name: str = ""
    role: str = ""
    inputs: tuple[int, ...] = (0,)
    inserts: tuple[Insert, ...] = ()
    values: tuple[float, ...] = defaults("strip")
    colour: str = ""


class Bus(Struct, frozen=True):
    """A group, an effect bus, a monitor or the master; outputs are device channels, empty = none."""

    name: str
    kind: Kind
    values: tuple[float, ...]
    outputs: tuple[int, ...] = ()


def make_bus(name: str, kind: Kind, outputs: tuple[int, ...] = ()) -> Bus:
    """A bus at its defaults."""
    return Bus(name, kind, defaults(kind), outputs)


class Mix(Struct, frozen=True):
    """Everything the engine needs to make the sound."""

    strips: tuple[Strip, ...] = ()
    groups: tuple[Bus, ...] = tuple(make_bus(f"Group {n}", "group") for n in range(1, GROUPS + 1))
    reverb: Bus = make_bus("Reverb", "reverb")
    delay: Bus = make_bus("Delay", "delay")
    monitors: tuple[Bus, ...] = tuple(
        make_bus(f"Monitor {n}", "monitor", (2 * n, 2 * n + 1)) for n in range(1, MONITORS + 1)
    )
    master: Bus = make_bus("Master", "master", (0, 1))

    def at(self, place: str) -> Strip | Bus:
        """The strip or bus of a place; KeyError where there is none."""
        kind, index = split_place(place)
        field = _FIELD[kind]
        if index is None:
            return getattr(self, field)
        members = getattr(self, field)
        if not 0 <= index < len(members):
            raise KeyError(f"there is no {place}: this mix has {len(members)} {field}")
        return members[index]

    def get(self, place: str, param: str) -> float:
        """The value of one parameter."""
        kind, _ = split_place(place)
        find_param(kind, param)
        return self.at(place).values[INDEX[kind][param]]

    def put(self, place: str, param: str, value: float) -> Self:
        """The same mix with one value changed, clamped to its row."""
        return self.put_all(place, {param: value})

    def put_all(self, place: str, values: Mapping[str, float]) -> Self:
        """The same mix with some values of one place changed, each clamped to its row."""
        kind, index = split_place(place)
        old = self.at(place)
        changed = list(old.values)
        for param, value in values.items():
            row = find_param(kind, param)
            changed[INDEX[kind][param]] = row.clamp(value)
        new = structs.replace(old, values=tuple(changed))
        field = _FIELD[kind]
        if index is None:
            return structs.replace(self, **{field: new})
        members = getattr(self, field)
        return structs.replace(self, **{field: (*members[:index], new, *members[index + 1 :])})

    def put_facts(self, place: str, facts: Mapping[str, object]) -> Self:
        """The same mix with some of the FACTS of a strip changed."""
        kind, index = split_place(place)
        if kind != "strip" or index is None:
            raise ValueError(f"only strips can be given a name, a role, a colour or inserts, {place} is none")
        new = structs.replace(self.at(place), **facts)
        return structs.replace(self, strips=(*self.strips[:index], new, *self.strips[index + 1 :]))

    def places(self) -> list[str]:
        """Every place of this mix, strips first."""
        return [
            *(f"strip/{n}" for n in range(len(self.strips))),
            *(f"group/{n}" for n in range(len(self.groups))),
            "reverb",
            "delay",
            *(f"monitor/{n}" for n in range(len(self.monitors))),
            "master",
        ]


_FIELD: dict[str, str] = {
    "strip": "strips",
    "group": "groups",
    "reverb": "reverb",
    "delay": "delay",
    "monitor": "monitors",
    "master": "master",
}


@lru_cache(maxsize=1024)
def split_place(place: str) -> tuple[Kind, int | None]:
    """Kind and index of a place; KeyError where the words make none."""
    kind, _, index = place.partition("/")
    if kind in ("reverb", "delay", "master") and not index:
        return kind, None  # pyright: ignore[reportReturnType]
    if kind in ("strip", "group", "monitor") and index.isdecimal():
        return kind, int(index)  # pyright: ignore[reportReturnType]
    raise KeyError(f"{place!r} is no place; places look like strip/3, group/0, reverb, master")


def pair_places(old: Mix, new: Mix) -> list[tuple[str, Strip | Bus, Strip | Bus]]:
    """(place, before, after) wherever two mixes of one layout do not share the same value."""
    pairs: list[tuple[str, Strip | Bus, Strip | Bus]] = []
    for kind, field in _FIELD.items():
        was, now = getattr(old, field), getattr(new, field)
        if was is now:
            continue
        if not isinstance(was, tuple):
            pairs.append((kind, was, now))
            continue
        couples = enumerate(zip(was, now, strict=True))
        pairs += [
            (f"{kind}/{index}", before, after) for index, (before, after) in couples if before is not after
        ]
    return pairs


def describe_layout(mix: Mix) -> tuple[tuple[int, ...], ...]:
    """What cannot change without rebuilding the engine's chains: each strip's inputs."""
    return tuple(strip.inputs for strip in mix.strips)


def count_channels(mix: Mix) -> tuple[int, int]:
    """How many device inputs and outputs a mix speaks of."""
    inputs = max((channel + 1 for strip in mix.strips for channel in strip.inputs), default=0)
    buses = (*mix.groups, mix.reverb, mix.delay, *mix.monitors, mix.master)
    return inputs, max((channel + 1 for bus in buses for channel in bus.outputs), default=2)
