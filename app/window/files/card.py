"""Card: a large choice with a sentence."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.window.theme import BOLD, colour, font, theme


class Card(QAbstractButton):
    """Lit when what it offers is in sight."""

    def __init__(self, title: str, words: str, light: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._light = words, light
        self._lit = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_lit(self, lit: bool) -> None:
        """Light it or not."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """A raised plate with a coloured edge, a title and a sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        enabled = self.isEnabled()
        back = theme.hover if self.underMouse() and enabled else theme.raised if self._lit else theme.panel
        edge = theme.text if self.hasFocus() else self._light if self._lit else theme.line
        painter.setPen(QPen(colour(edge), 1.5 if self._lit or self.hasFocus() else 1))
        painter.setBrush(colour(back))
        painter.drawRoundedRect(rect, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._light if enabled else theme.faint))
        painter.drawRoundedRect(QRectF(20, 22, 28, 4), 2, 2)
        painter.setFont(font(17, BOLD))
        painter.setPen(colour(theme.text if enabled else theme.faint))
        painter.drawText(QRectF(20, 34, rect.width() - 36, 28), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(font(12))
        painter.setPen(colour(theme.dim if enabled else theme.faint))
        inner = QRectF(20, 66, rect.width() - 36, rect.height() - 72)
        painter.drawText(inner, int(Qt.TextFlag.TextWordWrap), self._words)
