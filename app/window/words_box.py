"""Words box: a few sentences, wrapped; read aloud by screen readers too."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.window.theme import colour, font, theme


class WordsBox(QWidget):
    """Plain text; `tone` names a colour of the theme."""

    def __init__(
        self,
        parent: QWidget | None = None,
        pixels: float = 12,
        tone: str = "dim",
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        super().__init__(parent)
        self.words = ""
        self._tone, self._font = tone, font(pixels, weight)

    def show_words(self, words: str, tone: str = "") -> None:
        """Say something else."""
        if (words, tone or self._tone) != (self.words, self._tone):
            self.words, self._tone = words, tone or self._tone
            self.setAccessibleName(words)
            self.update()

    def height_for(self, width: int) -> int:
        """How high the text is at a width."""
        flags = int(Qt.TextFlag.TextWordWrap)
        return QFontMetrics(self._font).boundingRect(QRect(0, 0, width, 4000), flags, self.words).height()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The text from the top left."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(colour(getattr(theme, self._tone)))
        painter.drawText(QRectF(self.rect()), int(Qt.TextFlag.TextWordWrap), self.words)
