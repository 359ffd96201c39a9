"""Peaks: how loud the strips' inputs are, for the meters of surfaces."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from app.meters import Meters
from app.surfaces.desk_wire import DeskWire

TRIES = 20
"""A frame that meets the engine in the middle of a change is left out."""


class Peaks:
    """The linear peaks of the strips' inputs, as the engine that plays now measures them."""

    def __init__(self, wire: DeskWire) -> None:
        self._wire = wire
        self._meters = Meters()
        self._last: list[float] = []

    def read(self) -> Sequence[float]:
        """(strips,) peaks."""
        gauges = self._meters.find(self._wire.state)
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                found = gauges.shared.read("strip_in_peak", tries=TRIES)
                self._last = found["strip_in_peak"].tolist()
        return self._last
