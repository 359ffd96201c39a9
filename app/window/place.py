"""Place: where a window is on the desktop, so that it comes back as it was; which of several it is."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from PyQt6.QtCore import QRect
from PyQt6.QtGui import QGuiApplication

from app.preferences import MOST_WINDOWS, WindowPlace

LEAST_SEEN = 80
"""So many pixels of a window must be on a screen for it to come back there."""


def claim_slot(runtime: Path) -> int:
    """The first number that no other window over this folder has; ours until this process ends."""
    for slot in range(MOST_WINDOWS - 1):
        door = os.open(runtime / f"window.{slot}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(door)
        else:
            return slot
    return MOST_WINDOWS - 1


def find_room(place: WindowPlace, screens: list[QRect]) -> QRect | None:
    """Where a window may come back: where it was, shrunk to a screen; None where that screen has gone."""
    wanted = QRect(place.x, place.y, place.width, place.height)
    for screen in screens:
        seen = wanted.intersected(screen)
        if seen.width() >= LEAST_SEEN and seen.height() >= LEAST_SEEN:
            width, height = min(wanted.width(), screen.width()), min(wanted.height(), screen.height())
            x = min(max(wanted.x(), screen.x()), screen.x() + screen.width() - width)
            y = min(max(wanted.y(), screen.y()), screen.y() + screen.height() - height)
            return QRect(x, y, width, height)
    return None


def list_screens() -> list[QRect]:
    """The room on each screen, the first one first."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]
