"""Line: the straight part of the level, from few descriptors of whole songs, by ridge regression."""

from __future__ import annotations

import numpy as np
import torch

from models.train.batch import make_trial
from models.train.hearing import recall_window
from models.train.network import DESCRIPTORS, FEWEST_HOPS, LINE_DB, Console
from models.train.songs import Song

PENALTY = 30.0
"""Of the ridge regression, on descriptors of deviation one."""


def fit_line(console: Console, songs: list[Song]) -> None:
    """Set the line to what explains best how loud people made the stems of these songs, and leave it there.

    A song counts as the root of its number of stems. It is what holds on music of another kind: much of what
    a network learns beyond it does not.
    """
    described = [_describe(console, song) for song in songs]
    deviation = np.concatenate([values for values, _ in described]).std(axis=0) + 1e-9
    square, product = PENALTY * np.eye(DESCRIPTORS), np.zeros(DESCRIPTORS)
    for values, human in described:
        if len(human) > 1:
            values = (values - values.mean(axis=0)) / deviation / len(human) ** 0.25
            square += values.T @ values
            product += values.T @ (human - human.mean()) / len(human) ** 0.25
    slopes = np.linalg.solve(square, product) / deviation / LINE_DB
    console.line.weight.data[:] = torch.from_numpy(slopes.astype(np.float32))
    console.line.weight.requires_grad_(False)


def _describe(console: Console, song: Song) -> tuple[np.ndarray, np.ndarray]:
    """(stems, DESCRIPTORS) and (stems,) the human's loudness of the stems that are heard."""
    batch = make_trial(song)
    with torch.inference_mode():
        (means,) = recall_window(console, batch.features, (batch.features.shape[2],), batch.apart)
        heard = means.hops[0].numpy() >= FEWEST_HOPS
        return console.describe(means)[0].numpy()[heard], song.lufs[heard]
