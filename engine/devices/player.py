"""Player: a prepared file of stems as live inputs, looped; the disk is read ahead of the audio thread."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

AHEAD_S = 2.0
CHUNK_FRAMES = 4800
_SAMPLE_BYTES = 4


class Player:
    """Interleaved float32 frames from a file. The control thread feeds, the audio thread reads."""

    def __init__(self, path: Path, channels: int, rate: int) -> None:
        self.channels = channels
        self.underruns = 0
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115
        size = os.fstat(self._file.fileno()).st_size
        self._frames = size // (channels * _SAMPLE_BYTES)
        if not self._frames:
            raise ValueError(f"{path}: holds no whole frame of {channels} channels; prepare it again")
        self._ring = np.zeros((channels, round(AHEAD_S * rate)), np.float32)
        self._chunk = np.zeros((CHUNK_FRAMES, channels), np.float32)
        self._place = 0
        self._fed = 0
        self._read = 0

    def feed(self) -> None:
        """Read ahead as far as there is room. Control thread."""
        ring = self._ring.shape[1]
        while ring - (self._fed - self._read) >= CHUNK_FRAMES:
            frames = min(CHUNK_FRAMES, self._frames - self._place)
            view = self._chunk.data.cast("B")[: frames * self.channels * _SAMPLE_BYTES]
            frames = self._file.readinto(view) // (self.channels * _SAMPLE_BYTES)  # pyright: ignore
            start = self._fed % ring
            first = min(frames, ring - start)
            self._ring[:, start : start + first] = self._chunk[:first].T
            self._ring[:, : frames - first] = self._chunk[first:frames].T
            self._place += frames
            if self._place >= self._frames or not frames:
                self._place = 0
                self._file.seek(0)
            self._fed += frames

    def read(self, block: np.ndarray) -> None:
        """Fill the first channels of a block (inputs, frames) with what comes next. Audio thread."""
        frames = block.shape[1]
        if self._fed - self._read < frames:
            block[:] = 0.0
            self.underruns += 1
            return
        ring = self._ring.shape[1]
        start = self._read % ring
        first = min(frames, ring - start)
        block[: self.channels, :first] = self._ring[:, start : start + first]
        block[: self.channels, first:] = self._ring[:, : frames - first]
        self._read += frames

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
