"""Spectrum: how loud an input is over frequency, from the tap. No Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.tap import Tap

FRAMES = 4096
POINTS_HZ = np.geomspace(20.0, 20000.0, 121)
FALL = 0.25
"""How much of the way down it goes at each look."""


class Spectrum:
    """Looks at the last frames of one strip's inputs; rises at once and falls slowly."""

    def __init__(self) -> None:
        self.level_db = np.full(len(POINTS_HZ), -120.0)
        self._tap: Tap | None = None
        self._window = np.hanning(FRAMES)

    def look(self, path: Path, inputs: tuple[int, ...]) -> bool:
        """Look again; whether there was something to see."""
        if self._tap is None or self._tap.shared.path != path:
            try:
                self._tap = Tap.open(path)
            except (OSError, ValueError):
                return False
        tap = self._tap
        if tap.head < FRAMES or max(inputs) >= tap.channels:
            return False
        audio = tap.read(tap.head - FRAMES, FRAMES)
        if audio is None:
            return False
        power = np.abs(np.fft.rfft(audio[list(inputs)] * self._window, axis=1)).max(axis=0) ** 2
        power *= (2.0 / self._window.sum()) ** 2
        edges = np.sqrt(POINTS_HZ[1:] * POINTS_HZ[:-1]) * FRAMES / tap.rate
        edges = np.concatenate(([POINTS_HZ[0] * FRAMES / tap.rate / 1.03], edges, [len(power) - 1.0]))
        bins = np.arange(len(power))
        running = np.concatenate(([0.0], np.cumsum(power)))
        low = np.interp(edges[:-1], bins, running[:-1])
        high = np.interp(edges[1:], bins, running[:-1])
        now_db = 10.0 * np.log10(np.maximum(high - low, 1e-12))
        self.level_db = np.where(
            now_db > self.level_db, now_db, self.level_db + FALL * (now_db - self.level_db)
        )
        return True
