"""Readings: what the engine that plays now measures, for the meters and digits of surfaces."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from app.meters import Meters
from app.surfaces.desk_wire import DeskWire

TRIES = 20
"""A frame that meets the engine in the middle of a change is left out."""


class Readings:
    """Follows the engine that the desk names."""

    def __init__(self, wire: DeskWire) -> None:
        self._wire = wire
        self._meters = Meters()
        self._last: list[float] = []

    def position_s(self) -> float | None:
        """Where the player is; None where nothing plays in place of live inputs."""
        gauges, state = self._meters.find(self._wire.state), self._wire.state
        if gauges is None or state is None or state.player is None:
            return None
        return gauges.position / state.player.rate

    def peaks(self) -> Sequence[float]:
        """(strips,) linear peaks of the strips' inputs."""
        gauges = self._meters.find(self._wire.state)
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                found = gauges.shared.read("strip_in_peak", tries=TRIES)
                self._last = found["strip_in_peak"].tolist()
        return self._last
