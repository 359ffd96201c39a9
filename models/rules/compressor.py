"""Compressor: set by how far a track's loudest moments stand out, always relative to its own level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.authority import find_authority
from models.features import LEVELS_DB
from models.response import squeeze_db
from models.rules.scene import TINY, Decision, Scene, rest

LOUDEST, USUAL = 0.95, 0.5
"""Shares of its playing time under which a track is at its loudest and its usual level."""

PEAK_OVER_RMS_DB, STROKE_DB = 2.5, 2.0
"""A compressor follows peaks: so much more than the envelope that was counted, and more yet for strokes."""

STRENGTH = 0.6
"""The share of what stands out too far that is taken."""

WORTH_DB, KEPT_DB = 1.0, 0.6
"""Less is not worth a compressor; one that works is kept down to the other."""


def tame(scene: Scene, eq_db: np.ndarray, before: Mapping[str, np.ndarray]) -> Decision:
    """Threshold, ratio and times; `eq_db` (T,) is what the equaliser before it makes of the level."""
    habits = scene.habits
    loudest = scene.features.level_db(LOUDEST)
    swing = loudest - scene.features.level_db(USUAL)
    take = np.clip(STRENGTH * (swing - habits.swing_db) + 1.0, 0.0, habits.take_db)
    worth = np.where(before["comp_ratio"] > 1.0, KEPT_DB, WORTH_DB)
    used = scene.heard & (take >= worth) & (habits.ratio > 1.05)
    ratio = np.where(used, habits.ratio, 1.0)
    reach = find_authority("comp_threshold_db")
    top = loudest + scene.trims_db + eq_db + _peak_over_rms_db(scene)
    threshold = np.clip(top - take / (1.0 - 1.0 / np.maximum(ratio, 1.05)), reach.low, reach.high)
    threshold = rest(threshold, before["comp_threshold_db"], 1.0)
    values = {
        "comp_ratio": np.where(scene.heard, rest(ratio, before["comp_ratio"], 0.2), np.nan),
        "comp_threshold_db": np.where(used, threshold, np.nan),
        "comp_attack_ms": np.where(used, habits.attack_ms, np.nan),
        "comp_release_ms": np.where(used, habits.release_ms, np.nan),
    }
    taken = squeeze_db(top, threshold, ratio)
    because = tuple(
        f"compressor {ratio[n]:.1f}:1 at {threshold[n]:.0f} dB takes {taken[n]:.1f} dB of its loudest,"
        f" {swing[n]:.0f} dB over its usual level"
        if used[n]
        else ""
        for n in range(len(ratio))
    )
    return Decision(values, because)


def taken_db(scene: Scene, eq_db: np.ndarray, threshold: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """(T,) how much of its mean level a compressor takes from each track."""
    level = LEVELS_DB + (scene.trims_db + eq_db)[:, None]
    peak = level + _peak_over_rms_db(scene)[:, None]
    taken = squeeze_db(peak, threshold[:, None], np.maximum(1.0, ratio)[:, None])
    power = scene.features.levels * 10.0 ** (0.1 * level)
    left = (power * 10.0 ** (-0.1 * taken)).sum(axis=1)
    return -10.0 * np.log10((left + TINY) / (power.sum(axis=1) + TINY))


def _peak_over_rms_db(scene: Scene) -> np.ndarray:
    return PEAK_OVER_RMS_DB + STROKE_DB * scene.features.percussive()
