"""Insert row: one effect of a strip, with keys to bypass, move and remove it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.key import Key
from app.window.theme import BOLD, colour, font, theme

HEIGHT = 36


class InsertRow(QWidget):
    """A press on its name chooses it; Ctrl and arrows move it, B bypasses, Delete removes."""

    chosen = pyqtSignal()
    bypassed = pyqtSignal()
    moved = pyqtSignal(int)
    """By one, up or down."""
    removed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._number = 0
        self._plays = True
        self._is_chosen = False
        self.keys = {
            "bypass": Key(say("BYPASS"), theme.held, self, "", 10),
            "up": Key("▲", theme.text, self, "", 10),
            "down": Key("▼", theme.text, self, "", 10),
            "remove": Key("×", theme.mute, self, "", 15),
        }
        self.keys["bypass"].clicked.connect(self.bypassed)
        self.keys["up"].clicked.connect(lambda: self.moved.emit(-1))
        self.keys["down"].clicked.connect(lambda: self.moved.emit(1))
        self.keys["remove"].clicked.connect(self.removed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_insert(self, number: int, count: int, name: str, plays: bool, is_chosen: bool) -> None:
        """Show an effect, counted from 1."""
        self._number, self._name, self._plays, self._is_chosen = number, name, plays, is_chosen
        self.setAccessibleName(say("Insert {number}, {name}", number=number, name=name))
        self.setAccessibleDescription(say("plays") if plays else say("bypassed"))
        for key, words in (
            ("bypass", say("Bypass {name} (B)", name=name)),
            ("up", say("{name} earlier (Ctrl and up)", name=name)),
            ("down", say("{name} later (Ctrl and down)", name=name)),
            ("remove", say("Remove {name} (Delete); undo brings it back", name=name)),
        ):
            self.keys[key].setToolTip(words)
            self.keys[key].setAccessibleName(words)
        self.keys["bypass"].show_lit(not plays)
        self.keys["up"].setEnabled(number > 1)
        self.keys["down"].setEnabled(number < count)
        self.update()

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Choose it."""
        self.chosen.emit()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """What the keys do, from the keyboard."""
        assert a0 is not None
        ctrl = bool(a0.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and a0.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.keys["up" if a0.key() == Qt.Key.Key_Up else "down"].click()
        elif a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif a0.key() == Qt.Key.Key_B and not a0.modifiers():
            self.bypassed.emit()
        elif a0.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Keys at the right."""
        right = self.width() - 4
        for name, width in (("remove", 30), ("down", 30), ("up", 30), ("bypass", 58)):
            self.keys[name].setGeometry(right - width, 3, width, HEIGHT - 8)
            right -= width + 4

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A plate with number and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -2.5)
        edge = theme.text if self.hasFocus() else theme.dim if self._is_chosen else theme.line
        painter.setPen(QPen(colour(edge), 1))
        painter.setBrush(colour(theme.panel_chosen if self._is_chosen else theme.panel))
        painter.drawRoundedRect(rect, 4, 4)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        painter.drawText(rect.adjusted(10, 0, 0, 0), middle, str(self._number))
        painter.setFont(font(13, BOLD))
        painter.setPen(colour(theme.text if self._plays else theme.faint))
        room = self.keys["bypass"].x() - 36
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.adjusted(28, 0, 0, 0), middle, name)
