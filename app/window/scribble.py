"""Scribble: a strip's name, role and colour; a click chooses the strip, a double click opens its page."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font, theme


class Scribble(QAbstractButton):
    """Number and role small, the name large, over the colour of its group."""

    opened = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._role = self._number = ""
        self._group = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_name(self, number: str, name: str, role: str, group: str) -> None:
        """Show who this is."""
        if (number, name, role, group) != (self._number, self._name, self._role, self._group):
            self._number, self._name, self._role, self._group = number, name, role, group
            self.setAccessibleName(f"{name}, {role}" if role else name)
            self.setToolTip(f"{name}{', ' + role if role else ''}\nDouble-click opens the strip page")
            self.update()

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Open the page of this strip."""
        self.opened.emit()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """The colour, the name, the role."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = colour(GROUP_COLOURS.get(self._group, PLAIN))
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        back = colour(GROUP_COLOURS.get(self._group, PLAIN), 58 if self.underMouse() else 38)
        painter.setBrush(back)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(0, 0, rect.width(), 3), 1.5, 1.5)
        inner = rect.adjusted(7, 7, -6, -6)
        size = 14.0
        painter.setFont(font(size, BOLD))
        while size > 10 and painter.fontMetrics().horizontalAdvance(self._name) > inner.width():
            size -= 1
            painter.setFont(font(size, BOLD))
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, round(inner.width()))
        painter.setPen(colour(theme.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        painter.setFont(font(10))
        painter.setPen(tint)
        width = painter.fontMetrics().horizontalAdvance(self._number) + 4
        flags = Qt.AlignmentFlag.AlignBottom
        role = painter.fontMetrics().elidedText(
            self._role, Qt.TextElideMode.ElideRight, round(inner.width() - width)
        )
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignLeft, role)
        painter.setPen(colour(theme.faint))
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignRight, self._number)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(theme.dim))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
