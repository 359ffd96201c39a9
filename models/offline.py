"""Offline: hear a whole song first, then say what to hold throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

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
    macros: Mapping[str, float] | None = None,
) -> Prediction:
    """A mind's settled moves for blocks (channels, frames); `progress` is told the frames heard."""
    mind = LiveMind(name, tracks, rate)
    mind.style(macros or {})
    for hop in cut_hops(_count(blocks, progress), mind.hop_frames):
        mind.hear(hop)
    return mind.settle(mix, attenuate_only)


def _count(blocks: Iterable[np.ndarray], progress: Callable[[int], None] | None) -> Iterator[np.ndarray]:
    done = 0
    for block in blocks:
        yield block
        done += block.shape[1]
        if progress is not None:
            progress(done)


def cut_hops(blocks: Iterable[np.ndarray], hop_frames: int) -> Iterator[np.ndarray]:
    """The same audio as hops (channels, hop_frames); silence fills up the last."""
    waiting: np.ndarray | None = None
    for block in blocks:
        audio = block if waiting is None else np.concatenate((waiting, block), axis=1)
        whole = audio.shape[1] - audio.shape[1] % hop_frames
        for start in range(0, whole, hop_frames):
            yield audio[:, start : start + hop_frames]
        waiting = audio[:, whole:].copy()
    if waiting is not None and waiting.shape[1]:
        rest = hop_frames - waiting.shape[1]
        yield np.pad(waiting, ((0, 0), (0, rest)))
