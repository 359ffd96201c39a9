"""Scribble: a strip's name, role and colour; it chooses the strip, opens its page and has its menu."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font, theme

MOST_MARKS = 4
"""More insert effects than these are not marked one by one."""


class Scribble(QAbstractButton):
    """Number and role small, the name large, over its colour; a mark for each insert, bright if it plays."""

    opened = pyqtSignal()
    picked = pyqtSignal(object)
    """A click, with the modifiers: Shift and Ctrl choose several strips."""
    menu_wanted = pyqtSignal(object)
    """Where, on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._role = self._number = ""
        self._group = ""
        self._inserts: tuple[bool, ...] = ()
        self._selected = False
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.clicked.connect(lambda: self.picked.emit(self._modifiers))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_name(self, number: str, name: str, role: str, group: str) -> None:
        """Show who this is."""
        if (number, name, role, group) != (self._number, self._name, self._role, self._group):
            self._number, self._name, self._role, self._group = number, name, role, group
            self.setAccessibleName(f"{name}, {role}" if role else name)
            self.setToolTip(
                f"{name}{', ' + role if role else ''}\n"
                + say("Double-click opens the strip page; right-click for name, role, colour and copies.")
                + "\n"
                + say("Shift- and Ctrl-click choose several strips.")
            )
            self.update()

    def show_inserts(self, inserts: tuple[bool, ...]) -> None:
        """Show how many insert effects there are, and which play."""
        if inserts != self._inserts:
            self._inserts = inserts
            self.update()

    def show_selected(self, selected: bool) -> None:
        """Show whether it is one of several that are chosen."""
        if selected != self._selected:
            self._selected = selected
            self.setAccessibleDescription(say("chosen with others") if selected else "")
            self.update()

    def mousePressEvent(self, e: QMouseEvent | None) -> None:
        """Remember the modifiers of the click."""
        assert e is not None
        self._modifiers = e.modifiers()
        super().mousePressEvent(e)

    def contextMenuEvent(self, a0: QContextMenuEvent | None) -> None:
        """The menu, under the pointer or, from the keyboard, under the name."""
        assert a0 is not None
        at = a0.globalPos()
        if a0.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.mapToGlobal(self.rect().bottomLeft())
        self.menu_wanted.emit(at)

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
        marks = self._inserts[:MOST_MARKS]
        room = inner.width() - (5 * len(marks) + 3 if marks else 0)
        size = 14.0
        painter.setFont(font(size, BOLD))
        while size > 10 and painter.fontMetrics().horizontalAdvance(self._name) > room - 2:
            size -= 1
            painter.setFont(font(size, BOLD))
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, round(room))
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
        painter.setPen(Qt.PenStyle.NoPen)
        for number, plays in enumerate(reversed(marks)):
            painter.setBrush(colour(theme.text if plays else theme.faint))
            painter.drawRoundedRect(QRectF(inner.right() - 3 - 5 * number, inner.top(), 3, 8), 1, 1)
        if self._selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(theme.text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(theme.dim))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
