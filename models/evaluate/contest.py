"""Contest: the baselines by name, learnt for each song from the songs that a fold leaves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from models.evaluate.balance import Balance, measure_balance
from models.evaluate.baselines import RoleMean, mix_randomly, mix_unity
from models.evaluate.context import MeanContext
from models.evaluate.learnt import FEW, Example, Forest, Learner, Ridge, Tilt
from models.evaluate.songs import Song, choose_training, name_fold, role_to_group

LEARNERS: dict[str, Callable[[], Learner]] = {
    "ridge": Ridge,
    "ridge-half": lambda: Ridge(share=0.5),
    "ridge-few": lambda: Ridge(FEW),
    "ridge-crest": lambda: Ridge((*FEW, "crest")),
    "forest": Forest,
    "forest-half": lambda: Forest(share=0.5),
    "mean-context": MeanContext,
    "tilt": Tilt,
}
"""By name: what learns human levels from descriptors."""

ORACLE = "oracle"
BASELINES = ("unity", "random", "role-mean", *LEARNERS, ORACLE)
"""Rows that are no minds; `role-mean` and `oracle` know what others do not."""


class Score(Struct, frozen=True):
    """What one system scored on one song."""

    song: str
    system: str
    measures: dict[str, float]


def needs_descriptors(systems: Iterable[str]) -> bool:
    """Whether any of these systems learns from descriptors."""
    return any(system in LEARNERS for system in systems)


def mix_baselines(
    systems: Sequence[str],
    tested: Sequence[Song],
    corpus: Sequence[Song],
    own: dict[str, np.ndarray],
    split: str,
) -> Iterator[tuple[str, str, np.ndarray]]:
    """(song, system, fader levels in dB) for every baseline but the oracle, each fold trained once.

    `own` holds descriptors (stems, NAMES) by song, of the tested and of all that may be learnt from.
    """
    folds: dict[str, list[Song]] = {}
    for song in tested:
        folds.setdefault(name_fold(song, split), []).append(song)
    for fold, songs in folds.items():
        training = choose_training(list(corpus), fold)
        learners = {name: LEARNERS[name]() for name in systems if name in LEARNERS}
        examples = [make_example(song, own.get(song.song)) for song in training]
        roles = RoleMean()
        if training and "role-mean" in systems:
            roles.fit(examples, [[stem.role for stem in song.stems] for song in training])
        for learner in learners.values():
            learner.fit(examples)
        for song in songs:
            for system in systems:
                if system == "unity":
                    yield song.song, system, mix_unity(len(song.stems))
                elif system == "random":
                    yield song.song, system, mix_randomly(song.song, len(song.stems))
                elif system == "role-mean" and training:
                    yield song.song, system, roles.predict([stem.role for stem in song.stems])
                elif system in learners:
                    yield song.song, system, learners[system].predict(own[song.song])


def make_example(song: Song, own: np.ndarray | None) -> Example:
    """A song as learners see it; descriptors may be missing where nobody looks at them."""
    return Example(
        np.zeros((len(song.stems), 0)) if own is None else own,
        np.array([stem.lufs for stem in song.stems]),
        np.array([stem.active for stem in song.stems]),
        song.work,
    )


def score_song(song: Song, system_lufs: np.ndarray) -> Balance:
    """How far post-fader loudnesses (stems,) lie from the person's."""
    example = make_example(song, None)
    groups = [role_to_group(stem.role) for stem in song.stems]
    return measure_balance(system_lufs, example.human_lufs, example.active, groups)
