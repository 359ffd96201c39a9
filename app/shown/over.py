"""Over: what DCAs, mute groups and solos do to each place, in figures and words. No Qt."""

from __future__ import annotations

from msgspec import Struct, structs

from app.shown.language import say
from app.shown.words import write_db
from app.state import State
from engine.console.groups import Over, find_offset
from engine.console.moves import Move
from engine.console.params import INDEX
from engine.console.state import Mix
from engine.console.units import OFF_DB

_SOLO, _SAFE = INDEX["strip"]["solo"], INDEX["strip"]["safe"]


class Lies(Struct, frozen=True):
    """What lies over one place."""

    dcas: tuple[int, ...] = ()
    """Which DCAs it is a member of, from 0."""
    mute_groups: tuple[int, ...] = ()
    active: tuple[int, ...] = ()
    """Which of its mute groups are on."""
    offset_db: float = 0.0
    """By how much all its DCAs move it; OFF_DB where one is off."""
    silenced: str = ""
    """What silences it besides its own mute, in words."""
    by_solo: bool = False
    """Whether nothing but the solo of others does."""
    words: str = ""
    """Its DCAs and mute groups, line by line."""

    def play(self, fader_db: float) -> float:
        """The level that the engine plays of a fader."""
        if OFF_DB in (self.offset_db, fader_db):
            return OFF_DB
        return fader_db if not self.offset_db else min(10.0, max(OFF_DB, fader_db + self.offset_db))


NOTHING = Lies()


def list_lies(mix: Mix, over: Over) -> dict[str, Lies]:
    """What lies over every place of a mix."""
    soloed = [strip.name for strip in mix.strips if strip.values[_SOLO]]
    alone = (
        say("the solo of {names}", names=name_some(soloed)) if soloed and over.solo.mode == "place" else ""
    )
    over_them = {place for row in (*over.dcas, *over.mute_groups) for place in row.members}
    return {
        place: _find_lies(mix, over, place, alone) if alone or place in over_them else NOTHING
        for place in mix.places()
    }


def name_dca(over: Over, index: int) -> str:
    """A DCA as people say it: "DCA Drums"; one without a name by its number."""
    name = over.dcas[index].name or str(index + 1)
    return name if name.startswith("DCA") else say("DCA {name}", name=name)


def name_mute_group(over: Over, index: int) -> str:
    """A mute group as people say it: "mute group Band"; one without a name by its number."""
    name = over.mute_groups[index].name or str(index + 1)
    return say("mute group {name}", name=name.removeprefix("Mute "))


def list_soloed(state: State) -> list[str]:
    """The places that are soloed."""
    strips = state.session.layers.hand.strips
    return [f"strip/{index}" for index, strip in enumerate(strips) if strip.values[_SOLO]]


def list_clearing(state: State) -> list[Move]:
    """The moves that end all solos."""
    return [Move(place, "solo", 0.0) for place in list_soloed(state)]


def toggle_member(members: tuple[str, ...], place: str) -> list[str]:
    """The members with a place added, or taken away where it was one."""
    return [each for each in members if each != place] if place in members else [*members, place]


def name_some(names: list[str]) -> str:
    """One name, two, or one and how many more."""
    if len(names) < 3:
        return say(" and ").join(names)
    return say("{name} and {count} more", name=names[0], count=len(names) - 1)


def _write(level_db: float) -> str:
    return say("off") if level_db <= OFF_DB else say("{level} dB", level=write_db(level_db))


def _find_lies(mix: Mix, over: Over, place: str, alone: str) -> Lies:
    """What lies over one place; `alone` is who else is soloed in place, in words."""
    dcas = tuple(n for n, dca in enumerate(over.dcas) if place in dca.members)
    groups = tuple(n for n, group in enumerate(over.mute_groups) if place in group.members)
    active = tuple(n for n in groups if over.mute_groups[n].active)
    by = [name_dca(over, n) for n in dcas if over.dcas[n].mute]
    by += [name_mute_group(over, n) for n in active]
    values = mix.at(place).values if alone and place.startswith("strip/") else ()
    left_out = bool(values) and not values[_SOLO] and not values[_SAFE]
    silenced = say(" and ").join([*by, alone] if left_out else by)
    here = Lies(dcas, groups, active, find_offset(over, place), silenced, left_out and not by)
    return structs.replace(here, words=_describe(here, over, mix.get(place, "fader_db")))


def _describe(lies: Lies, over: Over, fader_db: float) -> str:
    lines = [
        say("{name}: {level}", name=name_dca(over, n), level=_write(over.dcas[n].fader_db))
        + (say(", muted") if over.dcas[n].mute else "")
        for n in lies.dcas
    ]
    if lies.offset_db:
        lines.append(say("Heard at {level}", level=_write(lies.play(fader_db))))
    lines += [
        say(
            "{name}: {level}",
            name=name_mute_group(over, n),
            level=say("on") if n in lies.active else say("off"),
        )
        for n in lies.mute_groups
    ]
    return "\n".join(lines)
