"""Bucket: so many at once, and so many a second."""

from __future__ import annotations


class Bucket:
    """Full at first, and filled again at a rate. Time is told; it begins with the first time told."""

    def __init__(self, burst: float, rate: float) -> None:
        self._left, self._burst, self._rate = burst, burst, rate
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Take one; False where none is left."""
        if self.wait_s(now) > 0.0:
            return False
        self._left -= 1.0
        return True

    def wait_s(self, now: float) -> float:
        """How many seconds until there is one to take."""
        if self._at is not None:
            self._left = min(self._burst, self._left + max(0.0, now - self._at) * self._rate)
        self._at = now
        return max(0.0, 1.0 - self._left) / self._rate
