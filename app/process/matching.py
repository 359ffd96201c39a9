"""Matching: how loud mixes are against each other, over the same passage. Pure: measurements are told.

What strips bring and what a mix lets through of it foretells the power of any mix at any moment, heard or
not; what was measured of a mix while it was heard says how far its forecast is off. So mixes heard one after
the other are compared over all that was played, and not each over what happened to be played meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log10

import numpy as np

from engine.console.state import Mix
from engine.strips.rows import strip_rows
from engine.target import GROUP, MASTER, MONITOR, make_target

MOST_DB = 12.0
PASSAGE_S, FORGET_S = 20.0, 10.0
"""What is older counts for less and less: of the passage, and of what was measured of a mix."""

HEARD_S = 0.4
"""A mix heard for so long is measured."""


class Matching:
    """Forecasts and measurements of some mixes, by their names."""

    def __init__(self) -> None:
        self._passage: dict[str, float] = {}
        self._measured: dict[str, tuple[float, float, float]] = {}
        """Name -> measured power, its forecast, seconds."""

    def note(
        self,
        forecasts: Mapping[str, float],
        seconds: float,
        heard: str,
        energy: float | None,
    ) -> None:
        """A while of the passage: the power that each mix is foretold, and what was measured of one.

        None: nothing that can be believed, as just after a switch.
        """
        if forecasts.keys() != self._passage.keys():
            self._passage = dict.fromkeys(forecasts, 0.0)
        kept = exp(-seconds / PASSAGE_S)
        for name, power in forecasts.items():
            self._passage[name] = kept * self._passage[name] + seconds * power
        if energy is not None and forecasts.get(heard, 0.0) > 0.0:
            power, foretold, lasted = self._measured.get(heard, (0.0, 0.0, 0.0))
            kept = exp(-seconds / FORGET_S)
            self._measured[heard] = (
                kept * power + seconds * energy,
                kept * foretold + seconds * forecasts[heard],
                lasted + seconds,
            )

    def forget(self, name: str) -> None:
        """A mix is another one than it was."""
        self._measured.pop(name, None)

    def is_measured(self, name: str) -> bool:
        """Whether it was heard for long enough."""
        return self._measured.get(name, (0.0, 0.0, 0.0))[2] >= HEARD_S

    def find_trim(self, name: str, reference: str) -> float:
        """By how many dB a mix must be turned to be as loud as another, at most MOST_DB."""
        mine, other = self._passage.get(name, 0.0), self._passage.get(reference, 0.0)
        if mine <= 0.0 or other <= 0.0:
            return 0.0
        trim_db = 10.0 * log10(other / mine) + self._correct(reference) - self._correct(name, reference)
        return min(MOST_DB, max(-MOST_DB, trim_db))

    def _correct(self, name: str, otherwise: str = "") -> float:
        """By how many dB a forecast is off; that of another mix where this one was not heard yet."""
        for each in (name, otherwise):
            power, foretold, _ = self._measured.get(each, (0.0, 0.0, 0.0))
            if self.is_measured(each) and power > 0.0:
                return 10.0 * log10(power / foretold)
        return 0.0


def find_shares(mix: Mix) -> np.ndarray:
    """(strips,) how much of each input's power reaches the master, tone and dynamics aside."""
    if not mix.strips:
        return np.zeros(0)
    target = make_target(mix)
    gains = target.sends[MASTER:GROUP] + target.returns @ target.sends[GROUP:MONITOR]
    gains = gains * target.trim * target.master[:, None]
    return np.add.reduceat((gains * gains).sum(axis=0), [rows.start for rows in strip_rows(mix)])
