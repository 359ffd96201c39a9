"""Reduction meter: how much a compressor or limiter takes away, from the top down."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.picture import Picture
from app.window.theme import colour, theme

WHOLE_DB = 20.0
SEGMENT = 4


class ReductionMeter(QWidget):
    """Its whole length is 20 dB, the first decibels the longest."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length = 0
        self._lit = Picture(self, lambda painter: self._draw(painter, 255))
        self._dark = Picture(self, lambda painter: self._draw(painter, 14))
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
        """Copy what is lit and what is dark from two ready pictures."""
        assert a0 is not None
        ratio = self.devicePixelRatioF()
        lit, dark = self._lit.pixmap(), self._dark.pixmap()
        painter = QPainter(self)
        dirty = a0.rect()
        for picture, top, foot in ((lit, 0, self._length), (dark, self._length, self.height())):
            top, foot = max(top, dirty.top()), min(foot, dirty.bottom() + 1)
            if foot > top:
                source = QRectF(0, top * ratio, self.width() * ratio, (foot - top) * ratio)
                painter.drawPixmap(QRectF(0, top, self.width(), foot - top), picture, source)

    def _draw(self, painter: QPainter, alpha: int) -> None:
        """The whole column, segment by segment."""
        painter.fillRect(self.rect(), colour(theme.panel))
        for top in range(0, self.height(), SEGMENT):
            painter.fillRect(0, top, self.width(), SEGMENT - 1, colour(theme.held, alpha))
