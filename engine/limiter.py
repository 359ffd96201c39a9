"""Limiter: the look-ahead gain that keeps the master under its ceiling, between the samples too."""

from __future__ import annotations

from math import exp, log10

import numpy as np

from engine.true_peak import INTERPOLATOR

RELEASE_MS = 120.0
"""Time in which the decibels of reduction fall to a third."""

_REACH = 24
"""Frames that an interpolator looks to either side."""
_SHORTEST_ATTACK = 8
_LOUDEST = 1e6
"""Samples beyond this are faults, not sound."""
_FLOOR = 1e-6
"""The lowest ceiling: keeps the needed reduction a finite number."""
_SETTLE = 0.002
"""Octaves of gain below nothing that the release heads for, so that it ends."""
_AT_REST = 1e-12
_DB_PER_OCTAVE = 20.0 * log10(2.0)


class Limiter:
    """True-peak limiter, linked over its channels, `latency_frames` late. Audio thread.

    A look-ahead of 0 ms has no latency and holds the samples only; a positive one is at least 31 frames.
    """

    def __init__(self, rate: int, max_block: int, channels: int = 2, lookahead_ms: float = 1.5) -> None:
        lookahead = round(lookahead_ms * rate / 1000)
        self._kernels = _make_kernels() if lookahead > 0 else np.ones((1, 1), np.float32)
        rows, self._taps = self._kernels.shape
        self._reach = self._taps // 2
        if lookahead > 0:
            lookahead = max(lookahead, self._reach + _SHORTEST_ATTACK - 1)
        self.latency_frames = lookahead
        self.reduction_db = 0.0
        attack = lookahead - self._reach + 1
        self._attack = np.hanning(attack + 2)[1:-1] / np.hanning(attack + 2).sum()
        self._hold = attack + 1
        self._bound = float(np.abs(self._kernels).sum(axis=1).max()) * 1.0001
        decay = exp(-1000.0 / (RELEASE_MS * rate))
        self._decay = decay ** np.arange(max_block + 1)
        self._growth = 1.0 / self._decay
        self._past = max(lookahead, self._taps - 1)
        self._line = np.zeros((channels, self._past + max_block), np.float32)
        self._ceilings = np.zeros(self._past + max_block, np.float32)
        self._sizes = np.empty_like(self._line)
        self._windows = np.empty(self._taps * channels * max_block, np.float32)
        self._between = np.empty(rows * channels * max_block, np.float32)
        self._needed = np.zeros(self._hold - 1 + max_block)
        self._held = np.zeros(attack - 1 + max_block)
        self._out = np.empty((channels, max_block), np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget all sound and let go at once."""
        self._line[:] = 0.0
        self._ceilings[:] = _LOUDEST
        self._last_frames = 0
        self._rest()

    def process(self, audio: np.ndarray, ceiling_gain: float | np.ndarray) -> np.ndarray:
        """Audio (channels, frames), limited and late; valid until the next call.

        The ceiling, one gain or (frames,), belongs to the audio it comes with and is late with it.
        Samples that are not finite become silence and start the limiter anew.
        """
        frames, past = audio.shape[1], self._past
        if frames == 0:
            return self._out[:, :0]
        last, end = self._last_frames, past + frames
        line, ceilings, out = self._line, self._ceilings, self._out[:, :frames]
        line[:, :past] = line[:, last : last + past]
        ceilings[:past] = ceilings[last : last + past]
        line[:, past:end] = audio
        ceilings[past:end] = ceiling_gain
        self._last_frames = frames
        first = past - self._taps + 1
        loudest = np.abs(line[:, first:end], out=self._sizes[:, first:end]).max()
        if not loudest <= _LOUDEST:
            self.reset()
            return self.process(np.where(np.abs(audio) <= _LOUDEST, audio, np.float32(0.0)), ceiling_gain)
        start = past - self.latency_frames
        late = line[:, start : start + frames]
        if self._resting and loudest * self._bound <= ceilings[first:end].min():
            out[:] = late
            return out
        over = self._measure(frames)
        if self._resting and over.max() <= 1.0:
            out[:] = late
            return out
        np.multiply(late, self._follow(over), out=out)
        limit = np.fmax(ceilings[start : start + frames], _FLOOR)
        np.minimum(out, limit, out=out)
        np.maximum(out, -limit, out=out)
        return out

    def _measure(self, frames: int) -> np.ndarray:
        """How far the newest measurable peaks rise over their ceilings: ratios (frames,)."""
        line, taps, channels = self._line, self._taps, len(self._line)
        row, step = line.strides
        views = np.ndarray(
            (taps, channels, frames), np.float32, line, (self._past - taps + 1) * step, (step, row, step)
        )
        windows = self._windows[: taps * channels * frames].reshape(taps, -1)
        windows.reshape(views.shape)[:] = views
        between = self._between[: len(self._kernels) * channels * frames].reshape(-1, channels * frames)
        np.matmul(self._kernels, windows, out=between)
        np.abs(between, out=between)
        peaks = between.reshape(-1, frames).max(axis=0)
        start = self._past - self._reach
        return peaks / np.fmax(self._ceilings[start : start + frames], _FLOOR)

    def _follow(self, over: np.ndarray) -> np.ndarray:
        """Gains (frames,): held over the look-ahead, released slowly, then averaged to a smooth fall."""
        frames, held_past, needed_past = len(over), len(self._attack) - 1, self._hold - 1
        needed = self._needed[: needed_past + frames]
        np.log2(np.maximum(over, 1.0), out=needed[needed_past:])
        track = np.empty(frames + 1)
        track[0] = self._level
        track[1:] = _slide_max(needed, self._hold) + _SETTLE
        track *= self._growth[: frames + 1]
        np.maximum.accumulate(track, out=track)
        track *= self._decay[: frames + 1]
        self._level = float(track[-1])
        held = self._held[: held_past + frames]
        np.subtract(track[1:], _SETTLE, out=held[held_past:])
        octaves = np.correlate(held, self._attack)
        self.reduction_db = max(0.0, float(octaves.max()) * _DB_PER_OCTAVE)
        self._resting = bool(held.max() <= _AT_REST)
        if self._resting:
            self._rest()
        else:
            needed[:needed_past] = needed[frames:]
            held[:held_past] = held[frames:]
        return np.exp2(-octaves).astype(np.float32)

    def _rest(self) -> None:
        self._resting = True
        self.reduction_db = 0.0
        self._level = _SETTLE
        self._needed[:] = 0.0
        self._held[:] = 0.0


def _slide_max(values: np.ndarray, width: int) -> np.ndarray:
    """The largest of every `width` neighbours (n,) -> (n - width + 1,), by doubling."""
    span = 1
    while span < width:
        step = min(span, width - span)
        values = np.maximum(values[:-step], values[step:])
        span += step
    return values


def _make_kernels() -> np.ndarray:
    """Interpolators (rows, taps) between the two middle frames of the taps.

    No two true-peak meters agree near half the rate, so three are obeyed: the standard's own (ITU-R BS.1770
    Annex 2), a short 16-fold one and a long 8-fold one.
    """
    rows = [
        *(_centre(row) for row in INTERPOLATOR),
        *(_centre(_make_sinc(step / 16, 10, 5.0)) for step in range(16)),
        *(_centre(_make_sinc(step / 8, _REACH, 3.5)) for step in range(1, 8)),
    ]
    return np.array(rows, np.float32)


def _centre(row: np.ndarray) -> np.ndarray:
    """A kernel padded to all taps."""
    return np.pad(row, _REACH - len(row) // 2)


def _make_sinc(position: float, reach: int, beta: float) -> np.ndarray:
    """A Kaiser-windowed sinc (2 * reach,) that reads `position` frames after the tap before the middle."""
    time = np.arange(1 - reach, reach + 1) - position
    window = np.i0(beta * np.sqrt(np.maximum(0.0, 1.0 - (time / reach) ** 2))) / np.i0(beta)
    return np.sinc(time) * window
