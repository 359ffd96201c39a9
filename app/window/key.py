"""Key: a lit key of the console."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import BOLD, colour, font, ink_on, theme

CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


class Key(QAbstractButton):
    """Lit or dark; the desk says which, so it never lights itself. A second line may say more.

    Half lit, it is on by what lies over it.
    """

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
        self._name = name
        self._lit = self._half = False
        self._half_light = light
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
            self.setAccessibleDescription(say("on") if lit else say("off"))
            self.update()

    @property
    def half(self) -> bool:
        """Whether it is on by what lies over it."""
        return self._half

    def show_half(self, why: str, light: str = "") -> None:
        """Outline it in its light, or another, because of something else, in words; "" is nothing."""
        if (self.toolTip(), self._half_light) != (why or self._name, light or self.light):
            self._half, self._half_light = bool(why), light or self.light
            self.setToolTip(why or self._name)
            self.setAccessibleDescription(why or say("on") if self._lit or why else say("off"))
            self.update()

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Return acts as the space bar does."""
        assert e is not None
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(e)

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
        if self._half and not self._lit:
            shade = self._half_light
            fill, text, edge = colour(shade, 70), colour(theme.text), colour(shade)
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
            line = rect.height() * 0.36
            upper = QRectF(rect.left(), rect.height() * 0.35 - line / 2, rect.width(), line)
            painter.drawText(upper, CENTRED, self.text())
            painter.setFont(font(9.5))
            painter.drawText(upper.translated(0, line), CENTRED, self.more)
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
