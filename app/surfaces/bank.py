"""Bank: which strips a surface has under its fingers, and which one is chosen."""

from __future__ import annotations

from app.surfaces.targets import CHOSEN, Target, Value


class Bank:
    """Counts strips from 0."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.first = 0
        self.chosen = 0

    def shift(self, strips: int, count: int) -> bool:
        """Go on by so many strips, or back; whether anything changed."""
        before = self.first
        self.first = max(0, min(self.first + strips, max(0, count - self.width)))
        return self.first != before

    def place(self, target: Target) -> str:
        """Where a target is now."""
        if isinstance(target, Value) and target.kind == "strip":
            return f"strip/{self.chosen if target.strip == CHOSEN else self.first + target.strip}"
        return target.place if isinstance(target, Value) else ""
