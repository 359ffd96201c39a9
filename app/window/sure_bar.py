"""Sure bar: how sure the mind is, all in all."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.theme import BOLD, colour, font, theme

LAMPS = 10


class SureBar(QWidget):
    """Ten lamps and per cent; nothing where the mind does not say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sure: float | None = None
        self.setAccessibleName(say("Confidence of the mind"))
        self.setToolTip(say("How sure the mind is, the mean of all strips; each strip's tooltip has its own"))

    def show_sure(self, sure: float | None) -> None:
        """Show a confidence 0..1."""
        if sure is not None:
            sure = round(sure, 2)
        if sure != self._sure:
            self._sure = sure
            self.setAccessibleDescription(say("not known") if sure is None else f"{sure:.0%}")
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Figures over lamps."""
        painter = QPainter(self)
        painter.setFont(font(13, BOLD))
        painter.setPen(colour(theme.faint if self._sure is None else theme.text))
        words = "–" if self._sure is None else f"{100 * self._sure:.0f} %"
        painter.drawText(QRectF(0, 0, self.width(), self.height() - 8), Qt.AlignmentFlag.AlignCenter, words)
        lit = 0 if self._sure is None else round(self._sure * LAMPS)
        step = self.width() / LAMPS
        for lamp in range(LAMPS):
            shade = colour(theme.ghost, 255 if lamp < lit else 40)
            painter.fillRect(QRectF(lamp * step + 0.5, self.height() - 6, step - 2, 4), shade)
