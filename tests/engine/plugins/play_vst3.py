"""Plays noise through a gate plugin, open and closed, in long and short blocks; prints four levels."""

from __future__ import annotations

import sys

import numpy as np

from engine.console.state import Insert
from engine.plugins.inserts import InsertChain

RATE, LONGEST, FRAMES = 48000, 256, 24000


def play(threshold_db: float, size: int) -> float:
    """The peak of the end, at a threshold and block size."""
    chain = InsertChain((Insert(sys.argv[1], {"threshold_db": threshold_db}),), RATE, 1, LONGEST)
    noise = (np.random.default_rng(0).standard_normal((1, FRAMES)) * 0.01).astype(np.float32)
    pieces = [chain.process(noise[:, start : start + size]) for start in range(0, FRAMES, size)]
    return float(np.abs(np.concatenate(pieces, axis=1)[0, -4000:]).max())


print(play(-60.0, 64), play(-10.0, 64), play(-60.0, LONGEST), play(-60.0, 37))
