"""Scene board: what a state means for scenes: which plays, what recalls would move, what is safe. No Qt."""

from __future__ import annotations

from msgspec import Struct

from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import name_param, write_value
from app.state import State
from engine.console.params import PARAMS, SECTIONS, Kind, find_param
from engine.console.scenes import Scene, Values, find_scene, list_recalled

WHOLE, OWN = "whole", "own"
"""Columns beside the sections: a whole place, and what only effects and the master have."""

COLUMNS = (WHOLE, *SECTIONS, OWN)


class SceneView(Struct, frozen=True):
    """One scene of the list."""

    number: int
    name: str
    crossfade_s: float
    is_last: bool
    """Whether it was recalled or stored last."""
    moved: int
    """How many controls were moved since, of the last one."""
    fade_left_s: float
    """How long the crossfade to it still takes; 0 where there is none."""
    fade_share: float


class Moving(Struct, frozen=True):
    """What a recall would move of one place."""

    place: str
    name: str
    group: str
    rows: tuple[tuple[str, str, str], ...]
    """(parameter, from, to), in words."""


def view_scenes(state: State, views: dict[str, PlaceView]) -> list[SceneView]:
    """The scenes of a state."""
    session = state.session
    rows = []
    for number, scene in enumerate(session.scenes, 1):
        is_last = scene.name == session.scene
        fades = scene.name == state.fading
        left_s = state.fade_left_s if fades else 0.0
        rows.append(
            SceneView(
                number=number,
                name=scene.name,
                crossfade_s=scene.crossfade_s,
                is_last=is_last,
                moved=count(find_moving(scene, state, views)) if is_last and not fades else 0,
                fade_left_s=left_s,
                fade_share=1.0 - left_s / state.fade_s if fades and state.fade_s > 0.0 else 0.0,
            )
        )
    return rows


def find_moving(scene: Scene, state: State, views: dict[str, PlaceView]) -> Values:
    """Place -> parameter -> value of all that a recall would move from where it is heard now."""
    moving: Values = {}
    for place, values in list_recalled(scene, state.session.layers.hand, state.session.safes).items():
        view = views.get(place)
        rows = {} if view is None else {n: v for n, v in values.items() if view.value(n) != v}
        if rows:
            moving[place] = rows
    return moving


def count(values: Values) -> int:
    """How many parameters."""
    return sum(len(rows) for rows in values.values())


def preview_scene(name: str, state: State, views: dict[str, PlaceView]) -> list[Moving]:
    """What a recall of a scene would move now, place by place, in words; nothing where there is no such."""
    if name not in {scene.name for scene in state.session.scenes}:
        return []
    scene = state.session.scenes[find_scene(state.session.scenes, name)]
    shown = []
    for place, values in find_moving(scene, state, views).items():
        view = views[place]
        rows = [find_param(view.kind, param) for param in values]
        shown.append(
            Moving(
                place=place,
                name=view.name,
                group=view.group,
                rows=tuple(
                    (
                        name_param(row),
                        write_value(row, view.value(row.name)),
                        write_value(row, values[row.name]),
                    )
                    for row in rows
                ),
            )
        )
    return shown


def list_column(kind: Kind, column: str) -> tuple[str, ...]:
    """The parameters that a column of the safes stands for; a strip's whole is its own `safe`."""
    known = tuple(row.name for row in PARAMS[kind])
    if column == WHOLE:
        return ("safe",) if kind == "strip" else tuple(n for n in known if n != "lookahead_ms")
    if column == OWN:
        sections = {param for params in SECTIONS.values() for param in params}
        aside = {"solo", "safe", "lookahead_ms"}
        return tuple(name for name in known if name not in sections | aside)
    return tuple(name for name in SECTIONS[column] if name in known)


def share_safe(state: State, view: PlaceView, column: str) -> float | None:
    """How much of a column is safe of a place, 0 to 1; None where the place has nothing of it."""
    params = list_column(view.kind, column)
    if not params:
        return None
    if params == ("safe",):
        return view.value("safe")
    safe = state.session.safes.get(view.place, ())
    return sum(name in safe for name in params) / len(params)


def write_time(seconds: float) -> str:
    """How long a crossfade takes."""
    if seconds < 0.05:
        return say("cut")
    return say("{seconds} s", seconds=f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}")
