"""Roster: which stages of which chains are in; they come before they are needed and go when they rang out."""

from __future__ import annotations

import numpy as np

from engine.console.params import Kind
from engine.tone import GLIDE_MS, STAGES, Tone

RING_OUT_S = 1.0
"""How long a stage that is no longer needed stays in its chain."""


class Roster:
    """`needs` (chains, stages) is replaced, never changed: the audio thread may keep it. Control thread."""

    def __init__(self, kind: Kind, chains: int, rate: int) -> None:
        self.needs = np.zeros((chains, len(STAGES)), bool)
        self._wait = round((RING_OUT_S + GLIDE_MS[kind].max() / 1000) * rate)
        self._idle_since: dict[tuple[int, int], int] = {}

    def arm(self, tone: Tone) -> list[tuple[int, int]]:
        """Bring in the (chain, stage) that a coming tone needs; those that were not in."""
        missing = _pairs(tone.needs & ~self.needs)
        if missing:
            self.needs = self.needs | tone.needs
        if self._idle_since:
            for where in _pairs(tone.needs):
                self._idle_since.pop(where, None)
        return missing

    def tidy(self, tone: Tone, now: int, quiet: np.ndarray) -> list[tuple[int, int]]:
        """Take out the (chain, stage) that have come to rest; a high-pass waits for a quiet input."""
        gone = []
        for chain, stage in _pairs(self.needs & ~tone.needs):
            since = self._idle_since.setdefault((chain, stage), now)
            if now - since > self._wait and (STAGES[stage] != "hpf" or quiet[chain]):
                del self._idle_since[chain, stage]
                gone.append((chain, stage))
        if gone:
            needs = self.needs.copy()
            needs[tuple(np.array(gone).T)] = False
            self.needs = needs
        return gone


def _pairs(where: np.ndarray) -> list[tuple[int, int]]:
    return [(chain, stage) for chain, stage in np.argwhere(where).tolist()]
