"""History: where the faders were in the last minutes: heard, of the hand, wanted by the mind. No Qt."""

from __future__ import annotations

import numpy as np

from app.link import State
from engine.console.params import INDEX

RATE_HZ = 8
MINUTES = 4
LENGTH = RATE_HZ * 60 * MINUTES
HEARD, HAND, WANTED = range(3)
_FADER = INDEX["strip"]["fader_db"]


class History:
    """`levels` (strips, 3, LENGTH) in dB, the newest last; NaN before anything was known."""

    def __init__(self) -> None:
        self.levels = np.full((0, 3, LENGTH), np.nan, np.float32)

    def note(self, state: State, heard: list[float]) -> None:
        """Add where the faders are now; `heard` one level a strip. To be called RATE_HZ times a second."""
        layers = state.session.layers
        if len(self.levels) != len(heard):
            self.levels = np.full((len(heard), 3, LENGTH), np.nan, np.float32)
        self.levels[:, :, :-1] = self.levels[:, :, 1:]
        self.levels[:, HEARD, -1] = heard
        self.levels[:, HAND, -1] = [strip.values[_FADER] for strip in layers.hand.strips]
        wanted = [strip.values[_FADER] for strip in layers.auto.strips]
        for place, row in state.suggested.items():
            if place.startswith("strip/") and "fader_db" in row:
                wanted[int(place[6:])] = row["fader_db"]
        self.levels[:, WANTED, -1] = wanted

    def trail(self, strip: int, seconds: float) -> np.ndarray:
        """(frames,) what was heard in the last seconds."""
        return self.levels[strip, HEARD, -round(seconds * RATE_HZ) :]
