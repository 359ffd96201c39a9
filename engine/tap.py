"""The tap: recent raw input audio in shared memory, for the mind and the recorder."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np

from engine.shared import Field, SharedArrays

RING_FRAMES = 1 << 17


class Tap:
    """A ring of the last input frames: one writer (audio thread), many readers (other processes)."""

    def __init__(self, shared: SharedArrays) -> None:
        self.shared = shared
        self.rate = int(shared.about["rate"])
        self._ring = shared.arrays["ring"]
        self._head = shared.arrays["head"]
        self.channels, self.ring_frames = self._ring.shape

    @classmethod
    def create(cls, path: Path, channels: int, rate: int, ring_frames: int = RING_FRAMES) -> Self:
        """Make a tap to write to, all of it in memory: else the audio thread would wait for its pages."""
        fields = (Field("head", (1,), "uint64"), Field("ring", (channels, ring_frames)))
        tap = cls(SharedArrays.create(path, fields, {"rate": rate}))
        tap._ring.fill(0.0)
        return tap

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open another process's tap for reading."""
        return cls(SharedArrays.open(path))

    @property
    def head(self) -> int:
        """How many frames were ever written."""
        return int(self._head[0])

    def write(self, block: np.ndarray) -> None:
        """Append a block (channels, frames). Audio thread."""
        frames = block.shape[1]
        start = self.head % self.ring_frames
        first = min(frames, self.ring_frames - start)
        self._ring[:, start : start + first] = block[:, :first]
        if first < frames:
            self._ring[:, : frames - first] = block[:, first:]
        self._head[0] += np.uint64(frames)

    def read(self, start: int, frames: int) -> np.ndarray | None:
        """A copy (channels, frames) from an absolute frame; None when it was overwritten. Any process."""
        if start + frames > self.head:
            raise ValueError("these frames are not written yet")
        ring = self.ring_frames
        offset = start % ring
        first = min(frames, ring - offset)
        copy = np.empty((self.channels, frames), np.float32)
        copy[:, :first] = self._ring[:, offset : offset + first]
        copy[:, first:] = self._ring[:, : frames - first]
        margin = 4096
        return copy if self.head + margin - start <= ring else None
