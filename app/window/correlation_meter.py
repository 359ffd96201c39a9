"""Correlation meter: whether left and right agree; under zero, mono loses sound."""

from __future__ import annotations

from math import isnan

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.theme import MEDIUM, colour, font, theme

TROUBLE, CARE = 0.0, 0.3
FALL = 0.25
"""How much of the way to a new value the needle goes in a frame."""


class CorrelationMeter(QWidget):
    """−1 at the left, +1 at the right; no needle in silence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value: float | None = None
        self._drawn = ""
        self.setAccessibleName(say("Stereo correlation"))
        self.setToolTip(
            say("Correlation of left and right over 400 ms: +1 is mono, 0 is wide, under 0 mono loses sound")
        )

    def show_correlation(self, value: float) -> None:
        """Show −1 to +1, or NaN where there is nothing to compare."""
        if isnan(value):
            self.value = None
        elif self.value is None:
            self.value = value
        else:
            self.value += FALL * (value - self.value)
        words = "–" if self.value is None else f"{self.value:+.2f}".replace("-", "−")
        if words != self._drawn:
            self._drawn = words
            self.setAccessibleDescription(words)
            self.update()

    @property
    def shade(self) -> str:
        """The colour of how well it is."""
        if self.value is None:
            return theme.faint
        return theme.over if self.value < TROUBLE else theme.high if self.value < CARE else theme.middle

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A scale with its danger marked, a needle and the figure."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = QRectF(0, 4, self.width() - 44, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.groove))
        painter.drawRoundedRect(scale, 2, 2)
        painter.setBrush(colour(theme.over, 90))
        painter.drawRoundedRect(QRectF(scale.x(), scale.y(), scale.width() / 2 - 1, scale.height()), 2, 2)
        painter.fillRect(QRectF(scale.center().x() - 0.5, 2, 1, 10), colour(theme.dim))
        painter.setFont(font(9))
        painter.setPen(colour(theme.faint))
        for share, words, side in (
            (0.0, "−1", Qt.AlignmentFlag.AlignLeft),
            (0.5, "0", Qt.AlignmentFlag.AlignHCenter),
            (1.0, "+1", Qt.AlignmentFlag.AlignRight),
        ):
            x = scale.x() + share * (scale.width() - 24)
            painter.drawText(QRectF(x, 12, 24, 11), side, words)
        painter.setFont(font(11, MEDIUM))
        painter.setPen(colour(self.shade))
        right = QRectF(self.width() - 42, 0, 42, 14)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._drawn)
        if self.value is not None:
            x = scale.x() + (self.value + 1.0) / 2.0 * scale.width()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.shade))
            painter.drawRoundedRect(QRectF(min(max(x - 2, 0), scale.right() - 4), 1, 4, 12), 1.5, 1.5)
