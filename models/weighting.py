"""The K-weighting of ITU-R BS.1770-4 at any rate: how loud a frequency sounds, as a filter."""

from __future__ import annotations

import numpy as np

_CHUNK = 64
_SMALLEST = 1e-30


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
    """The K-weighting of many rows, chunk by chunk as matrix products; any cut of time gives the same."""

    def __init__(self, rate: int, rows: int) -> None:
        a, b, c, d = _cascade(*(_section_to_states(section) for section in make_weighting(rate)))
        powers = [np.eye(4)]
        for _ in range(_CHUNK):
            powers.append(a @ powers[-1])
        self._powers = [power.T.copy() for power in powers]
        reply = np.array([d, *(float(c @ power @ b) for power in powers[:-2])])
        lag = np.arange(_CHUNK)[:, None] - np.arange(_CHUNK)
        self._through = np.where(lag >= 0, reply[lag], 0.0).T.astype(np.float32)
        self._gather = np.array([power @ b for power in powers[_CHUNK - 1 :: -1]]).astype(np.float32)
        self._release = np.array([c @ power for power in powers[:_CHUNK]]).T.astype(np.float32)
        self._state = np.zeros((rows, 4))

    def process(self, audio: np.ndarray) -> np.ndarray:
        """Float32 audio (rows, frames) weighted; only the state needs more digits."""
        rows, frames = audio.shape
        count, rest = divmod(frames, _CHUNK)
        weighted = np.empty((rows, frames), np.float32)
        if count:
            chunks = audio[:, : frames - rest].reshape(rows * count, _CHUNK)
            gathered = (chunks @ self._gather).reshape(rows, count, 4).transpose(1, 0, 2).astype(np.float64)
            states = np.empty((count, rows, 4))
            for number in range(count):
                states[number] = self._state
                self._state = self._state @ self._powers[_CHUNK] + gathered[number]
            before = states.transpose(1, 0, 2).reshape(rows * count, 4).astype(np.float32)
            played = chunks @ self._through + before @ self._release
            weighted[:, : frames - rest] = played.reshape(rows, frames - rest)
        if rest:
            piece = audio[:, frames - rest :]
            before = self._state.astype(np.float32)
            weighted[:, frames - rest :] = (
                piece @ self._through[:rest, :rest] + before @ self._release[:, :rest]
            )
            self._state = self._state @ self._powers[rest] + piece @ self._gather[_CHUNK - rest :]
        self._state[np.abs(self._state) < _SMALLEST] = 0.0
        return weighted


def _section_to_states(section: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    b0, b1, b2, _, a1, a2 = section
    into = np.array([b1 - a1 * b0, b2 - a2 * b0])
    return np.array([[-a1, 1.0], [-a2, 0.0]]), into, np.array([1.0, 0.0]), b0


def _cascade(first: tuple, second: tuple) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Two state-space sections in a row as one."""
    (a1, b1, c1, d1), (a2, b2, c2, d2) = first, second
    a = np.block([[a1, np.zeros((2, 2))], [np.outer(b2, c1), a2]])
    return a, np.concatenate((b1, b2 * d1)), np.concatenate((d2 * c1, c2)), float(d2 * d1)
