"""Loudness after ITU-R BS.1770-4, streaming, of many tracks at once."""

from __future__ import annotations

import numpy as np
from scipy.signal import sosfilt

BLOCK_S = 0.1
MOMENTARY_BLOCKS, SHORT_BLOCKS = 4, 30
SILENCE_LUFS = -100.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
_OFFSET = -0.691


def energy_to_lufs(energy: np.ndarray) -> np.ndarray:
    """Loudness of K-weighted mean squares, never below SILENCE_LUFS."""
    floor = 10.0 ** ((SILENCE_LUFS - _OFFSET) / 10.0)
    return _OFFSET + 10.0 * np.log10(np.maximum(energy, floor))


def make_weighting(rate: int) -> np.ndarray:
    """The K-weighting as second-order sections (2, 6) at a rate, from its analog prototype."""
    return np.array([_make_shelf(rate), _make_highpass(rate)])


def _make_shelf(rate: int) -> list[float]:
    k = np.tan(np.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    b = [high + band * k / q + k * k, 2.0 * (k * k - high), high - band * k / q + k * k]
    return [value / a0 for value in b] + [1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]


def _make_highpass(rate: int) -> list[float]:
    k = np.tan(np.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    a0 = 1.0 + k / q + k * k
    return [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]


class LoudnessMeter:
    """Momentary, short-term and integrated loudness of tracks; a track is one or two rows of the audio."""

    def __init__(self, channels: tuple[tuple[int, ...], ...], rate: int) -> None:
        self._sections = make_weighting(rate)
        self._rows = np.array([row for track in channels for row in track], np.intp)
        self._starts = np.cumsum([0, *(len(track) for track in channels)])[:-1].astype(np.intp)
        self._state = np.zeros((2, len(self._rows), 2))
        self._block_frames = round(BLOCK_S * rate)
        self._sum = np.zeros(len(channels))
        self._filled = 0
        self._recent = np.zeros((SHORT_BLOCKS, len(channels)))
        self._blocks: list[np.ndarray] = []

    def feed(self, audio: np.ndarray) -> None:
        """Hear audio (channels, frames) of any length."""
        if not len(self._rows):
            return
        weighted, self._state = sosfilt(self._sections, audio[self._rows], axis=1, zi=self._state)
        start = 0
        while start < weighted.shape[1]:
            stop = min(weighted.shape[1], start + self._block_frames - self._filled)
            piece = weighted[:, start:stop]
            self._sum += np.add.reduceat(np.vecdot(piece, piece), self._starts)
            self._filled += stop - start
            start = stop
            if self._filled == self._block_frames:
                self._close_block()

    def _close_block(self) -> None:
        energy = self._sum / self._block_frames
        self._recent = np.roll(self._recent, -1, axis=0)
        self._recent[-1] = energy
        self._blocks.append(energy.astype(np.float32))
        self._sum = np.zeros_like(self._sum)
        self._filled = 0

    def momentary(self) -> np.ndarray:
        """(tracks,) LUFS over the last 400 ms."""
        return energy_to_lufs(self._recent[-MOMENTARY_BLOCKS:].mean(axis=0))

    def short_term(self) -> np.ndarray:
        """(tracks,) LUFS over the last 3 s."""
        return energy_to_lufs(self._recent.mean(axis=0))

    def integrated(self) -> np.ndarray:
        """(tracks,) gated LUFS over everything heard; SILENCE_LUFS where nothing passed the gate."""
        if len(self._blocks) < MOMENTARY_BLOCKS:
            return np.full(len(self._starts), SILENCE_LUFS)
        blocks = np.array(self._blocks, np.float64)
        sums = np.cumsum(np.vstack((np.zeros((1, blocks.shape[1])), blocks)), axis=0)
        windows = np.maximum(0.0, sums[MOMENTARY_BLOCKS:] - sums[:-MOMENTARY_BLOCKS]) / MOMENTARY_BLOCKS
        lufs = energy_to_lufs(windows)
        loud = _mean_where(windows, lufs > ABSOLUTE_GATE_LUFS)
        return energy_to_lufs(
            _mean_where(
                windows, lufs > np.maximum(ABSOLUTE_GATE_LUFS, energy_to_lufs(loud) - RELATIVE_GATE_LU)
            )
        )


def _mean_where(values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return (values * chosen).sum(axis=0) / np.maximum(1, chosen.sum(axis=0))
