"""Loudness after ITU-R BS.1770-4, streaming, of many tracks at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.weighting import Weighting

BLOCK_S = 0.1
MOMENTARY_BLOCKS, SHORT_BLOCKS = 4, 30
SILENCE_LUFS = -100.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
HIGHEST_LUFS = 30.0
BIN_LU = 0.05
_OFFSET = -0.691


def energy_to_lufs(energy: np.ndarray) -> np.ndarray:
    """Loudness of K-weighted mean squares, never below SILENCE_LUFS."""
    floor = 10.0 ** ((SILENCE_LUFS - _OFFSET) / 10.0)
    return _OFFSET + 10.0 * np.log10(np.maximum(energy, floor))


def measure_loudness(stems: Sequence[np.ndarray], rate: int) -> np.ndarray:
    """(stems,) integrated LUFS of stems (channels, frames) of one length."""
    ends = np.cumsum([len(stem) for stem in stems]).tolist()
    meter = LoudnessMeter(
        tuple(tuple(range(end - len(stem), end)) for end, stem in zip(ends, stems, strict=True)), rate
    )
    for start in range(0, stems[0].shape[1] if stems else 0, rate):
        meter.feed(np.concatenate([stem[:, start : start + rate] for stem in stems]))
    return meter.integrated()


class LoudnessMeter:
    """Momentary, short-term and integrated loudness of tracks; a track is any rows of the audio."""

    def __init__(self, channels: tuple[tuple[int, ...], ...], rate: int) -> None:
        self._rows = np.array([row for track in channels for row in track], np.intp)
        owners = [index for index, track in enumerate(channels) for _ in track]
        self._owned = np.eye(len(channels))[:, owners]
        self._weighting = Weighting(rate, len(self._rows))
        self._block_frames = round(BLOCK_S * rate)
        self._sum = np.zeros(len(self._rows))
        self._filled = 0
        self._blocks = 0
        self._recent = np.zeros((SHORT_BLOCKS, len(channels)))
        self._history = History(len(channels))

    def feed(self, audio: np.ndarray) -> None:
        """Hear float32 audio (channels, frames) of any length; all of it finite."""
        if not len(self._rows):
            return
        weighted = self._weighting.process(audio[self._rows])
        start = 0
        while start < weighted.shape[1]:
            stop = min(weighted.shape[1], start + self._block_frames - self._filled)
            piece = weighted[:, start:stop]
            self._sum += np.einsum("rf,rf->r", piece, piece, dtype=np.float64)
            self._filled += stop - start
            start = stop
            if self._filled == self._block_frames:
                self._close_block()

    def _close_block(self) -> None:
        self._recent[:-1] = self._recent[1:]
        self._recent[-1] = self._owned @ self._sum / self._block_frames
        self._sum[:] = 0.0
        self._filled = 0
        self._blocks += 1
        if self._blocks >= MOMENTARY_BLOCKS:
            self._history.add(self._recent[-MOMENTARY_BLOCKS:].mean(axis=0))

    def momentary(self) -> np.ndarray:
        """(tracks,) LUFS over the last 400 ms."""
        return energy_to_lufs(self._recent[-MOMENTARY_BLOCKS:].mean(axis=0))

    def short_term(self) -> np.ndarray:
        """(tracks,) LUFS over the last 3 s."""
        return energy_to_lufs(self._recent.mean(axis=0))

    def integrated(self) -> np.ndarray:
        """(tracks,) gated LUFS over everything heard; SILENCE_LUFS where nothing passed the gate."""
        return self._history.integrated()


class History:
    """Every momentary loudness over the absolute gate, as energies in narrow bins: hours fit."""

    def __init__(self, tracks: int) -> None:
        bins = round((HIGHEST_LUFS - ABSOLUTE_GATE_LUFS) / BIN_LU)
        self._count = np.zeros((tracks, bins))
        self._energy = np.zeros((tracks, bins))
        self._edges_lufs = ABSOLUTE_GATE_LUFS + BIN_LU * np.arange(bins)

    def add(self, energy: np.ndarray) -> None:
        """One more window's energies (tracks,)."""
        lufs = energy_to_lufs(energy)
        loud = np.flatnonzero(lufs > ABSOLUTE_GATE_LUFS)
        bins = ((lufs[loud] - ABSOLUTE_GATE_LUFS) / BIN_LU).astype(np.intp)
        bins = np.minimum(bins, len(self._edges_lufs) - 1)
        self._count[loud, bins] += 1.0
        self._energy[loud, bins] += energy[loud]

    def integrated(self) -> np.ndarray:
        """(tracks,) mean LUFS of what passes the relative gate too."""
        everything = np.ones_like(self._count)
        gate_lufs = energy_to_lufs(self._mean(everything)) - RELATIVE_GATE_LU
        return energy_to_lufs(self._mean(self._edges_lufs >= gate_lufs[:, None] - BIN_LU / 2.0))

    def _mean(self, chosen: np.ndarray) -> np.ndarray:
        return (self._energy * chosen).sum(axis=1) / np.maximum(1.0, (self._count * chosen).sum(axis=1))
