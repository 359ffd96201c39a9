"""Scale: parameters as positions, on which they move evenly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.console.params import Param
from engine.console.units import OFF_DB
from models.authority import FLOOR_DB


class Scale:
    """Of so many parameters: octaves for log tapers, dB that end at FLOOR_DB for levels, else their unit."""

    def __init__(self, rows: Sequence[Param]) -> None:
        self._log = np.array([row.taper == "log" for row in rows], bool)
        self._level = np.array([row.taper == "fader" for row in rows], bool)

    def to_positions(self, values: np.ndarray) -> np.ndarray:
        """(..., parameters) from values."""
        values = np.where(self._level, np.maximum(values, FLOOR_DB), values)
        return np.where(self._log, np.log2(np.where(self._log, np.maximum(values, 1e-6), 1.0)), values)

    def to_values(self, positions: np.ndarray) -> np.ndarray:
        """(..., parameters) from positions; a level at its end is off."""
        values = np.where(self._log, 2.0 ** np.where(self._log, positions, 0.0), positions)
        return np.where(self._level & (values <= FLOOR_DB), OFF_DB, values)
