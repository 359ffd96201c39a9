"""Resampler: audio that comes in pieces, at another rate. The minds' one door to soxr."""

from __future__ import annotations

import numpy as np
import soxr


class Resampler:
    """Turns a stream (channels, frames) from one rate into another; frame 0 comes out as frame 0.

    The first pieces come out shorter: `withheld_frames`, at the new rate, wait inside for what follows.
    """

    def __init__(self, channels: int, from_rate: int, to_rate: int) -> None:
        self._ratio = to_rate / from_rate
        self._heard = self._given = 0
        self._same = from_rate == to_rate
        self._stream = soxr.ResampleStream(from_rate, to_rate, channels, "float32", "HQ")

    @property
    def withheld_frames(self) -> int:
        """How many frames are late, at the rate that comes out."""
        return round(self._heard * self._ratio) - self._given

    def feed(self, block: np.ndarray, last: bool = False) -> np.ndarray:
        """The next piece (channels, frames) at the other rate; with `last` all that was withheld."""
        if self._same:
            return block
        self._heard += block.shape[1]
        piece = self._stream.resample_chunk(np.ascontiguousarray(block.T, np.float32), last)
        piece = piece.T
        self._given += piece.shape[1]
        return piece


def resample(audio: np.ndarray, from_rate: int, to_rate: int) -> np.ndarray:
    """Audio (frames,) at another rate, whole."""
    if from_rate == to_rate:
        return audio
    return np.asarray(soxr.resample(audio, from_rate, to_rate, "HQ"), np.float32)
