"""Unmasking: what matters most and is covered most gets room from the tracks that cover it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from models.bands import BAND_HZ, BANDS, name_hz
from models.rules.scene import TINY, Decision, Scene, rest

UP_DB, DOWN_DB = 7.0, 14.0
"""How fast what covers falls off, a third octave above and below where it is."""

CONTENT_DB = 12.0
"""Bands so far under its strongest are not what a track is heard by."""

DEEP_HZ = 280.0
"""Under this only those with a low end of their own get room."""

MARGIN_DB = 3.0
"""Covered is what the others top by this; they need less to go on giving way."""

KEPT_DB = 1.5
VICTIMS = 2
"""So many tracks at most get room."""

MATTERS = 0.5
"""Tracks of less weight never do."""

LESS = 0.15
"""Who gives way weighs at least so much less."""

GUILTY, STILL_GUILTY = 0.25, 0.12
"""Who covers less than this share has nothing to give; who gives already, less than the other."""

STRENGTH, MOST_DB = 0.5, 3.0
STAND_OUT = 0.5
"""The share of its unevenness by which a stroke stands out of what lies under it."""

Q = 1.2

_AWAY = np.arange(BANDS)[:, None] - np.arange(BANDS)
SPREAD: np.ndarray = 10.0 ** (-0.1 * np.where(_AWAY < 0, -DOWN_DB * _AWAY, UP_DB * _AWAY))
"""(BANDS covered, BANDS covering)."""


class Masked(NamedTuple):
    """One track that is covered: where, by how much, between which frequencies, and by whom."""

    track: int
    band: int
    over_db: float
    low_hz: float
    high_hz: float
    shares: np.ndarray
    """(T,) of what covers it there, only what is there itself: nothing else can be cut there."""


def make_room(scene: Scene, power: np.ndarray, before: Mapping[str, np.ndarray]) -> Decision:
    """Cuts in band 3; `power` (T, BANDS) is what each track will sound with, K-weighted, after its fader."""
    count = len(power)
    gains, hz = np.zeros(count), np.full(count, np.nan)
    reasons: list[list[str]] = [[] for _ in range(count)]
    giving = before["eq3_gain_db"] < 0.0
    weight = scene.habits.weight
    for masked in find_masked(scene, power, KEPT_DB if giving.any() else MARGIN_DB):
        guilty = scene.counted & (weight < weight[masked.track] - LESS)
        guilty &= masked.shares > np.where(giving, STILL_GUILTY, GUILTY)
        gave = []
        for index in np.argsort(-masked.shares, kind="stable"):
            margin = KEPT_DB if giving[index] else MARGIN_DB
            if not guilty[index] or gains[index] or masked.over_db < margin:
                continue
            cut = STRENGTH * (masked.over_db - KEPT_DB) + 0.5
            cut = -min(MOST_DB, cut) * min(1.0, 2.0 * float(masked.shares[index]))
            gains[index] = rest(cut, before["eq3_gain_db"][index], 0.7)
            hz[index] = _choose_hz(
                float(BAND_HZ[masked.band]), float(before["eq3_hz"][index]), bool(giving[index])
            )
            gave.append(index)
        where = f"{masked.over_db:.0f} dB at {_name_range(masked.low_hz, masked.high_hz)}"
        for index in gave:
            cut = f"{gains[index]:+.1f} dB at {name_hz(float(hz[index]))}"
            reasons[index].append(f"{cut} makes room for {scene.title(masked.track)}, masked by {where}")
        if gave:
            names = " and ".join(scene.title(index) for index in gave[:3])
            reasons[masked.track].append(f"masked by {where}, gets room from {names}")
    values = {
        "eq3_gain_db": np.where(scene.heard, gains, np.nan),
        "eq3_hz": hz,
        "eq3_q": np.where(np.isfinite(hz), Q, np.nan),
    }
    return Decision(values, tuple("; ".join(reason) for reason in reasons))


def find_masked(scene: Scene, power: np.ndarray, margin_db: float) -> list[Masked]:
    """The tracks that matter and are covered, most urgent first, VICTIMS at most."""
    spread = power @ SPREAD.T
    found = []
    for track in np.flatnonzero(scene.counted & (scene.habits.weight >= MATTERS)):
        others = scene.counted.copy()
        others[track] = False
        company = np.where(others, scene.features.together[track], 0.0)
        total = company @ spread
        own = power[track] * 10.0 ** (0.1 * STAND_OUT * scene.features.uneven_db[track])
        content = own >= own.max() * 10.0 ** (-0.1 * CONTENT_DB)
        content &= (BAND_HZ >= DEEP_HZ) | (scene.habits.low_db[track] > 0.0)
        over_db = 10.0 * np.log10((total + TINY) / (own + TINY))
        covered = np.where(content, np.clip(over_db - margin_db, 0.0, 15.0), 0.0)
        if not covered.any():
            continue
        near = np.convolve(covered, [0.5, 1.0, 0.5], "same") * content
        band = int(near.argmax())
        low, high = _grow(covered > 0.0, band)
        part = slice(low, high + 1)
        shares = company * power[:, part].sum(axis=1) / (total[part].sum() + TINY)
        urgency = float(scene.habits.weight[track] * covered.sum() / content.sum())
        masked = Masked(
            int(track),
            band,
            float(over_db[part].mean()),
            float(BAND_HZ[low] / 2 ** (1 / 6)),
            float(BAND_HZ[high] * 2 ** (1 / 6)),
            shares,
        )
        found.append((urgency, masked))
    found.sort(key=lambda one: -one[0])
    return [masked for _, masked in found[:VICTIMS]]


def _grow(covered: np.ndarray, band: int) -> tuple[int, int]:
    """The first and last covered band around one, an octave at most."""
    low = high = band
    while low > 0 and band - low < 2 and covered[low - 1]:
        low -= 1
    while high < len(covered) - 1 and high - band < 2 and covered[high + 1]:
        high += 1
    return low, high


def _choose_hz(hz: float, before: float, giving: bool) -> float:
    """Where a cut goes that is already there: it stays while it is near."""
    return before if giving and abs(np.log2(hz / before)) < 0.6 else hz


def _name_range(low_hz: float, high_hz: float) -> str:
    if low_hz >= 995.0:
        return f"{low_hz / 1000.0:.1f}-{high_hz / 1000.0:.1f} kHz"
    return f"{name_hz(low_hz)}-{name_hz(high_hz)}" if high_hz >= 995.0 else f"{low_hz:.0f}-{high_hz:.0f} Hz"
