"""Starved: telling a child that waits for a core, because everything else goes first, from one that hangs."""

from __future__ import annotations

import psutil

FED = 0.1
"""Who had this share of a core was not starved."""


class Diet:
    """What one process had of the cores since it was last well."""

    def __init__(self, pid: int, now: float) -> None:
        self._process = psutil.Process(pid)
        self._since, self._had_s = now, self._eaten_s()

    def begin(self, now: float) -> None:
        """It is well: count anew."""
        self._since, self._had_s = now, self._eaten_s()

    def is_starved(self, now: float) -> bool:
        """Whether it would go on, but has had next to nothing; one that sleeps, is stopped or gone is not."""
        try:
            wants = self._process.status() == psutil.STATUS_RUNNING
        except psutil.Error:
            return False
        return wants and self._eaten_s() - self._had_s < FED * (now - self._since)

    def _eaten_s(self) -> float:
        try:
            times = self._process.cpu_times()
        except psutil.Error:
            return 0.0
        return times.user + times.system
