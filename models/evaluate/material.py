"""Material: a song's stems brought to one loudness, with nothing left of the person's balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.console.state import Mix, Strip
from models.evaluate.response import POINTS, make_grid
from models.evaluate.songs import Song
from models.loudness import SILENCE_LUFS, measure_loudness
from models.predictor import TrackInfo

COMMON_LUFS = -23.0
CORRUPTION_DB = 6.0
_CORRUPTION_OCTAVES = 1.5

Read = Callable[[Path, int], np.ndarray]
"""Gives a whole sound file at a rate: float32 (channels, frames)."""


class Material(NamedTuple):
    """Stems (channels, frames) of one length, all with as many channels, at COMMON_LUFS each."""

    stems: list[np.ndarray]
    rate: int

    @property
    def channels(self) -> int:
        """Of each stem."""
        return len(self.stems[0])

    def cut(self, frames: slice) -> Material:
        """A stretch of it."""
        return Material([stem[:, frames] for stem in self.stems], self.rate)

    def blocks(self, frames: int) -> Iterator[np.ndarray]:
        """All stems as blocks (stems x channels, frames)."""
        for start in range(0, self.stems[0].shape[1], frames):
            yield np.concatenate([stem[:, start : start + frames] for stem in self.stems])


def read_stems(song: Song, read: Read) -> list[np.ndarray]:
    """The stems as they are in the mix, each (2, frames) of one length."""
    stems = [read(path, song.rate) for path in song.paths()]
    frames = max(stem.shape[1] for stem in stems)
    return [np.pad(np.broadcast_to(s, (2, s.shape[1])), ((0, 0), (0, frames - s.shape[1]))) for s in stems]


def sum_stems(stems: Sequence[np.ndarray]) -> np.ndarray:
    """The mix (channels, frames) that stems make."""
    return np.asarray(np.sum(stems, axis=0, dtype=np.float32))


def equalise(stems: Sequence[np.ndarray], rate: int, lufs: np.ndarray | None = None) -> Material:
    """The stems at one loudness, measured unless `lufs` (stems,) is known; a silent one stays silent."""
    lufs = measure_loudness(stems, rate) if lufs is None else lufs
    gain_db = np.where(lufs > SILENCE_LUFS, COMMON_LUFS - lufs, 0.0)
    gains = (10.0 ** (gain_db / 20.0)).astype(np.float32)
    return Material([stem * gain for stem, gain in zip(stems, gains, strict=True)], rate)


def collapse(stems: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Stems (channels, frames) as (1, frames): where they were is forgotten."""
    return [stem.mean(axis=0, keepdims=True) for stem in stems]


def make_desk(tracks: tuple[TrackInfo, ...]) -> Mix:
    """A mix at its defaults with a strip a track."""
    return Mix(strips=tuple(Strip(track.name, track.role, track.channels) for track in tracks))


def corrupt_spectra(stems: Sequence[np.ndarray], rate: int, song: str) -> list[np.ndarray]:
    """Each stem with a smooth random curve of about CORRUPTION_DB in its spectrum; the same for a song."""
    dice = np.random.default_rng(list(song.encode()))
    return [_bend(stem, _draw_curve(dice, rate)) for stem in stems]


def _draw_curve(dice: np.random.Generator, rate: int) -> np.ndarray:
    """(POINTS,) dB, smooth over octaves, with no level of its own."""
    octaves = np.log2(np.maximum(make_grid(rate), 20.0) / 20.0)
    knots = np.arange(0.0, octaves[-1] + _CORRUPTION_OCTAVES, _CORRUPTION_OCTAVES)
    heights = dice.uniform(-CORRUPTION_DB, CORRUPTION_DB, len(knots))
    return np.interp(octaves, knots, heights - heights.mean())


def _bend(stem: np.ndarray, curve_db: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(stem, axis=1)
    places = np.linspace(0.0, POINTS - 1.0, spectrum.shape[1])
    gains = 10.0 ** (np.interp(places, np.arange(POINTS), curve_db) / 20.0)
    return np.fft.irfft(spectrum * gains, n=stem.shape[1], axis=1).astype(np.float32)
