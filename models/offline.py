"""Offline: hear a whole song first, then say what to hold throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from engine.console.state import Mix
from models.live import LiveMind
from models.predictor import Prediction, TrackInfo


def settle(
    name: str,
    tracks: tuple[TrackInfo, ...],
    blocks: Iterable[np.ndarray],
    rate: int,
    mix: Mix,
    attenuate_only: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Prediction:
    """A mind's settled moves for blocks (channels, frames); `progress` is told the frames heard."""
    mind = LiveMind(name, tracks, rate)
    waiting = np.zeros((0, 0), np.float32)
    done = 0
    for block in blocks:
        done += block.shape[1]
        audio = np.concatenate((waiting, block), axis=1) if waiting.size else block
        whole = audio.shape[1] - audio.shape[1] % mind.hop_frames
        for start in range(0, whole, mind.hop_frames):
            mind.hear(audio[:, start : start + mind.hop_frames])
        waiting = audio[:, whole:].copy()
        if progress is not None:
            progress(done)
    return mind.settle(mix, attenuate_only)
