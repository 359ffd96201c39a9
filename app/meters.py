"""Meters: the gauges of whichever engine plays now."""

from __future__ import annotations

from pathlib import Path

from app.state import State
from engine.gauges import Gauges


class Meters:
    """Opens gauges once for every engine."""

    def __init__(self) -> None:
        self._gauges: Gauges | None = None

    def find(self, state: State | None) -> Gauges | None:
        """The gauges that a state names; None where there are none yet, or they cannot be read."""
        path = state.status.gauges if state is not None else ""
        if not path:
            return None
        if self._gauges is None or str(self._gauges.shared.path) != path:
            try:
                self._gauges = Gauges.open(Path(path))
            except (OSError, ValueError):
                return None
        return self._gauges
