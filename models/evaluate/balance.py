"""Balance: how far a mix lies from the person's, as if the listener had set the volume knob."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

RANGE_LU = 30.0
"""Stems so far under the loudest are not heard, and are not counted."""


class Balance(NamedTuple):
    """Errors in dB; NaN where a song has no two stems in a group, or no two groups."""

    error_db: float
    within_db: float
    between_db: float
    each_db: np.ndarray
    """(stems,) system against human, NaN where not counted."""


def count_stems(human_lufs: np.ndarray, active: np.ndarray) -> np.ndarray:
    """(stems,) how much each stem counts: its activity, 0 for what is not heard."""
    return np.where(human_lufs >= human_lufs.max() - RANGE_LU, np.maximum(active, 1e-3), 0.0)


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The value with half of the weight on either side; between two such values, their mean."""
    order = np.argsort(values, kind="stable")
    values, share = values[order], np.cumsum(weights[order]) / weights.sum()
    low = int(np.searchsorted(share, 0.5 - 1e-12))
    high = int(np.searchsorted(share, 0.5 + 1e-12))
    return float(values[low] + values[min(high, len(values) - 1)]) / 2.0


def measure_balance(
    system_lufs: np.ndarray, human_lufs: np.ndarray, active: np.ndarray, groups: Sequence[str]
) -> Balance:
    """Compare post-fader loudnesses (stems,) up to one common offset: in all, in groups, between groups."""
    weights = count_stems(human_lufs, active)
    away = system_lufs - human_lufs
    heard = weights > 0.0
    each = np.where(heard, away - weighted_median(away[heard], weights[heard]), np.nan)
    error = float(np.average(np.abs(each[heard]), weights=weights[heard]))
    offsets, loads, inside, inside_loads = [], [], [], []
    for group in sorted(set(groups)):
        mine = heard & (np.array(groups) == group)
        if mine.any():
            offsets.append(weighted_median(away[mine], weights[mine]))
            loads.append(weights[mine].sum())
            if mine.sum() > 1:
                inside.append(np.abs(away[mine] - offsets[-1]))
                inside_loads.append(weights[mine])
    within = np.average(np.concatenate(inside), weights=np.concatenate(inside_loads)) if inside else np.nan
    between = np.nan
    if len(offsets) > 1:
        apart = np.array(offsets) - weighted_median(np.array(offsets), np.array(loads))
        between = np.average(np.abs(apart), weights=np.array(loads))
    return Balance(error, float(within), float(between), each)
