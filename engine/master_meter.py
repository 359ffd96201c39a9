"""Master meter: loudness, true peak and correlation of what leaves the desk.

The audio thread only leaves the master in its tap; the control thread measures it in grains that begin at
absolute frames, so that neither blocks nor the moments of measuring can be seen in the figures.
"""

from __future__ import annotations

from math import atan, pi, tan

import numpy as np
import pedalboard

from engine.console.units import gain_to_db
from engine.gauges import Gauges
from engine.loudness import STEP_S, Loudness
from engine.tap import Tap
from engine.true_peak import TruePeak

GRAIN_S = STEP_S / 2
RING_FRAMES = 1 << 18
"""Of the master's tap: more than 2 s at any rate, so long may the control thread be busy."""

CORRELATION_GRAINS = 8
SILENCE = 1e-10
"""Below this energy there is nothing to correlate."""

_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_HIGHPASS_HZ = 38.13547087602444


class MasterMeter:
    """Writes its figures into the gauges; they are single numbers, each whole by itself."""

    def __init__(self, gauges: Gauges, tap: Tap) -> None:
        self._arrays = gauges.shared.arrays
        self._tap = tap
        self._rate = gauges.rate
        self._grain = round(GRAIN_S * gauges.rate)
        self._done = 0
        self._board, self._gain = _make_weighting(gauges.rate)
        self._loudness = Loudness()
        self._peak = TruePeak(2)
        self._peaks = np.zeros(CORRELATION_GRAINS)
        self._products = np.zeros((CORRELATION_GRAINS, 3))
        self._highest = 0.0
        self._half = -1.0
        self._missed = 0
        self._show()

    def catch_up(self) -> None:
        """Measure every grain that is whole by now. Control thread."""
        grain = self._grain
        if self._tap.head - self._done < grain:
            return
        while self._tap.head - self._done >= grain:
            audio = self._tap.read(self._done, grain)
            if audio is None:
                self._lose((self._tap.head - self._done) // grain * grain)
            else:
                self._measure(audio)
                self._done += grain
        self._show()

    def reset(self, loudness: bool, peak: bool) -> None:
        """Begin the integrated loudness, the highest true peak, or both anew. Control thread."""
        if loudness:
            self._loudness.reset()
        if peak:
            self._highest = 0.0
            self._peaks[:] = 0.0
        self._show()

    def _lose(self, frames: int) -> None:
        """What was overwritten is not measured."""
        self._missed += frames
        self._done += frames
        self._board.reset()

    def _measure(self, audio: np.ndarray) -> None:
        """One grain (2, frames)."""
        weighted = self._board.process(audio, self._rate, reset=False)
        energy = float(np.vecdot(weighted, weighted).sum(dtype=np.float64)) * self._gain / self._grain
        if self._half < 0.0:
            self._half = energy
        else:
            self._loudness.add((self._half + energy) / 2.0)
            self._half = -1.0
        self._peaks[:-1] = self._peaks[1:]
        self._peaks[-1] = self._peak.measure(audio)
        self._highest = max(self._highest, float(self._peaks[-1]))
        left, right = audio
        self._products[:-1] = self._products[1:]
        self._products[-1] = left @ left, right @ right, left @ right

    def _show(self) -> None:
        arrays, loudness = self._arrays, self._loudness
        arrays["loudness_lufs"][:] = loudness.momentary(), loudness.short_term(), loudness.integrated()
        arrays["integrated_s"][0] = loudness.integrated_s
        arrays["true_peak_db"][:] = gain_to_db(float(self._peaks.max())), gain_to_db(self._highest)
        left, right, both = self._products.sum(axis=0) / (CORRELATION_GRAINS * self._grain)
        heard = min(left, right) > SILENCE
        arrays["correlation"][0] = both / (left * right) ** 0.5 if heard else np.nan
        arrays["unmeasured_s"][0] = self._missed / self._rate


def _make_weighting(rate: int) -> tuple[pedalboard.Pedalboard, float]:
    """The K-weighting as filters that pedalboard has, and the power it lacks to the standard's.

    A shelf there is given by the middle of its slope, the standard's by its upper corner. The standard's
    high-pass is two first-order ones, each left at the gain of its analog model.
    """
    corner = tan(pi * _SHELF_HZ / rate) / 10.0 ** (_SHELF_DB / 80.0)
    shelf = pedalboard.HighShelfFilter(rate / pi * atan(corner), _SHELF_DB, _SHELF_Q)
    passes = [pedalboard.HighpassFilter(_HIGHPASS_HZ) for _ in range(2)]
    return pedalboard.Pedalboard([shelf, *passes]), (1.0 + tan(pi * _HIGHPASS_HZ / rate)) ** 4
