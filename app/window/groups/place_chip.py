"""Place chip: a strip or bus as a small key in its colour."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import GROUP_COLOURS, MEDIUM, PLAIN, colour, font, ink_on, theme


class PlaceChip(QAbstractButton):
    """Filled where the place is a member, outlined where it is not; a tick says it without colour."""

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._member = False
        self._group = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def is_member(self) -> bool:
        """Whether the place is one."""
        return self._member

    def show_place(self, name: str, group: str, member: bool) -> None:
        """Show a place, by name and group of roles, and whether it is a member."""
        if (name, group, member) != (self.text(), self._group, self._member):
            self._group, self._member = group, member
            self.setText(name)
            self.setAccessibleName(name)
            self.setAccessibleDescription(say("member") if member else say("no member"))
            self.setToolTip(
                say("{name} is a member; click to take it out", name=name)
                if member
                else say("Click to take {name} in", name=name)
            )
            self.update()

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Return acts as the space bar does."""
        assert e is not None
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(e)

    def focusInEvent(self, e: QFocusEvent | None) -> None:
        """Show the focus."""
        super().focusInEvent(e)
        self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """A rounded chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        tint = GROUP_COLOURS.get(self._group, PLAIN)
        painter.setPen(QPen(colour(theme.text if self.hasFocus() else tint), 1))
        painter.setBrush(colour(tint, 255 if self._member else 60 if self.underMouse() else 22))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setFont(font(11, MEDIUM))
        painter.setPen(ink_on(tint) if self._member else colour(theme.text))
        inner = rect.adjusted(7, 0, -7, 0)
        if self._member:
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "✓")
            inner.setRight(inner.right() - 14)
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(inner.width())
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
