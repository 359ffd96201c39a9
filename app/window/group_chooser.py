"""Group chooser: where a strip goes after its fader: straight to the master, or through a group."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QActionGroup, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PyQt6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.window.language import say
from app.window.theme import BOLD, colour, font, theme

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class GroupChooser(QAbstractButton):
    """A click or Return opens the menu, arrows go from one to the next."""

    wanted = pyqtSignal(int)
    """0 is the master, then the groups from 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu = QMenu(self)
        self._names: list[str] = [say("Master")]
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Goes to"))
        self.setToolTip(say("Where this strip goes after its fader: the master, or a group first"))
        self.clicked.connect(self._open)

    def show_group(self, names: list[str], chosen: int) -> None:
        """Show the names of master and groups, and which of them the strip goes to."""
        if (names, chosen) != (self._names, self._chosen):
            self._names, self._chosen = names, chosen
            self.setAccessibleDescription(names[chosen])
            self.update()

    def fill_menu(self) -> None:
        """List master and groups."""
        self.menu.clear()
        group = QActionGroup(self.menu)
        for number, name in enumerate(self._names):
            action = self.menu.addAction(name)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(number == self._chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, number=number: self.wanted.emit(number))

    def keyPressEvent(self, e: QKeyEvent | None) -> None:
        """Arrows choose the one before or the next, Return opens the menu."""
        assert e is not None
        if e.key() in _STEPS:
            number = self._chosen + _STEPS[Qt.Key(e.key())]
            if 0 <= number < len(self._names):
                self.wanted.emit(number)
        elif e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(e)

    def focusInEvent(self, e: QFocusEvent | None) -> None:
        """Show the focus."""
        super().focusInEvent(e)
        self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """What it is, small; where it goes; an arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colour(theme.text if self.hasFocus() else theme.line))
        painter.setBrush(colour(theme.hover if self.underMouse() else theme.raised))
        painter.drawRoundedRect(rect, 4, 4)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        heading = say("Goes to")
        painter.drawText(rect.adjusted(10, 0, 0, 0), flags, heading)
        x = 18 + painter.fontMetrics().horizontalAdvance(heading)
        painter.setFont(font(12, BOLD))
        painter.setPen(colour(theme.text))
        room = rect.adjusted(x, 0, -22, 0)
        name = painter.fontMetrics().elidedText(
            self._names[self._chosen], Qt.TextElideMode.ElideRight, round(room.width())
        )
        painter.drawText(room, flags, name)
        x, y = rect.right() - 12, rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.dim))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]))

    def _open(self) -> None:
        self.fill_menu()
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
