"""Listeners: hops from another process's tap, or from audio that is already here."""

from __future__ import annotations

import numpy as np

from engine.tap import Tap

SAFETY_FRAMES = 8192
"""So close to being overwritten, audio is let go."""


class TapListener:
    """Listens to another process's tap, from all it still holds; too far behind, it skips ahead."""

    def __init__(self, tap: Tap, hop_frames: int) -> None:
        self._tap = tap
        self._hop = hop_frames
        held = max(hop_frames, tap.ring_frames - SAFETY_FRAMES)
        self.at_frame = max(0, tap.head - held)
        self.skipped_frames = 0

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None while there is none."""
        if self.due_s() > 0.0:
            return None
        block = self._tap.read(self.at_frame, self._hop)
        if block is None:
            newest = self._tap.head - self._hop
            self.skipped_frames += newest - self.at_frame
            self.at_frame = newest
            block = self._tap.read(self.at_frame, self._hop)
        self.at_frame += self._hop
        return block

    def due_s(self) -> float:
        """How long until the next hop is whole; 0 when it is."""
        return max(0, self.at_frame + self._hop - self._tap.head) / self._tap.rate


class ArrayListener:
    """Listens to audio (channels, frames) that is already here."""

    def __init__(self, audio: np.ndarray, hop_frames: int) -> None:
        self._audio = audio
        self._hop = hop_frames
        self.at_frame = 0

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None at the end."""
        if self.at_frame + self._hop > self._audio.shape[1]:
            return None
        self.at_frame += self._hop
        return self._audio[:, self.at_frame - self._hop : self.at_frame]
