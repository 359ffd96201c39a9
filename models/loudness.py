"""Loudness after ITU-R BS.1770-4, streaming, of many tracks at once."""

from __future__ import annotations

import numpy as np

BLOCK_S = 0.1
MOMENTARY_BLOCKS, SHORT_BLOCKS = 4, 30
SILENCE_LUFS = -100.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
HIGHEST_LUFS = 30.0
BIN_LU = 0.05
_OFFSET = -0.691
_CHUNK = 64
_DENORMAL = 1e-18


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


class Weighting:
    """The K-weighting of many rows, by blocks of matrix products; any cut of time gives the same."""

    def __init__(self, rate: int, rows: int) -> None:
        a, b, c, d = _cascade(*(_section_to_states(section) for section in make_weighting(rate)))
        powers = [np.eye(4)]
        for _ in range(_CHUNK):
            powers.append(a @ powers[-1])
        self._powers = [power.T.copy() for power in powers]
        reply = np.array([d, *(float(c @ power @ b) for power in powers[:-2])])
        lag = np.arange(_CHUNK)[:, None] - np.arange(_CHUNK)
        self._through = np.where(lag >= 0, reply[lag], 0.0).T.astype(np.float32)
        gather = np.array([power @ b for power in powers[_CHUNK - 1 :: -1]])
        self._gather = gather.astype(np.float32)
        self._release = np.array([c @ power for power in powers[:_CHUNK]]).T.astype(np.float32)
        self._state = np.zeros((rows, 4))

    def process(self, audio: np.ndarray) -> np.ndarray:
        """Audio (rows, frames) weighted; the filters' memory is kept in double precision."""
        rows, frames = audio.shape
        whole = frames // _CHUNK
        audio = audio.astype(np.float32, copy=False)
        weighted = np.empty((rows, frames), np.float32)
        if whole:
            chunks = audio[:, : whole * _CHUNK].reshape(-1, _CHUNK)
            gathered = (chunks @ self._gather).reshape(rows, whole, 4)
            states = np.empty((rows, whole, 4), np.float32)
            for number in range(whole):
                states[:, number] = self._state
                self._state = self._state @ self._powers[_CHUNK] + gathered[:, number]
            played = chunks @ self._through + states.reshape(-1, 4) @ self._release
            weighted[:, : whole * _CHUNK] = played.reshape(rows, -1)
        rest = frames - whole * _CHUNK
        if rest:
            piece = audio[:, whole * _CHUNK :]
            through = self._through[:rest, :rest]
            weighted[:, whole * _CHUNK :] = piece @ through + self._state @ self._release[:, :rest]
            self._state = self._state @ self._powers[rest] + piece @ self._gather[_CHUNK - rest :]
        self._state[np.abs(self._state) < _DENORMAL] = 0.0
        return weighted


def _section_to_states(section: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    b0, b1, b2, _, a1, a2 = section
    return (
        np.array([[-a1, 1.0], [-a2, 0.0]]),
        np.array([b1 - a1 * b0, b2 - a2 * b0]),
        np.array([1.0, 0.0]),
        b0,
    )


def _cascade(first: tuple, second: tuple) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Two state-space sections in a row as one."""
    (a1, b1, c1, d1), (a2, b2, c2, d2) = first, second
    a = np.block([[a1, np.zeros((2, 2))], [np.outer(b2, c1), a2]])
    return a, np.concatenate((b1, b2 * d1)), np.concatenate((d2 * c1, c2)), float(d2 * d1)


class LoudnessMeter:
    """Momentary, short-term and integrated loudness of tracks; a track is any rows of the audio, or none."""

    def __init__(self, channels: tuple[tuple[int, ...], ...], rate: int) -> None:
        self._rows = np.array([row for track in channels for row in track], np.intp)
        owners = [index for index, track in enumerate(channels) for _ in track]
        self._owned = np.eye(len(channels))[:, owners]
        self._weighting = Weighting(rate, len(self._rows))
        self._block_frames = round(BLOCK_S * rate)
        self._sum = np.zeros(len(self._rows))
        self._filled = 0
        self._recent = np.zeros((SHORT_BLOCKS, len(channels)))
        self._blocks = 0
        self._history = History(len(channels))

    def feed(self, audio: np.ndarray) -> None:
        """Hear audio (channels, frames) of any length."""
        if not len(self._rows):
            return
        weighted = self._weighting.process(audio[self._rows])
        start = 0
        while start < weighted.shape[1]:
            stop = min(weighted.shape[1], start + self._block_frames - self._filled)
            piece = weighted[:, start:stop]
            self._sum += np.vecdot(piece, piece)
            self._filled += stop - start
            start = stop
            if self._filled == self._block_frames:
                self._close_block()

    def _close_block(self) -> None:
        self._recent = np.roll(self._recent, -1, axis=0)
        self._recent[-1] = self._owned @ self._sum / self._block_frames
        self._blocks += 1
        if self._blocks >= MOMENTARY_BLOCKS:
            self._history.add(self._recent[-MOMENTARY_BLOCKS:].mean(axis=0))
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
