"""Loudness after ITU-R BS.1770-4 and EBU R128: momentary, short-term and integrated, from energies."""

from __future__ import annotations

from math import log10

import numpy as np

STEP_S = 0.1
"""One energy comes so often."""

MOMENTARY_STEPS, SHORT_STEPS = 4, 30
SILENCE_LUFS = -100.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = 10.0
_HIGHEST_LUFS = 30.0
_BIN_LU = 0.02
_OFFSET = -0.691


def energy_to_lufs(energy: float) -> float:
    """Loudness of the K-weighted mean squares of all channels together, never below SILENCE_LUFS."""
    return max(SILENCE_LUFS, _OFFSET + 10.0 * log10(max(energy, 1e-30)))


def lufs_to_energy(lufs: float) -> float:
    """The K-weighted mean squares of a loudness; none at SILENCE_LUFS."""
    return 0.0 if lufs <= SILENCE_LUFS else 10.0 ** ((lufs - _OFFSET) / 10.0)


class Loudness:
    """Energies in, loudness out. What passed the absolute gate lies in narrow bins, so hours need no room."""

    def __init__(self) -> None:
        bins = round((_HIGHEST_LUFS - ABSOLUTE_GATE_LUFS) / _BIN_LU)
        self._recent = np.zeros(SHORT_STEPS)
        self._count = np.zeros(bins)
        self._energy = np.zeros(bins)
        self._edges_lufs = ABSOLUTE_GATE_LUFS + _BIN_LU * np.arange(bins)
        self._steps = 0

    @property
    def integrated_s(self) -> float:
        """How long the integrated loudness has been taken."""
        return self._steps * STEP_S

    def add(self, energy: float) -> None:
        """The energy of the next STEP_S."""
        self._recent[:-1] = self._recent[1:]
        self._recent[-1] = energy
        self._steps += 1
        if self._steps < MOMENTARY_STEPS:
            return
        window = float(self._recent[-MOMENTARY_STEPS:].mean())
        lufs = energy_to_lufs(window)
        if lufs > ABSOLUTE_GATE_LUFS:
            index = min(int((lufs - ABSOLUTE_GATE_LUFS) / _BIN_LU), len(self._count) - 1)
            self._count[index] += 1.0
            self._energy[index] += window

    def momentary(self) -> float:
        """LUFS over the last 400 ms."""
        return energy_to_lufs(float(self._recent[-MOMENTARY_STEPS:].mean()))

    def short_term(self) -> float:
        """LUFS over the last 3 s."""
        return energy_to_lufs(float(self._recent.mean()))

    def integrated(self) -> float:
        """Gated LUFS over everything since `reset`; SILENCE_LUFS where nothing passed the gates."""
        count = float(self._count.sum())
        if not count:
            return SILENCE_LUFS
        gate_lufs = energy_to_lufs(float(self._energy.sum()) / count) - RELATIVE_GATE_LU
        first = int(np.searchsorted(self._edges_lufs, gate_lufs - _BIN_LU / 2.0))
        return energy_to_lufs(float(self._energy[first:].sum() / self._count[first:].sum()))

    def reset(self) -> None:
        """Begin the integrated loudness anew."""
        self._steps = 0
        self._count[:] = 0.0
        self._energy[:] = 0.0
