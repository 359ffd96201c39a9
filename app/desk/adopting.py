"""Adopting: what a desk must have been told, given what an engine plays that outlived it. Pure."""

from __future__ import annotations

from msgspec import structs

from engine.console.groups import clamp_level, find_offset
from engine.console.layers import Layers, list_changes
from engine.console.moves import Move, Source
from engine.console.session import Session
from engine.console.state import Mix
from engine.console.units import OFF_DB


def adopt(session: Session, heard: Mix, mix: Mix, played: Mix) -> Layers:
    """The layers of a session that leads to `heard` and `mix`, moved to what is played; no hold is added."""
    layers = session.layers
    for move in list_changes(mix, played, Source.HAND):
        value = _below(session, heard, mix, move)
        if value is None:
            continue
        hand, auto = layers.hand, layers.auto
        if layers.heard(move.place, move.param) == hand.get(move.place, move.param):
            layers = structs.replace(layers, hand=hand.put(move.place, move.param, value))
        layers = structs.replace(layers, auto=auto.put(move.place, move.param, value))
    return layers


def _below(session: Session, heard: Mix, mix: Mix, move: Move) -> float | None:
    """What a strip is set to that plays as this move says; None where what lies over it decides."""
    if move.param == "fader_db":
        offset_db = find_offset(session.over, move.place)
        if OFF_DB in (offset_db, move.value):
            return None if offset_db == OFF_DB else OFF_DB
        return clamp_level(move.value - offset_db) if offset_db else move.value
    untouched = heard.get(move.place, move.param) == mix.get(move.place, move.param)
    return move.value if untouched else None
