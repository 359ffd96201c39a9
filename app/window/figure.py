"""Figure: a small heading and a measured value under it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.theme import BOLD, colour, font, theme


class Figure(QWidget):
    """What is measured, and how much; a long bar under it may show where between two ends it is."""

    def __init__(
        self, heading: str, parent: QWidget | None = None, large: bool = False, tip: str = ""
    ) -> None:
        super().__init__(parent)
        self._heading = heading
        self._value = "–"
        self._shade = theme.text
        self._large = large
        self.setAccessibleName(heading)
        self.setToolTip(tip or heading)

    def show_words(self, value: str, shade: str = theme.text) -> None:
        """Show a value."""
        if (value, shade) != (self._value, self._shade):
            self._value, self._shade = value, shade
            self.setAccessibleDescription(value)
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Heading left, value right."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._heading)
        painter.setFont(font(18 if self._large else 12, BOLD))
        painter.setPen(colour(self._shade))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._value)
