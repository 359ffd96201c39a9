"""Listening: another mix in place of the one that counts, for the ear alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from engine.console.layers import Layers
from engine.console.params import INDEX, PARAMS, Kind, find_param
from engine.console.scenes import ASIDE, Scene, find_scene, list_recalled
from engine.console.session import Session
from engine.console.state import Bus, Mix, Strip, split_place
from engine.console.units import OFF_DB

Place = TypeVar("Place", Strip, Bus)

MIX, HAND, MIND = "", "hand", "mind"
SCENE, AUDITION = "scene:", "audition:"
"""What can be heard: the mix that counts, the hand's, the mind's, a scene or an auditioned mind by name."""

FIRST_SLOTS = (MIX, HAND)
FEWEST_SLOTS, MOST_SLOTS = 2, 4


class Listening(Struct, frozen=True):
    """What is heard, and by how much it is turned to be as loud as the mix that counts."""

    item: str = MIX
    trim_db: float = 0.0
    measured: bool = False
    """Whether both were heard and measured; else the trim is foretold from the levels of the strips."""
    slots: tuple[str, ...] = FIRST_SLOTS
    """What is compared: keys A, B and so on."""


def find_next(listening: Listening) -> str:
    """What is compared with what is heard, the next in turn."""
    slots = listening.slots
    return slots[(slots.index(listening.item) + 1) % len(slots)] if listening.item in slots else slots[0]


class Candidate(Struct, frozen=True):
    """What an auditioned mind would do: the auto layer that it leads to, its reasons and how sure it is."""

    mind: str
    look: Scene
    because: dict[str, str] = {}
    confidence: dict[str, float] = {}

    def lay(self, layers: Layers) -> Layers:
        """The layers if this mind mixed with all its weight; what is held stays held."""
        auto = layers.hand
        places = set(auto.places())
        for place, values in self.look.values().items():
            if place in places:
                kind, _ = split_place(place)
                auto = auto.put_all(place, dict(zip((row.name for row in PARAMS[kind]), values, strict=True)))
        return structs.replace(layers, auto=auto, amount=1.0)


def find_listened(
    item: str, session: Session, heard: Mix, candidates: Mapping[str, Candidate] | None = None
) -> Mix:
    """The mix of an item, given the one that counts; KeyError where there is none of that name.

    Monitors, solos and safes stay as they are: musicians on stage do not take part in the comparison.
    """
    if item == MIX:
        return heard
    if item == HAND:
        wanted = session.layers.hand
    elif item == MIND:
        wanted = structs.replace(session.layers, holds={}, amount=1.0).effective()
    elif item.startswith(SCENE):
        scene = session.scenes[find_scene(session.scenes, item.removeprefix(SCENE))]
        wanted = heard
        for place, values in list_recalled(scene, heard, session.safes).items():
            wanted = wanted.put_all(place, values)
    elif item.startswith(AUDITION):
        name = item.removeprefix(AUDITION)
        if name not in (candidates or {}):
            raise KeyError(f"{name} was not auditioned; audition it first")
        assert candidates is not None
        wanted = candidates[name].lay(session.layers).effective()
    else:
        raise KeyError(f"{item!r} cannot be listened to")
    return _keep_stage(wanted, heard)


def fill_slots(items: Sequence[str]) -> tuple[str, ...]:
    """What is left to be compared; where that is too little, the first things to compare."""
    if len(items) >= FEWEST_SLOTS:
        return tuple(items)
    return (*(item for item in FIRST_SLOTS if item not in items), *items)[:FEWEST_SLOTS]


def list_items(session: Session, candidates: Collection[str]) -> tuple[str, ...]:
    """All that can be heard."""
    scenes = [f"{SCENE}{scene.name}" for scene in session.scenes]
    return (MIX, HAND, MIND, *scenes, *(f"{AUDITION}{mind}" for mind in candidates))


def is_there(item: str, session: Session, candidates: Collection[str]) -> bool:
    """Whether there is a mix of that name."""
    return item in list_items(session, candidates)


def limit_trim(mix: Mix, trim_db: float) -> float:
    """As much of a trim as the master's fader has room for."""
    return min(trim_db, find_param("master", "fader_db").high - mix.get("master", "fader_db"))


def put_trim(mix: Mix, trim_db: float) -> Mix:
    """The mix with its master turned by so much; off stays off."""
    fader_db = mix.get("master", "fader_db")
    if trim_db == 0.0 or fader_db <= OFF_DB:
        return mix
    return mix.put("master", "fader_db", fader_db + trim_db)


_KEPT: dict[Kind, tuple[int, ...]] = {
    kind: tuple(INDEX[kind][row.name] for row in rows if row.name in ASIDE or row.name.startswith("monitor"))
    for kind, rows in PARAMS.items()
}


def _keep_stage(wanted: Mix, heard: Mix) -> Mix:
    """What is wanted, with what concerns others as it is heard."""
    strips = tuple([_keep(want, now, "strip") for want, now in zip(wanted.strips, heard.strips, strict=True)])
    master = _keep(wanted.master, heard.master, "master")
    return structs.replace(wanted, strips=strips, master=master, monitors=heard.monitors)


def _keep(want: Place, now: Place, kind: Kind) -> Place:
    values = list(want.values)
    for column in _KEPT[kind]:
        values[column] = now.values[column]
    return want if tuple(values) == want.values else structs.replace(want, values=tuple(values))
