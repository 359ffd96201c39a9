"""Governor: what keeps a prediction safe on a live stage."""

from __future__ import annotations

from math import inf, isfinite, log2

import numpy as np
from msgspec import Struct, structs

from engine.console.layers import Layers
from engine.console.moves import Hold, Move
from engine.console.params import INDEX, find_param
from engine.console.state import Mix, split_place
from models.loudness import SILENCE_LUFS
from models.predictor import Prediction

MOST_TOTAL_BOOST_DB = 24.0
"""All fader boosts of all strips together."""

SILENT_LUFS = -60.0


class Authority(Struct, frozen=True):
    """How far and how fast a mind may move a parameter; octaves instead of units for log tapers."""

    low: float
    high: float
    per_s: float
    deadband: float
    rises: bool = False
    """Whether more of it makes a strip louder, so that it must not rise in silence."""


AUTHORITY = {
    "fader_db": Authority(-30.0, 9.0, 4.0, 0.3, True),
    "pan": Authority(-1.0, 1.0, 0.5, 0.02),
    "hpf_hz": Authority(20.0, 400.0, 1.0, 0.05),
    "gain_db": Authority(-9.0, 6.0, 3.0, 0.2, True),
    "hz": Authority(20.0, 20000.0, 1.0, 0.05),
    "q": Authority(0.3, 6.0, 1.0, 0.05),
    "threshold_db": Authority(-60.0, 0.0, 6.0, 0.5),
    "ratio": Authority(1.0, 8.0, 1.0, 0.05),
    "attack_ms": Authority(0.5, 100.0, 2.0, 0.1),
    "release_ms": Authority(20.0, 1000.0, 2.0, 0.1),
    "makeup_db": Authority(0.0, 12.0, 2.0, 0.3, True),
    "send_db": Authority(-100.0, 0.0, 12.0, 0.3, True),
}
"""By a parameter's name or the end of it."""


def find_authority(param: str) -> Authority:
    """What a mind may do with a parameter, by its name or the end of it."""
    for name, authority in AUTHORITY.items():
        if param == name or param.endswith(f"_{name}"):
            return authority
    raise KeyError(f"no mind may move {param}")


class Governor:
    """Bounds wishes by range, rate, silence and total boost. Knows no clock but the hops it is told."""

    def __init__(self) -> None:
        self._under_way: set[tuple[str, str]] = set()

    def govern(
        self,
        wish: Prediction,
        layers: Layers,
        seconds: float,
        momentary_lufs: np.ndarray,
        attenuate_only: bool = False,
    ) -> Prediction:
        """The next step from the auto layer towards a wish, `seconds` after the step before.

        `momentary_lufs` (tracks,) is of the raw inputs; trims and gates are taken as they are heard.
        """
        auto = layers.auto
        steps: list[tuple[Move, float]] = []
        for move in wish.moves:
            if not may_move(move, auto) or layers.hold(move.place, move.param) is not Hold.AUTO:
                continue
            now = auto.get(move.place, move.param)
            value = self._step(move, now, seconds, attenuate_only)
            if (
                value > now
                and find_authority(move.param).rises
                and _is_silent(move.place, layers, momentary_lufs)
            ):
                continue
            if value != now:
                steps.append((structs.replace(move, value=value), now))
        return structs.replace(wish, moves=tuple(limit_boost(steps, auto)))

    def bound(self, wish: Prediction, layers: Layers, attenuate_only: bool = False) -> Prediction:
        """All that is worth a move, where it would end: every bound but those of time."""
        steps = []
        for move in wish.moves:
            if not may_move(move, layers.auto) or layers.hold(move.place, move.param) is not Hold.AUTO:
                continue
            now = layers.auto.get(move.place, move.param)
            value = self._step(move, now, inf, attenuate_only)
            if value != now:
                steps.append((structs.replace(move, value=value), now))
        return structs.replace(wish, moves=tuple(limit_boost(steps, layers.auto)))

    def _step(self, move: Move, now: float, seconds: float, attenuate_only: bool) -> float:
        authority = find_authority(move.param)
        row = find_param(split_place(move.place)[0], move.param)
        wanted = bound_wish(move, attenuate_only)
        log = row.taper == "log"
        here, there = (log2(now), log2(wanted)) if log else (now, wanted)
        key = move.place, move.param
        if abs(there - here) < authority.deadband and key not in self._under_way:
            return now
        most = authority.per_s * seconds
        if abs(there - here) <= most:
            self._under_way.discard(key)
            return wanted
        self._under_way.add(key)
        reached = here + (most if there > here else -most)
        return row.clamp(2.0**reached if log else reached)


def may_move(move: Move, mix: Mix) -> bool:
    """Whether a wish is a number for a parameter of this mix that minds may move at all."""
    kind, index = split_place(move.place)
    if index is not None and kind == "strip" and index >= len(mix.strips):
        return False
    return isfinite(move.value) and find_param(kind, move.param).automatic


def bound_wish(move: Move, attenuate_only: bool) -> float:
    """The value a mind may want: in its range, and without boost where only cuts are allowed."""
    authority = find_authority(move.param)
    row = find_param(split_place(move.place)[0], move.param)
    high = min(authority.high, row.default) if attenuate_only and authority.rises else authority.high
    return row.clamp(min(max(move.value, authority.low), high))


def limit_boost(steps: list[tuple[Move, float]], auto: Mix) -> list[Move]:
    """Moves (with the values before them) whose fader boosts do not exceed the total together."""
    column = INDEX["strip"]["fader_db"]
    before = sum(max(0.0, strip.values[column]) for strip in auto.strips)
    faders = [(move, old) for move, old in steps if move.param == "fader_db"]
    falls = sum(max(0.0, old) - max(0.0, move.value) for move, old in faders if move.value < old)
    rises = sum(max(0.0, move.value) - max(0.0, old) for move, old in faders if move.value > old)
    room = max(0.0, MOST_TOTAL_BOOST_DB - (before - falls))
    share = 1.0 if rises <= room else room / rises
    moves = []
    for move, old in steps:
        if move.param == "fader_db" and move.value > max(old, 0.0) and share < 1.0:
            base = max(old, 0.0)
            move = structs.replace(move, value=base + share * (move.value - base))
        if move.value != old:
            moves.append(move)
    return moves


def _is_silent(place: str, layers: Layers, momentary_lufs: np.ndarray) -> bool:
    kind, index = split_place(place)
    if kind != "strip" or index is None or index >= len(momentary_lufs):
        return False
    raw_lufs = float(momentary_lufs[index])
    if not raw_lufs > SILENCE_LUFS:
        return True
    gate_on = layers.heard(place, "gate_ratio") > 1.0
    floor = max(SILENT_LUFS, layers.heard(place, "gate_threshold_db")) if gate_on else SILENT_LUFS
    return raw_lufs + layers.heard(place, "trim_db") < floor
