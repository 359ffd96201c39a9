"""Starved: telling a child that waits for a core, because everything else goes first, from one that hangs."""

from __future__ import annotations

import psutil

FED = 0.1
"""Who had this share of a core was not starved."""


class Diet:
    """What one process had of the cores since it was last well."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.begin()

    def begin(self) -> None:
        """It is well: count anew."""
        self._had_s = self._eaten_s()

    def is_starved(self, seconds: float) -> bool:
        """Whether it would go on, but has had next to nothing in so many seconds since it was well.

        One that sleeps, is stopped or gone is not.
        """
        try:
            wants = self._process.status() == psutil.STATUS_RUNNING
        except psutil.Error:
            return False
        return wants and self._eaten_s() - self._had_s < FED * seconds

    def _eaten_s(self) -> float:
        try:
            times = self._process.cpu_times()
        except psutil.Error:
            return 0.0
        return times.user + times.system
