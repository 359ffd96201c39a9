"""Report: how engine, mind and device are, and the diary of what happened to them."""

from __future__ import annotations

import time

from msgspec import structs

from app.process.diary import note
from app.process.pacing import Pacing
from app.state import Happening, Status


class Report:
    """Every part of the desk tells it; surfaces are told of what is new."""

    def __init__(self, pacing: Pacing) -> None:
        self.status = Status()
        self.diary: tuple[Happening, ...] = ()
        self._pacing = pacing

    def tell(self, **changes: str | int) -> None:
        """Change the status, by the names of its fields."""
        status = structs.replace(self.status, **changes)
        if status != self.status:
            self.diary = note(self.diary, self.status, status, time.time())
            self.status = status
            self._pacing.untold = True
