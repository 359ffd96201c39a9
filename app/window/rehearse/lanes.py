"""Lanes: peaks as levels of some fineness, and as a picture. No Qt."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from app.material.peaks import BUCKET

COARSE = 16
"""So many buckets become one where there is no room for them."""

LEAST_HEIGHT = 7
"""Pixels; lower lanes become one sum."""

PALE, MIDDLE = 0.45, 0.18
"""How much ink a peak has, and the line in the middle of a lane where there is silence."""


class Lanes:
    """(2, lanes, buckets) peaks and RMS of strips, fine and coarse."""

    def __init__(self, peaks: np.ndarray, rows: list[tuple[int, ...]]) -> None:
        channels = peaks.shape[1]
        lanes = [[channel for channel in row if channel < channels] for row in rows]
        self.fine = np.zeros((2, len(rows), peaks.shape[2]), np.uint8)
        for lane, row in enumerate(lanes):
            for channel in row:
                np.maximum(self.fine[:, lane], peaks[:, channel], out=self.fine[:, lane])
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
    """(height, width) 0xffRRGGBB of (2, lanes, width) heights: a pale peak around a full RMS, mirrored."""
    count, width = levels.shape[1:]
    image = np.empty((height, width), np.uint32)
    for lane in range(count):
        top, bottom = round(lane * height / count), round((lane + 1) * height / count)
        upper = (bottom - top + 1) // 2
        away = ((bottom - top) / 2 - 0.5 - np.arange(upper, dtype=np.float32))[:, None]
        ink = np.zeros((upper, width), np.float32)
        for row, share in ((0, PALE), (1, 1.0)):
            cover = levels[row, lane] * np.float32((bottom - top) / 2 - 0.5) + np.float32(0.5) - away
            np.clip(cover, 0.0, 1.0, out=cover)
            ink += np.float32(share) * cover * (1.0 - ink)
        if upper:
            np.maximum(ink[-1], MIDDLE, out=ink[-1])
        half = _blend(look.ground, look.lanes[lane % len(look.lanes)])[(255.0 * ink).astype(np.uint8)]
        image[top : top + upper] = half
        image[top + upper : bottom] = half[::-1][upper - (bottom - top - upper) :]
    return image


def _blend(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    """256 colours from one to the other."""
    share = np.arange(256)[:, None] / 255.0
    red, green, blue = np.rint((1 - share) * ground + share * np.array(ink)).astype(np.uint32).T
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
