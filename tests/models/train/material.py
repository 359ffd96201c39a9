"""Songs of made-up features, and networks small enough to be trained in a second."""

from __future__ import annotations

import numpy as np
import torch

from models.roles import ROLES
from models.train.features import SongLabel, StemLabel
from models.train.fit import Plan
from models.train.frontend import BANDS, SHAPES
from models.train.network import Size
from models.train.songs import Song, add_surge

torch.set_num_threads(1)  # so small a network waits for its threads more than it computes

TINY = Size(hop_width=8, sense=4, width=8, heads=2, layers=1, dropout=0.0)
PLAN = Plan(size=TINY, steps=12, songs=3, warm_up=2)
SLOPE_DB = 1.5


def make_song(seed: int, slope_db: float = 0.0, stems: int = 6, hops: int = 60) -> Song:
    """Steady stems of a few bands each; a person has them softer by so much a band the higher they are."""
    dice = np.random.default_rng(seed)
    middle = dice.uniform(8.0, 32.0, stems)
    hill = -0.5 * (np.arange(BANDS) - middle[:, None]) ** 2
    features = np.zeros((stems, hops, BANDS + SHAPES), np.float32)
    features[..., :BANDS] = np.maximum(-60.0, hill)[:, None] + dice.normal(0.0, 1.0, (stems, hops, 1)) - 25.0
    features[..., BANDS:] = dice.normal(0.0, 0.2, (stems, hops, SHAPES))
    features[..., BANDS + 4] = -10.0
    lufs = -25.0 - slope_db * (middle - 20.0) / 2.0 + dice.normal(0.0, 0.5, stems)
    if not slope_db:
        lufs = -25.0 + dice.normal(0.0, 5.0, stems)
    role = dice.integers(0, len(ROLES), stems)
    role[0] = -1
    pan = dice.uniform(-1.0, 1.0, stems)
    pan[1] = np.nan
    labels = [StemLabel(lufs=float(level)) for level in lufs]
    label = SongLabel(f"song{seed}", ("module", "midi")[seed % 2], f"package{seed // 3}", labels)
    return Song(
        label,
        add_surge(features.astype(np.float16)),
        lufs,
        pan,
        role,
        np.zeros((len(lufs), len(ROLES)), np.float32),
    )


def make_songs(count: int, slope_db: float = 0.0, first: int = 0) -> list[Song]:
    """Songs of packages of three."""
    return [make_song(seed, slope_db) for seed in range(first, first + count)]
