"""Scenes: stored, named, timed, kept from parameters, looked at, and recalled. Pure."""

from __future__ import annotations

from msgspec import Struct, structs

from app.desk.deeds.done import Done
from app.orders.mix import DeleteScene, MoveScene, RenameScene, SetSafe, SetSceneTime, StoreScene
from engine.console.moves import Hold
from engine.console.params import find_param
from engine.console.scenes import (
    Values,
    check_fade,
    delete_scene,
    find_scene,
    list_moving,
    list_recalled,
    move_scene,
    rename_scene,
    set_safe,
    store_scene,
    take_scene,
    time_scene,
)
from engine.console.session import Session
from engine.console.state import Mix, split_place
from engine.console.words import name_controls


class Preview(Struct, frozen=True):
    """What a recall of a scene would move."""

    scene: str
    count: int
    """How many parameters."""
    places: list[str]


class Recall(Struct, frozen=True):
    """Where a recall leads, what of it is heard to move, and how long it takes."""

    goal: Session
    moving: Values
    seconds: float


def store(session: Session, order: StoreScene, look: Mix) -> Done:
    """Keep a look as a scene, in place of the one of that name."""
    scenes = store_scene(session.scenes, take_scene(order.name, look, order.crossfade_s))
    after = structs.replace(session, scenes=scenes, scene=order.name)
    return Done(after, f"storing scene {order.name}")


def rename(session: Session, order: RenameScene) -> Done:
    """Call a scene otherwise."""
    scenes = rename_scene(session.scenes, order.name, order.new_name)
    scene = order.new_name if session.scene == order.name else session.scene
    return Done(structs.replace(session, scenes=scenes, scene=scene), f"renaming scene {order.name}")


def delete(session: Session, order: DeleteScene) -> Done:
    """Forget a scene."""
    scenes = delete_scene(session.scenes, order.name)
    scene = "" if session.scene == order.name else session.scene
    return Done(structs.replace(session, scenes=scenes, scene=scene), f"deleting scene {order.name}")


def move(session: Session, order: MoveScene) -> Done:
    """Put a scene elsewhere in the list."""
    scenes = move_scene(session.scenes, order.name, order.to)
    return Done(structs.replace(session, scenes=scenes), f"moving scene {order.name}")


def set_time(session: Session, order: SetSceneTime) -> Done:
    """How long a recall of a scene takes that names no time; turning it is a ride."""
    scenes = time_scene(session.scenes, order.name, order.crossfade_s)
    what = f"crossfade of scene {order.name}"
    return Done(structs.replace(session, scenes=scenes), what, ("scene time", order.name))


def set_safes(session: Session, order: SetSafe) -> Done:
    """Keep parameters of places from recalls, or give them to recalls again."""
    safes, mix = session.safes, session.layers.hand
    for place in order.places:
        mix.at(place)
        for param in order.params:
            find_param(split_place(place)[0], param)
            safes = set_safe(safes, place, param, order.safe)
    controls = [(place, param) for place in order.places for param in order.params]
    what = f"{'safe' if order.safe else 'not safe'}: {name_controls(mix, controls)}"
    return Done(structs.replace(session, safes=safes), what)


def preview(session: Session, heard: Mix, name: str) -> Preview | None:
    """What a scene would move now; None where there is no such scene."""
    scene = next((scene for scene in session.scenes if scene.name == name), None)
    if scene is None:
        return None
    moving = list_moving(list_recalled(scene, heard, session.safes), heard)
    return Preview(scene.name, sum(len(rows) for rows in moving.values()), list(moving))


def find_step(session: Session, step: int) -> str:
    """The scene so many after the one that was last; from none, the first or the last."""
    if not session.scenes:
        raise ValueError("there are no scenes yet; store one first")
    names = [scene.name for scene in session.scenes]
    last = session.scene
    at = names.index(last) + step if last in names else 0 if step > 0 else len(names) - 1
    if not 0 <= at < len(names):
        raise ValueError(f"{last} is the {'last' if step > 0 else 'first'} scene")
    return names[at]


def recall(session: Session, heard: Mix, name: str, crossfade_s: float | None) -> Recall:
    """Go to a scene within a time (None: its own); what it covers is held."""
    scene = session.scenes[find_scene(session.scenes, name)]
    seconds = scene.crossfade_s if crossfade_s is None else crossfade_s
    check_fade(seconds)
    recalled = list_recalled(scene, heard, session.safes)
    goal = structs.replace(_hold_all(session, recalled), scene=name)
    return Recall(goal, list_moving(recalled, heard), seconds)


def _hold_all(session: Session, values: Values) -> Session:
    """The session with values set by hand, and held where a mind could move them."""
    hand, holds = session.layers.hand, dict(session.layers.holds)
    for place, rows in values.items():
        hand = hand.put_all(place, rows)
        kind, _ = split_place(place)
        held = {name: Hold.HELD for name in rows if find_param(kind, name).automatic}
        if held:
            holds[place] = {**held, **holds.get(place, {})}
    return structs.replace(session, layers=structs.replace(session.layers, hand=hand, holds=holds))
