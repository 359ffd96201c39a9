"""Views: what a browser is told, made for the guest who looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.shown.board import PlaceView, view_places
from app.shown.words import write_value
from app.state import State
from app.surfaces.guests import Guest
from engine.console.moves import Hold
from engine.console.params import MONITORS, find_param
from engine.console.state import split_place
from engine.console.taper import to_position
from engine.console.units import gain_to_db

APART = 0.006
"""A ghost closer to the value than this part of the way is not shown."""

FLOOR_DB = -60.0


def view_desk(state: State, guest: Guest) -> dict[str, Any]:
    """The whole desk for full and reading guests; for a musician their own monitor mix."""
    views = view_places(state)
    strips = [view for view in views.values() if view.kind == "strip"]
    session = state.session
    view: dict[str, Any] = {
        "show": session.name,
        "mind": state.status.mind,
        "mode": session.mode,
        "amount": session.layers.amount,
        "panic": session.mode == "freeze" and session.layers.amount == 0.0,
        "trouble": state.status.complaint,
        "monitors": [views[f"monitor/{n}"].name for n in range(MONITORS)],
    }
    sends = range(1, MONITORS + 1) if guest.role != "monitor" else (guest.monitor,)
    view["strips"] = [_view_strip(each, sends, guest) for each in strips]
    view["buses"] = {str(n): _control(views[f"monitor/{n - 1}"], "fader_db") for n in sends}
    if guest.role != "monitor":
        mute = bool(views["master"].value("mute"))
        view["master"] = {"fader": _control(views["master"], "fader_db"), "mute": mute}
        view["scenes"] = [scene.name for scene in session.scenes]
        view["undo"] = state.undo
    return view


def view_meters(peaks: Sequence[float], strips: int) -> list[float]:
    """Each strip's level as a share of a meter, 0..1."""
    levels = (gain_to_db(peak) for peak in peaks[:strips])
    return [round(min(1.0, max(0.0, 1.0 - level / FLOOR_DB)), 3) for level in levels]


def _view_strip(view: PlaceView, sends: Sequence[int], guest: Guest) -> dict[str, Any]:
    strip: dict[str, Any] = {"name": view.name, "role": view.role, "group": view.group}
    strip["sends"] = {str(n): _control(view, f"monitor{n}_send_db") for n in sends}
    if guest.role != "monitor":
        strip["fader"] = _control(view, "fader_db")
        strip["pan"] = _control(view, "pan")
        strip |= {name: bool(view.value(name)) for name in ("mute", "solo")}
        strip["hold"] = str(view.strongest_hold())
        strip["why"] = view.because
    return strip


def _control(view: PlaceView, param: str) -> dict[str, Any]:
    """Where a control stands, what is written on it, whose it is, and where the mind wants it."""
    row = find_param(split_place(view.place)[0], param)
    at = to_position(row, view.value(param))
    control: dict[str, Any] = {"at": round(at, 4), "text": write_value(row, view.value(param), unit=False)}
    hold = view.hold(param)
    if hold is not Hold.AUTO:
        control["hold"] = str(hold)
    if view.ghosts and row.automatic:
        ghost = to_position(row, view.want(param))
        if abs(ghost - at) > APART:
            control["ghost"] = round(ghost, 4)
    return control
