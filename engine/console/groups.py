"""DCAs, mute groups and the solo bus: what lies over a mix without moving anybody's faders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from engine.console.params import MONITORS, find_param
from engine.console.state import Mix
from engine.console.units import OFF_DB

DCAS = 8
MUTE_GROUPS = 8

SoloMode = Literal["place", "pfl", "afl"]

_SENDS = ("reverb_send_db", "delay_send_db", *(f"monitor{n}_send_db" for n in range(1, MONITORS + 1)))


class Dca(Struct, frozen=True):
    """One fader and one mute over many places; their own faders stay."""

    name: str = ""
    members: tuple[str, ...] = ()
    fader_db: float = 0.0
    mute: bool = False


class MuteGroup(Struct, frozen=True):
    """One switch that mutes many places; their own mutes stay."""

    name: str = ""
    members: tuple[str, ...] = ()
    active: bool = False


class Solo(Struct, frozen=True):
    """How a solo is heard: in place, or before (PFL) or after (AFL) the fader on a monitor (from 1).

    While nothing is soloed that monitor plays its own sends.
    """

    mode: SoloMode = "place"
    monitor: int = MONITORS


class Over(Struct, frozen=True):
    """All that lies over a mix."""

    dcas: tuple[Dca, ...] = tuple(Dca(f"DCA {n}") for n in range(1, DCAS + 1))
    mute_groups: tuple[MuteGroup, ...] = tuple(MuteGroup(f"Mute {n}") for n in range(1, MUTE_GROUPS + 1))
    solo: Solo = Solo()


def lay_over(mix: Mix, over: Over) -> Mix:
    """The mix that the engine plays: the one given, under its DCAs, mute groups and solo."""
    moved: set[str] = set()
    mutes: set[str] = set()
    for dca in over.dcas:
        if dca.mute:
            mutes.update(dca.members)
        if dca.fader_db != 0.0:
            moved.update(dca.members)
    for group in over.mute_groups:
        if group.active:
            mutes.update(group.members)
    for place in moved:
        mix = mix.put_all(place, {"fader_db": _add(mix.get(place, "fader_db"), find_offset(over, place))})
    for place in mutes:
        mix = mix.put_all(place, {"mute": 1.0})
    return mix if over.solo.mode == "place" else _solo(mix, over.solo)


def find_offset(over: Over, place: str) -> float:
    """By how many dB all DCAs together move a strip; OFF_DB where one is off."""
    offset_db = 0.0
    for dca in over.dcas:
        if place in dca.members:
            offset_db = _add(offset_db, dca.fader_db)
    return offset_db


def find_members(mix: Mix, members: Sequence[str]) -> tuple[str, ...]:
    """Places without repetition; KeyError where one is none of the mix."""
    for place in members:
        mix.at(place)
    return tuple(dict.fromkeys(members))


def clamp_level(level_db: float) -> float:
    """A DCA's fader within the range of a strip's; ValueError where it is no number."""
    if level_db != level_db:
        raise ValueError("a level must be a number")
    return find_param("strip", "fader_db").clamp(level_db)


def _add(level_db: float, offset_db: float) -> float:
    return OFF_DB if min(level_db, offset_db) <= OFF_DB else max(OFF_DB, level_db + offset_db)


def _solo(mix: Mix, solo: Solo) -> Mix:
    """Soloed strips alone on the solo monitor, the main mix as if nothing were soloed."""
    soloed = [index for index, strip in enumerate(mix.strips) if mix.get(f"strip/{index}", "solo")]
    if not soloed:
        return mix
    send, pan = f"monitor{solo.monitor}_send_db", f"monitor{solo.monitor}_pan"
    for index in range(len(mix.strips)):
        place = f"strip/{index}"
        values: dict[str, float] = {"solo": 0.0, send: OFF_DB}
        if index in soloed and solo.mode == "afl":
            values |= {send: mix.get(place, "fader_db"), pan: mix.get(place, "pan")}
        elif index in soloed:
            values |= {send: 0.0, pan: 0.0}
            if mix.get(place, "mute"):
                silent = {name: OFF_DB for name in _SENDS if name != send}
                values |= {"mute": 0.0, "fader_db": OFF_DB, **silent}
        mix = mix.put_all(place, values)
    return mix
