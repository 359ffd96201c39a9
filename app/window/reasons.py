"""Reasons: what the mind did to each strip, when, why and how sure it was. No Qt."""

from __future__ import annotations

import re
from collections import deque

from msgspec import Struct

from app.shown.board import PlaceView

_FIGURES = re.compile(r"[-+\u2212]?[0-9][0-9.,]*")
KEPT = 60
APART_S, CREEP_S = 4.0, 30.0
"""A reason that follows sooner replaces the one before; where only figures creep, it must be later still."""


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
            creeps = bool(told) and _FIGURES.sub("", told[-1].text) == _FIGURES.sub("", view.because)
            if len(told) > 1 and now_s - told[-2].at_s < (CREEP_S if creeps else APART_S):
                told.pop()
            told.append(Reason(now_s, view.because, view.sure))

    def of(self, place: str) -> list[Reason]:
        """The reasons of a place, the newest first."""
        return list(reversed(self._of.get(place, ())))
