"""Learning: for which target the next MIDI control that is moved is wanted. Pure: time is told."""

from __future__ import annotations

from app.surfaces.targets import read_target, write_target

LEARN_S = 60.0
"""Controllers move nothing while one of them is learnt; so long at most."""


class Learning:
    """One target at a time; "" is none."""

    def __init__(self) -> None:
        self.target = ""
        self._until = 0.0

    def begin(self, target: str, now: float) -> None:
        """Want a control for a target, or ("") none any more; ValueError where there is no such target."""
        self.target = write_target(read_target(target)) if target else ""
        self._until = now + LEARN_S

    def end(self) -> None:
        """A control was learnt, or none is wanted."""
        self.target = ""

    def watch(self, now: float) -> bool:
        """Give up in time; True when that is now."""
        over = bool(self.target) and now >= self._until
        if over:
            self.end()
        return over
