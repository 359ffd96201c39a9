"""Learnt baselines: a human level from pooled descriptors, by ridge regression or a forest of trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np
from msgspec import Struct

from models.evaluate.balance import count_stems, weighted_median
from models.evaluate.descriptors import NAMES, add_company

CREST = NAMES.index("crest")
RIDGE = 3.0
"""Penalty on each standardised weight, for each thousandth of the total weight."""


class Example(Struct, frozen=True):
    """One song for learners: `own` (stems, NAMES), and what the person did (stems,)."""

    own: np.ndarray
    human_lufs: np.ndarray
    active: np.ndarray
    work: str


class Learner(Protocol):
    """What learns human levels from examples."""

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs."""
        ...

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB for descriptors (stems, NAMES) of one song, up to a common offset."""
        ...


def find_targets(example: Example) -> np.ndarray:
    """(stems,) the person's level against the song's median."""
    weights = count_stems(example.human_lufs, example.active)
    heard = weights > 0.0
    return example.human_lufs - weighted_median(example.human_lufs[heard], weights[heard])


def describe_songs(examples: Sequence[Example], crest: bool) -> np.ndarray:
    """(stems of all songs, 2 D) what learners see."""
    return np.concatenate([_see(example.own, crest) for example in examples])


def weigh_stems(examples: Sequence[Example]) -> np.ndarray:
    """(stems of all songs,) weights: every work counts the same, however many stems or renderings it has."""
    songs: dict[str, int] = {}
    for example in examples:
        songs[example.work] = songs.get(example.work, 0) + 1
    rows = []
    for example in examples:
        weights = count_stems(example.human_lufs, example.active)
        rows.append(weights / weights.sum() / songs[example.work])
    return np.concatenate(rows)


class Ridge:
    """Linear regression with a penalty, on standardised descriptors; `crest` leaves peaks in."""

    def __init__(self, share: float = 1.0, penalty: float = RIDGE, crest: bool = False) -> None:
        self._share, self._penalty, self._crest = share, penalty, crest

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs."""
        seen, weights = describe_songs(examples, self._crest), weigh_stems(examples)
        wanted = np.concatenate([find_targets(example) for example in examples])
        self._mean = np.average(seen, axis=0, weights=weights)
        self._spread = np.sqrt(np.average((seen - self._mean) ** 2, axis=0, weights=weights)) + 1e-6
        scaled = (seen - self._mean) / self._spread
        wanted = wanted - np.average(wanted, weights=weights)
        loads = scaled * weights[:, None]
        penalty = self._penalty * weights.sum() / 1000.0 * scaled.shape[1] ** 0.5
        gram = loads.T @ scaled + penalty * np.eye(scaled.shape[1])
        self._slope = np.linalg.solve(gram, loads.T @ wanted)
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        return self._share * ((_see(own, self._crest) - self._mean) / self._spread) @ self._slope


class Forest:
    """A forest of regression trees."""

    def __init__(self, share: float = 1.0, trees: int = 200, crest: bool = False) -> None:
        self._share, self._trees, self._crest = share, trees, crest

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs."""
        self._forest = _make_forest(self._trees)
        wanted = np.concatenate([find_targets(example) for example in examples])
        self._forest.fit(describe_songs(examples, self._crest), wanted, weigh_stems(examples))
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        return self._share * self._forest.predict(_see(own, self._crest))


def _see(own: np.ndarray, crest: bool) -> np.ndarray:
    return add_company(own if crest else np.delete(own, CREST, axis=1))


def _make_forest(trees: int) -> Any:
    try:
        from sklearn.ensemble import RandomForestRegressor
    except ImportError as error:
        raise MissingLearnerError("forest needs scikit-learn; install the extra: evaluate") from error
    return RandomForestRegressor(trees, min_samples_leaf=5, max_features=0.3, random_state=0)


class MissingLearnerError(Exception):
    """A learner whose library is not installed: one line that says what to do."""
