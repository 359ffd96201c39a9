"""Taper: where a value stands on its control, 0..1, and back; faders have the scale of a mixing desk."""

from __future__ import annotations

from bisect import bisect_right
from math import exp, log

from engine.console.params import Param
from engine.console.units import OFF_DB

FADER: tuple[tuple[float, float], ...] = (
    (OFF_DB, 0.0),
    (-60.0, 0.0625),
    (-30.0, 0.25),
    (-10.0, 0.5),
    (10.0, 1.0),
)
"""Level in dB and position: straight between these, so that the working range has half of the way."""


def to_position(row: Param, value: float) -> float:
    """Where a value stands, 0..1."""
    value = min(row.high, max(row.low, value))
    if row.taper == "log":
        return log(value / row.low) / log(row.high / row.low)
    if row.taper == "fader":
        return _read(FADER, value)
    return (value - row.low) / (row.high - row.low)


def to_value(row: Param, position: float) -> float:
    """The value at a position 0..1."""
    position = min(1.0, max(0.0, position))
    if row.taper == "log":
        return row.clamp(row.low * exp(position * log(row.high / row.low)))
    if row.taper == "fader":
        return row.clamp(_read(tuple((where, level) for level, where in FADER), position))
    return row.clamp(row.low + position * (row.high - row.low))


def _read(points: tuple[tuple[float, float], ...], at: float) -> float:
    """The straight line through the points around `at`."""
    index = min(len(points) - 1, max(1, bisect_right(points, at, key=lambda point: point[0])))
    (left, low), (right, high) = points[index - 1], points[index]
    return low + (at - left) / (right - left) * (high - low)
