"""Pickup: a fader without a motor does nothing until it passes the value, so that nothing jumps."""

from __future__ import annotations

NEAR = 1.0 / 127.0
"""Of the whole way: closer than this is met."""


class Pickup:
    """One control. Positions are shares of the whole way, 0..1."""

    def __init__(self) -> None:
        self._last: float | None = None
        """Where the hardware was."""
        self._set: float | None = None
        """What it set last; None while it has not met the value."""

    def take(self, hardware: float, value: float) -> bool:
        """Whether the hardware, now there, moves the value, now there."""
        last, self._last = self._last, hardware
        if self._set is not None and abs(self._set - value) > NEAR:
            self._set = None
        if self._set is None:
            near = abs(hardware - value) <= NEAR
            passed = last is not None and min(last, hardware) <= value <= max(last, hardware)
            if not near and not passed:
                return False
        self._set = hardware
        return True

    def drop(self) -> None:
        """The control stands for something else now: it has to meet that first, from wherever it is."""
        self._set = None
