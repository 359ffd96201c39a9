"""Learnt baselines: a human level from pooled descriptors, by ridge regression or a forest of trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np
from msgspec import Struct

from models.evaluate.balance import count_stems, weighted_median
from models.evaluate.descriptors import NAMES, add_company

CREST = NAMES.index("crest")
MOTION = ("onsets", "punch", "decay", "held", "loudness range", "wobble")
COLOUR = ("centroid", "spread", "flatness", "flux")
FEW = (*MOTION, *COLOUR)
"""The descriptors that meant the same in modules and in MIDI; not on the LMMS songs."""

MOST = tuple(name for name in NAMES if name != "crest")
"""All but peaks over loudness: partly a trait of samples that were normalised to their peaks."""

RIDGE = 30.0
"""Penalty on each standardised weight, for each thousandth of the total weight."""


PUNCH_DB = 0.65
"""How much lower people put a stem for each dB of punch."""

CENTROID_DB = 0.33
"""How much lower for each critical band that its middle lies higher."""


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


def weigh_stems(examples: Sequence[Example]) -> list[np.ndarray]:
    """For each song (stems,) weights: every work counts the same, however many stems or renderings it has."""
    songs: dict[str, int] = {}
    for example in examples:
        songs[example.work] = songs.get(example.work, 0) + 1
    rows = []
    for example in examples:
        heard = count_stems(example.human_lufs, example.active) > 0.0
        rows.append(heard / heard.sum() / songs[example.work])
    return rows


class Ridge:
    """Linear regression of differences between the stems of a song, with a penalty.

    It sees `columns` of the descriptors and, with `company`, how they differ from the other stems'.
    """

    def __init__(
        self,
        columns: Sequence[str] = MOST,
        share: float = 1.0,
        penalty: float = RIDGE,
        company: bool = True,
    ) -> None:
        self._columns = [NAMES.index(name) for name in columns]
        self._share, self._penalty, self._company = share, penalty, company

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs."""
        seen = [self._see(example.own) for example in examples]
        self._spread = np.concatenate(seen).std(axis=0) + 1e-6
        weights = weigh_stems(examples)
        inside, wanted = [], []
        for rows, example, load in zip(seen, examples, weights, strict=True):
            targets = find_targets(example)
            inside.append((rows - np.average(rows, axis=0, weights=load)) / self._spread)
            wanted.append(targets - np.average(targets, weights=load))
        scaled, loads = np.concatenate(inside), np.concatenate(weights)
        penalty = self._penalty * loads.sum() / 1000.0 * scaled.shape[1] ** 0.5
        heavy = (scaled * loads[:, None]).T
        gram = heavy @ scaled + penalty * np.eye(scaled.shape[1])
        self._slope = np.linalg.solve(gram, heavy @ np.concatenate(wanted))
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        return self._share * (self._see(own) / self._spread) @ self._slope

    def _see(self, own: np.ndarray) -> np.ndarray:
        chosen = own[:, self._columns]
        return add_company(chosen) if self._company else chosen


class Forest:
    """A forest of regression trees on the same columns."""

    def __init__(self, columns: Sequence[str] = MOST, share: float = 1.0, trees: int = 200) -> None:
        self._columns = [NAMES.index(name) for name in columns]
        self._share, self._trees = share, trees

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs."""
        self._forest = _make_forest(self._trees)
        seen = np.concatenate([add_company(example.own[:, self._columns]) for example in examples])
        wanted = np.concatenate([find_targets(example) for example in examples])
        self._forest.fit(seen, wanted, np.concatenate(weigh_stems(examples)))
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        return self._share * self._forest.predict(add_company(own[:, self._columns]))


class Tilt:
    """Two numbers that were found the same in modules and in MIDI: punchy and bright stems a little lower."""

    def fit(self, examples: Sequence[Example]) -> Self:
        """Nothing is learnt."""
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        punch, centroid = own[:, NAMES.index("punch")], own[:, NAMES.index("centroid")]
        return -PUNCH_DB * punch - CENTROID_DB * centroid


def _make_forest(trees: int) -> Any:
    try:
        from sklearn.ensemble import RandomForestRegressor
    except ImportError as error:
        raise MissingLearnerError("forest needs scikit-learn; install the extra: evaluate") from error
    return RandomForestRegressor(trees, min_samples_leaf=5, max_features=0.3, random_state=0)


class MissingLearnerError(Exception):
    """A learner whose library is not installed: one line that says what to do."""
