"""Key: a lit key of the console."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.window.theme import BOLD, colour, font, ink_on, theme


class Key(QAbstractButton):
    """Lit or dark; the desk says which, so it never lights itself. A second line may say more."""

    def __init__(
        self,
        label: str,
        light: str,
        parent: QWidget | None = None,
        name: str = "",
        text_px: float = 11,
        outlined: bool = False,
    ) -> None:
        super().__init__(parent)
        self.light = light
        self.more = ""
        self._lit = False
        self._text_px = text_px
        self._outlined = outlined
        self.setText(label)
        self.setAccessibleName(name or label)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def lit(self) -> bool:
        """Whether it is lit."""
        return self._lit

    def show_lit(self, lit: bool, more: str = "") -> None:
        """Light it or not."""
        if (lit, more) != (self._lit, self.more):
            self._lit, self.more = lit, more
            self.setAccessibleDescription("on" if lit else "off")
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the label."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 28, 32)

    def focusInEvent(self, e: QFocusEvent | None) -> None:
        """Show the focus."""
        super().focusInEvent(e)
        self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """A flat key, filled with its light when lit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._lit:
            fill, text, edge = colour(self.light), ink_on(self.light), colour(self.light)
        else:
            fill = colour(theme.hover if self.underMouse() else theme.raised)
            text = colour(self.light if self._outlined else theme.dim)
            edge = colour(self.light, 150) if self._outlined else colour(theme.line)
        if self.isDown():
            fill = fill.darker(125)
        if self.hasFocus():
            edge = colour(theme.text)
        if not self.isEnabled():
            fill, text, edge = colour(theme.panel), colour(theme.faint), colour(theme.line)
        painter.setBrush(fill)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(text)
        painter.setFont(font(self._text_px, BOLD))
        if self.more:
            upper = rect.adjusted(0, 5, 0, -rect.height() / 2 + 3)
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.text())
            painter.setFont(font(9.5))
            painter.drawText(
                rect.adjusted(2, rect.height() / 2 - 1, -2, -4), Qt.AlignmentFlag.AlignCenter, self.more
            )
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
