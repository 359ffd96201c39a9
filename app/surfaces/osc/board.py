"""Board: the whole desk as addresses and what they say, so that subscribers are told what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from app.state import State
from app.surfaces.addressed import Argument
from app.surfaces.addresses import name_address
from engine.console.moves import Hold
from engine.console.params import PARAMS
from engine.console.state import Mix, Strip, split_place
from engine.console.units import gain_to_db
from models.role_names import guess_role


def read_board(state: State, mix: Mix) -> dict[str, Argument]:
    """Address -> what it says now, for everything that can be told but meters."""
    session = state.session
    board: dict[str, Argument] = {}
    for place in mix.places():
        kind, _ = split_place(place)
        at = mix.at(place)
        board[name_address(place, "name")] = at.name
        for row, value in zip(PARAMS[kind], at.values, strict=True):
            board[name_address(place, row.name)] = value
        for row in PARAMS[kind]:
            if row.automatic:
                hold = session.layers.holds.get(place, {}).get(row.name, Hold.AUTO)
                board[name_address(place, f"{row.name}/hold")] = str(hold)
        if isinstance(at, Strip):
            board[name_address(place, "role")] = at.role or guess_role(at.name)[0]
            board[name_address(place, "why")] = state.because.get(place, "")
    for number, dca in enumerate(session.over.dcas, 1):
        board |= {f"/dca/{number}/name": dca.name, f"/dca/{number}/fader_db": dca.fader_db}
        board[f"/dca/{number}/mute"] = float(dca.mute)
    for number, group in enumerate(session.over.mute_groups, 1):
        board[f"/mute_group/{number}/name"] = group.name
        board[f"/mute_group/{number}/active"] = float(group.active)
    for number, scene in enumerate(session.scenes, 1):
        board[f"/scene/{number}/name"] = scene.name
    for macro in state.macros:
        board[f"/macro/{macro.name}"] = session.macros.get(macro.name, macro.default)
    board |= {
        "/show/name": session.name,
        "/scene/count": len(session.scenes),
        "/scene/fading": state.fading,
        "/mind/name": session.mind,
        "/mind/mode": session.mode,
        "/mind/amount": session.layers.amount,
        "/status/engine": state.status.engine,
        "/status/mind": state.status.mind,
        "/status/complaint": state.status.complaint,
        "/undo": state.undo,
        "/redo": state.redo,
    }
    return board


def read_meters(peaks: Sequence[float], strips: int) -> dict[str, Argument]:
    """Address -> level in dB of every strip's input."""
    return {f"/strip/{n + 1}/meter": round(gain_to_db(peaks[n]), 1) for n in range(min(strips, len(peaks)))}
