"""Transport: how material is played. Plain values, in frames."""

from __future__ import annotations

from msgspec import Struct

SHORTEST_LOOP_S = 0.1
"""A shorter region is not repeated."""


class Transport(Struct, frozen=True):
    """Whether the player plays, and the region that it repeats; without one it repeats the whole."""

    playing: bool = True
    loop: bool = False
    start: int = 0
    end: int = 0

    @property
    def loop_key(self) -> tuple[int, int] | None:
        """The region that is repeated; None where it is the whole. Changes there need another reel."""
        return (self.start, self.end) if self.loop and self.end > self.start else None
