"""Presence: how loud each track is at this moment, at next to no cost."""

from __future__ import annotations

from collections import deque

import numpy as np

WINDOW_S = 0.4
FLOOR_DB = -100.0


class Presence:
    """The unweighted level of tracks over the last 400 ms: enough to know whether anybody plays."""

    def __init__(self, channels: tuple[tuple[int, ...], ...], hop_s: float) -> None:
        self._rows = np.array([row for track in channels for row in track], np.intp)
        owners = [index for index, track in enumerate(channels) for _ in track]
        self._owned = np.eye(len(channels))[:, owners]
        self._hops = max(1, round(WINDOW_S / hop_s))
        self._recent: deque[np.ndarray] = deque(maxlen=self._hops)

    def feed(self, block: np.ndarray) -> None:
        """Hear a hop (channels, frames)."""
        energy = np.vecdot(block, block)[self._rows] / block.shape[1]
        self._recent.append(self._owned @ energy)

    def level_db(self) -> np.ndarray:
        """(tracks,) dB under a full-scale square wave; FLOOR_DB where there is nothing."""
        mean = sum(self._recent, np.zeros(len(self._owned))) / self._hops
        return 10.0 * np.log10(np.maximum(mean, 10.0 ** (FLOOR_DB / 10.0)))
