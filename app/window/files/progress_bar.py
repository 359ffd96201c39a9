"""Progress bar: what is being made ready, how far it is, and since when."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.theme import MEDIUM, colour, font, theme


class ProgressBar(QWidget):
    """Words, a filling from the left, and a word at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = self._right = ""
        self.share = 0.0
        self.setFixedHeight(36)

    def show_progress(self, words: str, share: float, right: str = "") -> None:
        """Show how far it is, 0 to 1."""
        if (words, share, right) != (self.words, self.share, self._right):
            self.words, self.share, self._right = words, share, right
            self.setAccessibleName(words)
            self.setAccessibleDescription(f"{100 * share:.0f} %")
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A well, its filling, and the words over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colour(theme.line))
        painter.setBrush(colour(theme.well))
        painter.drawRoundedRect(rect, 4, 4)
        full = QRectF(2, 2, (rect.width() - 3) * min(1.0, max(0.0, self.share)), rect.height() - 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.ghost, 70))
        painter.drawRoundedRect(full, 3, 3)
        painter.setFont(font(12, MEDIUM))
        painter.setPen(colour(theme.text))
        inner = rect.adjusted(12, 0, -12, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.words)
        painter.setPen(colour(theme.dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._right)
