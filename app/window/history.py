"""History: the faders of the last minutes: as heard, of the hand, wanted by the mind. No Qt."""

from __future__ import annotations

import numpy as np

from app.state import State
from engine.console.params import INDEX
from engine.gauges import Gauges

RATE_HZ = 8
MINUTES = 4
LENGTH = RATE_HZ * 60 * MINUTES
HEARD, HAND, WANTED, FADER = range(4)
_FADER = INDEX["strip"]["fader_db"]


class History:
    """`levels` (strips, 4, LENGTH) in dB, the newest last; NaN before anything was known.

    `loudness` (2, LENGTH) is of the master: momentary and short-term LUFS.
    """

    def __init__(self) -> None:
        self.levels = np.full((0, 4, LENGTH), np.nan, np.float32)
        self.loudness = np.full((2, LENGTH), np.nan, np.float32)

    def note_loudness(self, gauges: Gauges | None) -> None:
        """Add how loud the master is now, as often as `note`."""
        self.loudness[:, :-1] = self.loudness[:, 1:]
        now = np.nan if gauges is None else gauges.shared.arrays["loudness_lufs"][:2]
        self.loudness[:, -1] = now

    def note(self, state: State, faders: list[float], heard: list[float]) -> None:
        """Add where the faders are now, and where they play under their DCAs; one level a strip.

        To be called RATE_HZ times a second.
        """
        layers = state.session.layers
        if len(self.levels) != len(heard):
            self.levels = np.full((len(heard), 4, LENGTH), np.nan, np.float32)
        self.levels[:, :, :-1] = self.levels[:, :, 1:]
        self.levels[:, FADER, -1] = faders
        self.levels[:, HEARD, -1] = heard
        self.levels[:, HAND, -1] = [strip.values[_FADER] for strip in layers.hand.strips]
        wanted = [strip.values[_FADER] for strip in layers.auto.strips]
        for place, row in state.suggested.items():
            if place.startswith("strip/") and "fader_db" in row:
                wanted[int(place[6:])] = row["fader_db"]
        self.levels[:, WANTED, -1] = wanted

    def trail(self, strip: int, seconds: float) -> np.ndarray:
        """(frames,) where the fader was in the last seconds."""
        return self.levels[strip, FADER, -round(seconds * RATE_HZ) :]
