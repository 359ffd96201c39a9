"""Lanes: peaks as levels of some fineness, and as a picture. No Qt."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from app.peaks import BUCKET

COARSE = 16
"""So many buckets become one where there is no room for them."""

LEAST_HEIGHT = 7
"""Pixels; lower lanes become one sum."""


class Lanes:
    """(2, lanes, buckets) peaks and RMS of strips, fine and coarse."""

    def __init__(self, peaks: np.ndarray, rows: list[tuple[int, ...]]) -> None:
        channels = peaks.shape[1]
        lanes = [[channel for channel in row if channel < channels] for row in rows]
        self.fine = np.stack(
            [peaks[:, row].max(axis=1) if row else np.zeros_like(peaks[:, 0]) for row in lanes], axis=1
        )
        self.count = len(rows)
        buckets = self.fine.shape[2]
        starts = np.arange(0, buckets, COARSE)
        self.coarse = np.maximum.reduceat(self.fine, starts, axis=2) if buckets else self.fine

    def levels(self, first: float, last: float, width: int, together: bool) -> np.ndarray:
        """(2, lanes, width) heights 0 to 1 between two frames of the material; nothing beyond its end."""
        apart = (last - first) / max(1, width)
        source, bucket = (self.coarse, COARSE * BUCKET) if apart >= COARSE * BUCKET else (self.fine, BUCKET)
        if together:
            source = source.max(axis=1, keepdims=True)
        edges = (first + apart * np.arange(width + 1)) / bucket
        low = np.floor(edges[:-1]).astype(int)
        high = np.maximum(np.ceil(edges[1:]).astype(int), low + 1)
        there = (low >= 0) & (low < source.shape[2])
        out = np.zeros((2, source.shape[1], width), np.float32)
        if there.any():
            begin, end = low[there], np.minimum(high[there], source.shape[2])
            cuts = np.stack((begin, np.minimum(end, source.shape[2] - 1)), axis=1).ravel()
            found = np.maximum.reduceat(source, cuts, axis=2)[:, :, ::2]
            out[:, :, there] = found / 255.0
        return out


class Look(Struct, frozen=True):
    """The colours of a picture: (r, g, b) of each lane, and of what is behind."""

    lanes: tuple[tuple[int, int, int], ...]
    ground: tuple[int, int, int]


def paint_lanes(levels: np.ndarray, height: int, look: Look) -> np.ndarray:
    """(height, width, 4) BGRA of (2, lanes, width) heights: a pale peak around a full RMS, mirrored."""
    count, width = levels.shape[1:]
    image = np.empty((height, width, 4), np.float32)
    image[:] = (*look.ground[::-1], 255)
    ground = np.array(look.ground[::-1], np.float32)
    for lane in range(count):
        top, bottom = round(lane * height / count), round((lane + 1) * height / count)
        away = np.abs(np.arange(top, bottom) + 0.5 - (top + bottom) / 2)[:, None]
        half = (bottom - top) / 2 - 0.5
        ink = np.array(look.lanes[lane % len(look.lanes)][::-1], np.float32)
        for which, share in ((0, 0.45), (1, 1.0)):
            cover = np.clip(levels[which, lane] * half - away + 0.5, 0.0, 1.0)[:, :, None] * share
            piece = image[top:bottom, :, :3]
            piece += cover * (ink - piece)
        middle = (top + bottom) // 2
        image[middle, :, :3] = np.maximum(
            0.0, image[middle, :, :3] + 0.18 * (ink - ground) * (levels[0, lane] < 0.02)[:, None]
        )
    return image.astype(np.uint8)
