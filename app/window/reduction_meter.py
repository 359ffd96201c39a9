"""Reduction meter: how much a compressor or limiter takes away, from the top down."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.theme import colour, theme

WHOLE_DB = 20.0
SEGMENT = 4


class ReductionMeter(QWidget):
    """Its whole length is 20 dB, the first decibels the longest."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_reduction(self, reduction_db: float) -> None:
        """Show decibels taken away, of either sign."""
        share = min(1.0, abs(reduction_db) / WHOLE_DB) ** 0.6
        length = round(share * self.height() / SEGMENT) * SEGMENT
        if length != self._length:
            low, high = sorted((length, self._length))
            self._length = length
            self.update(0, low, self.width(), high - low)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Segments from the top."""
        assert a0 is not None
        painter = QPainter(self)
        dirty = a0.rect()
        painter.fillRect(dirty, colour(theme.panel))
        first = dirty.top() // SEGMENT * SEGMENT
        for top in range(first, min(self.height(), dirty.bottom() + 1), SEGMENT):
            shade = colour(theme.held) if top < self._length else colour(theme.held, 14)
            painter.fillRect(0, top, self.width(), SEGMENT - 1, shade)
