"""KAD: kernel audio distance between two sets of mixes, on plain DSP features instead of a network's."""

from __future__ import annotations

import numpy as np

SCALE = 100.0


def measure_kad(system: np.ndarray, human: np.ndarray) -> float:
    """Unbiased squared MMD, times SCALE, of two sets of features (pieces, features); about 0 for one source.

    The features are scaled by the human set's spread, the Gaussian kernel by its median distance. Sets of
    one size are taken to be pieces of the same songs: a piece is not compared with its own counterpart.
    NaN where there are no two pieces.
    """
    if min(len(system), len(human)) < 2:
        return float("nan")
    middle, spread = human.mean(axis=0), human.std(axis=0) + 1e-6
    ours, theirs = (system - middle) / spread, (human - middle) / spread
    among = _find_distances(theirs, theirs)
    width = np.median(among[np.triu_indices(len(theirs), 1)]) + 1e-9

    def likeness(distances: np.ndarray) -> np.ndarray:
        return np.exp(-distances / width)

    across = likeness(_find_distances(ours, theirs))
    together = _mean_others(across) if len(ours) == len(theirs) else float(across.mean())
    inside = _mean_others(likeness(_find_distances(ours, ours))) + _mean_others(likeness(among))
    return SCALE * (inside - 2.0 * together)


def _find_distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n, m) squared Euclidean distances."""
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)
    return np.maximum(0.0, squares - 2.0 * one @ other.T)


def _mean_others(likeness: np.ndarray) -> float:
    """The mean likeness of different members."""
    count = len(likeness)
    return float((likeness.sum() - np.trace(likeness)) / max(1, count * (count - 1)))
