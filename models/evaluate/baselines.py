"""Baselines: mixes that need no mind, to know what a mind is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.evaluate.learnt import Example, find_targets, weigh_stems

RANDOM_DB = 6.0


def mix_unity(stems: int) -> np.ndarray:
    """(stems,) dB: nothing is moved."""
    return np.zeros(stems)


def mix_randomly(song: str, stems: int) -> np.ndarray:
    """(stems,) dB, uniform within RANDOM_DB; the same for the same song."""
    return np.random.default_rng(list(song.encode())).uniform(-RANDOM_DB, RANDOM_DB, stems)


class RoleMean:
    """What people do to a role on average; it is told the true roles."""

    def fit(self, examples: Sequence[Example], roles: Sequence[Sequence[str]]) -> RoleMean:
        """Learn from songs and their stems' roles."""
        wanted = np.concatenate([find_targets(example) for example in examples])
        weights, names = (
            np.concatenate(weigh_stems(examples)),
            np.array([name for song in roles for name in song]),
        )
        self._middle = float(np.average(wanted, weights=weights))
        self._means = {
            name: float(np.average(wanted[names == name], weights=weights[names == name]))
            for name in set(names.tolist())
            if weights[names == name].sum() > 0.0
        }
        return self

    def predict(self, roles: Sequence[str]) -> np.ndarray:
        """(stems,) levels in dB; what is unknown goes in the middle."""
        return np.array([self._means.get(role, self._middle) for role in roles])


def solve_oracle(stems: Sequence[np.ndarray], mix: np.ndarray) -> np.ndarray:
    """(stems,) the constant gains in dB with which stems (channels, frames) come nearest to a mix."""
    rows = np.stack([stem.ravel() for stem in stems])
    gram = (rows @ rows.T).astype(np.float64)
    gram += 1e-9 * np.trace(gram) / len(gram) * np.eye(len(gram))
    gains = np.linalg.solve(gram, (rows @ mix.ravel()).astype(np.float64))
    return 20.0 * np.log10(np.maximum(gains, 1e-5))
