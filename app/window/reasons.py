"""Reasons: what the mind did to each strip, when, why and how sure it was. No Qt."""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from app.window.board import PlaceView

KEPT = 60
APART_S = 4.0
"""A reason that follows sooner replaces the one before: figures that creep are no news."""


class Reason(Struct, frozen=True):
    """One reason at a time of day in seconds."""

    at_s: float
    text: str
    sure: float | None


class Reasons:
    """The last reasons of every place, the newest last."""

    def __init__(self) -> None:
        self._of: dict[str, deque[Reason]] = {}

    def note(self, views: dict[str, PlaceView], now_s: float) -> None:
        """Keep what is new."""
        for place, view in views.items():
            if not view.because:
                continue
            told = self._of.setdefault(place, deque(maxlen=KEPT))
            if told and told[-1].text == view.because:
                continue
            if len(told) > 1 and now_s - told[-2].at_s < APART_S:
                told.pop()
            told.append(Reason(now_s, view.because, view.sure))

    def of(self, place: str) -> list[Reason]:
        """The reasons of a place, the newest first."""
        return list(reversed(self._of.get(place, ())))
