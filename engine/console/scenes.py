"""Scenes: how everything was set at a time, to be recalled but for what is safe."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Self

import msgspec
from msgspec import Struct, structs

from engine.console.params import PARAMS
from engine.console.state import Mix, Strip, split_place

ASIDE = frozenset({"solo", "safe", "lookahead_ms"})
"""What no scene recalls: listening, safety, and what cannot change without a gap in the sound."""

LONGEST_FADE_S = 120.0

Safes = dict[str, tuple[str, ...]]
"""Place -> parameters that no scene moves. Treated as a value: never changed in place."""

Values = dict[str, dict[str, float]]
"""Place -> parameter -> value."""


class Scene(Struct, frozen=True):
    """A named look: the values of every place, packed, so that many scenes are cheap to send about."""

    name: str
    look: bytes = b""
    crossfade_s: float = 0.0

    @classmethod
    def take(cls, name: str, values: Mapping[str, tuple[float, ...]], crossfade_s: float) -> Self:
        """A scene of places and their values, in the order of their parameters; zeros lose their sign."""
        check_fade(crossfade_s)
        plain = {place: [value + 0.0 for value in row] for place, row in values.items()}
        return cls(name, zlib.compress(msgspec.msgpack.encode(plain), 1), crossfade_s)

    def values(self) -> dict[str, tuple[float, ...]]:
        """Place -> values in the order of its parameters; not to be changed."""
        return _unpack(self.look)


@lru_cache(maxsize=256)
def _unpack(look: bytes) -> dict[str, tuple[float, ...]]:
    return msgspec.msgpack.decode(zlib.decompress(look), type=dict[str, tuple[float, ...]])


def take_scene(name: str, mix: Mix, crossfade_s: float = 0.0) -> Scene:
    """The scene of a mix as it is heard, without what lies over it."""
    return Scene.take(name, {place: mix.at(place).values for place in mix.places()}, crossfade_s)


def list_recalled(scene: Scene, mix: Mix, safes: Safes) -> Values:
    """What a recall sets: all that the scene knows, this mix has, and is not safe."""
    known = set(mix.places())
    recalled: Values = {}
    for place, values in scene.values().items():
        if place not in known:
            continue
        kind, _ = split_place(place)
        if isinstance(mix.at(place), Strip) and mix.get(place, "safe"):
            continue
        safe = safes.get(place, ())
        rows = {
            row.name: value
            for row, value in zip(PARAMS[kind], values, strict=True)
            if row.name not in ASIDE and row.name not in safe
        }
        if rows:
            recalled[place] = rows
    return recalled


def list_moving(recalled: Values, heard: Mix) -> Values:
    """What of it is heard differently now: what a recall would move."""
    moving: Values = {}
    for place, values in recalled.items():
        kind, _ = split_place(place)
        now = dict(zip((row.name for row in PARAMS[kind]), heard.at(place).values, strict=True))
        rows = {name: value for name, value in values.items() if now[name] != value}
        if rows:
            moving[place] = rows
    return moving


def set_safe(safes: Safes, place: str, param: str, safe: bool) -> Safes:
    """The same safes with one changed."""
    row = tuple(name for name in safes.get(place, ()) if name != param) + ((param,) if safe else ())
    changed = {**safes, place: row}
    if not row:
        del changed[place]
    return changed


def find_scene(scenes: tuple[Scene, ...], name: str) -> int:
    """Where a scene stands; KeyError names those there are."""
    for index, scene in enumerate(scenes):
        if scene.name == name:
            return index
    known = ", ".join(scene.name for scene in scenes) or "none"
    raise KeyError(f"there is no scene {name!r}; there are: {known}")


def store_scene(scenes: tuple[Scene, ...], scene: Scene) -> tuple[Scene, ...]:
    """The scenes with one more at the end, or with the one of that name replaced."""
    if not scene.name.strip():
        raise ValueError("a scene needs a name")
    if scene.name not in {other.name for other in scenes}:
        return (*scenes, scene)
    return tuple(scene if other.name == scene.name else other for other in scenes)


def rename_scene(scenes: tuple[Scene, ...], name: str, new_name: str) -> tuple[Scene, ...]:
    """The scenes with one called otherwise; ValueError where the name is taken."""
    index = find_scene(scenes, name)
    if not new_name.strip():
        raise ValueError("a scene needs a name")
    if new_name != name and new_name in {scene.name for scene in scenes}:
        raise ValueError(f"there is a scene {new_name!r} already; choose another name")
    return (*scenes[:index], structs.replace(scenes[index], name=new_name), *scenes[index + 1 :])


def time_scene(scenes: tuple[Scene, ...], name: str, crossfade_s: float) -> tuple[Scene, ...]:
    """The scenes with one that takes so long."""
    check_fade(crossfade_s)
    index = find_scene(scenes, name)
    timed = structs.replace(scenes[index], crossfade_s=crossfade_s)
    return (*scenes[:index], timed, *scenes[index + 1 :])


def check_fade(seconds: float) -> None:
    """ValueError where no crossfade can take so long."""
    if not 0.0 <= seconds <= LONGEST_FADE_S:
        raise ValueError(f"a crossfade takes 0 to {LONGEST_FADE_S:.0f} s, not {seconds}")


def delete_scene(scenes: tuple[Scene, ...], name: str) -> tuple[Scene, ...]:
    """The scenes without one."""
    index = find_scene(scenes, name)
    return (*scenes[:index], *scenes[index + 1 :])


def move_scene(scenes: tuple[Scene, ...], name: str, to: int) -> tuple[Scene, ...]:
    """The scenes with one moved to a position (from 0; the nearest there is)."""
    scene = scenes[find_scene(scenes, name)]
    rest = [other for other in scenes if other is not scene]
    rest.insert(min(len(rest), max(0, to)), scene)
    return tuple(rest)
