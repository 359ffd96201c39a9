"""Bootstrap: how sure a mean over songs is, and whether one system really beats another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 10_000


class Interval(NamedTuple):
    """A mean, its 95 % interval, and over how many works."""

    mean: float
    low: float
    high: float
    works: int


def gather_works(values: np.ndarray, works: Sequence[str]) -> np.ndarray:
    """(works,) the mean of each work's songs, in the order of the works' names; NaN is left out."""
    sums: dict[str, list[float]] = {}
    for value, work in zip(values.tolist(), works, strict=True):
        if np.isfinite(value):
            sums.setdefault(work, []).append(value)
    return np.array([np.mean(sums[work]) for work in sorted(sums)])


def find_interval(values: np.ndarray, works: Sequence[str], seed: int = 0) -> Interval:
    """The mean over works of per-song values (songs,), percentiles of DRAWS resamples of the works."""
    means = gather_works(np.asarray(values, np.float64), works)
    if not len(means):
        return Interval(np.nan, np.nan, np.nan, 0)
    dice = np.random.default_rng(seed)
    picks = dice.integers(0, len(means), (DRAWS, len(means)))
    low, high = np.percentile(means[picks].mean(axis=1), (2.5, 97.5))
    return Interval(float(means.mean()), float(low), float(high), len(means))


def compare(better: np.ndarray, worse: np.ndarray, works: Sequence[str], seed: int = 0) -> Interval:
    """By how much the errors of one system lie under another's on the same songs: over zero is a win."""
    return find_interval(np.asarray(worse) - np.asarray(better), works, seed)
