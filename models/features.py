"""Features: what a mind knows of each track beside its loudness, learnt hop by hop while it plays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.bands import BAND_HZ, BANDS, make_band_matrix
from models.loudness import ABSOLUTE_GATE_LUFS, BLOCK_S, SILENCE_LUFS, LoudnessMeter
from models.usual import Usual

FRAMES = 10
"""Short frames of a hop, of 10 ms each."""

LEVELS_DB: np.ndarray = np.arange(-100.0, 21.0)
"""(levels,) the steps of a level's distribution."""

FOLLOW_S = 30.0
"""How slowly everything follows, live; the first moments count in full. A whole song is simply averaged."""

ATTACK_MS, RELEASE_MS = 10.0, 120.0
"""Of the envelope whose levels are counted: about those of the compressors that will hear it."""

ONSET_DB = 6.0
"""A rise of so much within 30 ms is an onset."""

ONSET_REACH_DB = 15.0
"""Unless it is so far under the track's usual level."""

UNEVEN_REACH_DB = 40.0
"""Silence between strokes counts as so far under their mean."""

SPECTRUM_SHARE, GOLDEN = 0.4, 0.618034
"""Of so many hops the spectrum is taken: enough for a mean over seconds, and never in step with a beat."""

_TINY = 1e-10


class Features(NamedTuple):
    """Everything known of T tracks as they come in, before any trim."""

    loud_lufs: np.ndarray
    """(T,) loudness while playing."""
    played_s: np.ndarray
    """(T,) for how long each has played, 0 for never."""
    spectrum: np.ndarray
    """(T, BANDS) mean square in third octaves while playing."""
    levels: np.ndarray
    """(T, levels) share of playing time that the envelope (RMS, of one channel) is at each of LEVELS_DB."""
    onsets_per_s: np.ndarray
    """(T,) beginnings of notes or strokes."""
    crest_db: np.ndarray
    """(T,) the usual peak of a hop over the mean level."""
    uneven_db: np.ndarray
    """(T,) how far the mean power of 10 ms is over its usual power: little for tones, much for strokes."""
    sides: np.ndarray
    """(T, 2) share of the power that is left and right; halves for a mono track."""
    together: np.ndarray
    """(T, T) share of the row's playing time in which the column plays too."""

    def level_db(self, share: float) -> np.ndarray:
        """(T,) the envelope level under which a track is for this share of its playing time."""
        reached = np.cumsum(self.levels, axis=1) >= share - 1e-9
        return np.where(reached.any(axis=1), LEVELS_DB[reached.argmax(axis=1)], LEVELS_DB[0])

    def power(self) -> np.ndarray:
        """(T,) mean square while playing."""
        return self.spectrum.sum(axis=1)

    def percussive(self) -> np.ndarray:
        """(T,) 0 for what sustains to 1 for what strikes."""
        return np.clip((self.uneven_db - 4.0) / 12.0, 0.0, 1.0)

    def centroid_hz(self) -> np.ndarray:
        """(T,) the middle of the spectrum, on a scale of octaves."""
        share = self.spectrum / np.maximum(self.power(), _TINY * _TINY)[:, None]
        return 2.0 ** (share @ np.log2(BAND_HZ))


class Ears:
    """Hears hops of all tracks at once; everything but loudness is counted only while a track plays."""

    def __init__(self, channels: tuple[tuple[int, ...], ...], rate: int) -> None:
        count = len(channels)
        self._rows = np.array([row for track in channels for row in track], np.intp)
        self._owners = np.array([index for index, track in enumerate(channels) for _ in track], np.intp)
        self._owned = np.eye(count)[:, self._owners]
        self._right = np.array([place == 1 for track in channels for place in range(len(track))], bool)
        self._width = np.array([max(1, len(track)) for track in channels])
        self._meter = LoudnessMeter(channels, rate)
        self._window_frames = 1 << (round(BLOCK_S * rate).bit_length() - 1)
        self._window = np.hanning(self._window_frames).astype(np.float32)
        self._bands = make_band_matrix(rate, self._window_frames)
        self._hops = 0
        self._envelope = np.zeros(count)
        self._before = np.zeros((count, 3))
        self._spectrum = Mean((count, BANDS))
        self._levels = Mean((count, len(LEVELS_DB)))
        self._onsets, self._crest = Mean((count,)), Mean((count,))
        self._mean, self._log_mean = Mean((count,)), Mean((count,))
        self._sides, self._together = Mean((count, 2)), Mean((count, count))
        self.usual = Usual(count, BLOCK_S, FOLLOW_S)
        self.playing = np.zeros(count, bool)
        """(T,) who plays at this moment."""

    def hear(self, block: np.ndarray, trims: np.ndarray | None = None) -> None:
        """A hop (channels, frames), and the trims (T,) that follow; without them it is of a whole song."""
        self._meter.feed(block)
        live = trims is not None
        momentary, short = self._meter.momentary(), self._meter.short_term()
        if live:
            self.playing = self.usual.follow(momentary, short, trims)
        else:
            self.playing = self.usual.follow(momentary, short, np.zeros(len(short)), ABSOLUTE_GATE_LUFS)
        audio = block[self._rows]
        hops = np.where(self.playing, 1.0, 0.0)
        longest = FOLLOW_S / BLOCK_S if live else np.inf
        self._hear_frames(audio, hops, longest)
        if self._hops * GOLDEN % 1.0 < SPECTRUM_SHARE:
            self._hear_spectrum(audio, hops, longest * SPECTRUM_SHARE)
        self._together.add(np.tile(hops, (len(hops), 1)), hops, longest)
        self._hops += 1

    def features(self) -> Features:
        """What is known by now, as the last seconds had it."""
        return Features(
            self.usual.loud_lufs.copy(),
            self.usual.played_s.copy(),
            self._spectrum.value.copy(),
            self._levels.value.copy(),
            self._onsets.value / BLOCK_S,
            self._crest.value.copy(),
            10.0 * np.log10(np.maximum(self._mean.value, _TINY)) - self._log_mean.value,
            np.where(self._width[:, None] == 1, 0.5, self._sides.value),
            self._together.value.copy(),
        )

    def whole(self) -> Features:
        """The same with the loudness of everything heard, gated after BS.1770."""
        loud = self._meter.integrated()
        played = np.where(loud > SILENCE_LUFS, np.maximum(self.usual.played_s, BLOCK_S), 0.0)
        return self.features()._replace(loud_lufs=loud, played_s=played)

    def _hear_spectrum(self, audio: np.ndarray, hops: np.ndarray, longest: float) -> None:
        """Third octaves of the end of a hop (rows, frames)."""
        spectrum = np.fft.rfft(audio[:, -self._window_frames :] * self._window)
        power = (spectrum.real**2 + spectrum.imag**2) @ self._bands
        self._spectrum.add(self._owned @ power, hops, longest)

    def _hear_frames(self, audio: np.ndarray, hops: np.ndarray, longest: float) -> None:
        """Envelope, onsets, peaks and sides."""
        count, short = len(hops), audio.shape[1] // FRAMES
        frames = audio[:, : short * FRAMES].reshape(len(audio), FRAMES, short)
        by_row = np.vecdot(frames, frames) / short
        power = self._owned @ by_row
        counted = np.zeros((count, len(LEVELS_DB)))
        tracks = np.arange(count)
        keep_up, keep_down = np.exp(-1000.0 * BLOCK_S / FRAMES / np.array([ATTACK_MS, RELEASE_MS]))
        size = np.sqrt(power / self._width[:, None])
        for frame in range(FRAMES):
            rises = size[:, frame] > self._envelope
            keep = np.where(rises, keep_up, keep_down)
            self._envelope = size[:, frame] + keep * (self._envelope - size[:, frame])
            steps = 20.0 * np.log10(self._envelope + _TINY) - LEVELS_DB[0] + 0.5
            counted[tracks, np.clip(steps.astype(np.intp), 0, len(LEVELS_DB) - 1)] += 1.0 / FRAMES
        self._levels.add(counted, hops, longest)
        self._onsets.add(self._count_onsets(power), hops, longest)
        mean = power.mean(axis=1)
        floor = 10.0 ** (-UNEVEN_REACH_DB / 10.0) * mean[:, None] + _TINY
        self._mean.add(mean, hops, longest)
        self._log_mean.add(10.0 * np.log10(np.maximum(power, floor)).mean(axis=1), hops, longest)
        rows = np.abs(audio).max(axis=1)
        peak = np.zeros(count)
        np.maximum.at(peak, self._owners, rows)
        self._crest.add(10.0 * np.log10((peak**2 + _TINY) / (mean / self._width + _TINY)), hops, longest)
        right = self._owned @ (by_row.mean(axis=1) * self._right) / (mean + _TINY * _TINY)
        self._sides.add(np.stack((1.0 - right, right), axis=1), hops, longest)

    def _count_onsets(self, power: np.ndarray) -> np.ndarray:
        """(T,) how many began in this hop of short frames (T, FRAMES)."""
        known = np.concatenate((self._before, power), axis=1)
        self._before = known[:, -3:]
        past = np.lib.stride_tricks.sliding_window_view(known, 3, axis=1)[:, :-1].max(axis=2)
        usual = self._spectrum.value.sum(axis=1, keepdims=True)
        rising = (power > past * 10.0 ** (ONSET_DB / 10.0)) & (
            power > usual * 10.0 ** (-ONSET_REACH_DB / 10.0)
        )
        return rising.sum(axis=1).astype(float)


class Mean:
    """A mean over what counted: everything at first, then with a memory of so many."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.value = np.zeros(shape)
        self._count = np.zeros(shape[0])

    def add(self, values: np.ndarray, counts: np.ndarray, longest: float) -> None:
        """Values (T, ...), each counted 0 or 1 times (T,)."""
        self._count = np.minimum(self._count + counts, longest)
        share = counts / np.maximum(self._count, 1.0)
        self.value += share.reshape((-1,) + (1,) * (self.value.ndim - 1)) * (values - self.value)
