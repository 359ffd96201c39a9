"""Control: one parameter under a person's hand: mouse, wheel, keys, type-in, menu, tooltip."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QMenu, QToolTip, QWidget

from app.shown.language import say
from app.shown.words import HOLD_WORDS, name_param, write_value
from app.window.entry import ValueEntry
from engine.console.moves import Hold
from engine.console.params import Param
from engine.console.taper import to_position, to_value

SEND_MS = 8
"""Moves of a drag go out no faster than this."""

SETTLE_S = 0.3
"""How long after the last move the hand's value is shown while the desk's answer is on its way."""

STEP, COARSE, FINE = 0.0125, 0.1, 0.2
"""Of the whole way: a wheel notch or arrow key, a page key; how much slower the fine drag is."""

CLICK_PX = 3


class Control(QWidget):
    """A value between the ends of its `Param`; says what the hand does and shows what the desk says."""

    moved = pyqtSignal(float)
    """The hand moves or only touches it."""

    held = pyqtSignal(object)
    """The hand gives it back, holds it or locks it: a `Hold`."""

    taken = pyqtSignal(bool)
    """The hand takes it, or lets go."""

    settled = pyqtSignal()
    """A while after the hand it shows what the desk said meanwhile."""

    vertical = False

    def __init__(self, row: Param, owner: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.owner = owner
        self.why = ""
        self.add_more: Callable[[QMenu], None] | None = None
        """Adds to the menu what is known of the parameter where it is bound."""
        self.value = row.default
        self.ghost: float | None = None
        self.hold = Hold.AUTO
        self.grabbed = False
        self._from = QPointF()
        self._position = 0.0
        self._until = 0.0
        self._unsent: float | None = None
        self._entry: ValueEntry | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEND_MS)
        self._timer.timeout.connect(self._send)
        self._told = (row.default, self.ghost, self.hold)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(round(1000 * SETTLE_S))
        self._waiting.timeout.connect(self._settle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.set_owner(owner)

    def set_owner(self, owner: str) -> None:
        """Whose parameter it is, for tooltips and screen readers."""
        self.owner = owner
        self.setAccessibleName(f"{owner} {name_param(self.row)}".strip())

    def set_row(self, row: Param) -> None:
        """Go on with another parameter on the same scale; the hand lets go of the one before."""
        self._timer.stop()
        self._send()
        self._let_go()
        self._until = 0.0
        self._waiting.stop()
        self.row, self.value, self.ghost, self.hold = row, row.default, None, Hold.AUTO
        if self._entry is not None:
            self._entry.hide()
            self._entry.deleteLater()
            self._entry = None
        self.set_owner(self.owner)
        self.update()

    def show_value(self, value: float, ghost: float | None = None, hold: Hold = Hold.AUTO) -> None:
        """Show what the desk says; while the hand is on it, a while later."""
        self._told = (value, ghost, hold)
        if self.grabbed or (time.monotonic() < self._until and value != self.value):
            value = self.value
            self._waiting.start()
        else:
            self._until = 0.0
        if (value, ghost, hold) != (self.value, self.ghost, self.hold):
            self.value, self.ghost, self.hold = value, ghost, hold
            if self.hasFocus():
                self.setAccessibleDescription(self.describe())
            self.refresh()

    def refresh(self) -> None:
        """Paint again what a change of value touches."""
        self.update()

    def travel(self) -> float:
        """Pixels from one end to the other."""
        return max(40.0, float(self.height() if self.vertical else self.width()))

    def describe(self) -> str:
        """Value, whose it is, what the mind wants and why."""
        lines = [f"{self.owner}  {name_param(self.row)}  {write_value(self.row, self.value)}".strip()]
        if self.row.automatic:
            words = {
                Hold.AUTO: say("AUTO: the mind moves it"),
                Hold.HELD: say("HELD by hand; double-click gives it back"),
                Hold.LOCKED: say("LOCKED; Ctrl-click unlocks"),
            }
            lines.append(words[self.hold])
            if self.ghost is not None:
                lines.append(say("The mind wants {value}", value=write_value(self.row, self.ghost)))
            if self.why:
                lines.append(say("Why: {reason}", reason=self.why))
        return "\n".join(lines)

    def move_to(self, position: float) -> None:
        """The hand puts it somewhere, 0..1 of its way."""
        self._take(to_value(self.row, position))

    def set_by_hand(self, value: float) -> None:
        """The hand sets a value."""
        self._take(self.row.clamp(value))

    def give_back(self) -> None:
        """Back to the mind; what no mind moves goes to its default."""
        self._until = 0.0
        self._unsent = None
        if self.row.automatic:
            self.held.emit(Hold.AUTO)
        else:
            self.set_by_hand(self.row.default)

    def toggle_lock(self) -> None:
        """Lock it, or unlock it to the mind."""
        if self.row.automatic:
            self.held.emit(Hold.AUTO if self.hold is Hold.LOCKED else Hold.LOCKED)

    def type_in(self, begun: str = "") -> None:
        """Let a person type a value."""
        if self._entry is None:
            self._entry = ValueEntry(self.row, self)
            self._entry.typed.connect(self.set_by_hand)
        self._entry.begin(self.value, begun)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Touching holds; Ctrl locks."""
        assert a0 is not None
        if a0.button() != Qt.MouseButton.LeftButton:
            return
        if a0.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle_lock()
            return
        self.grabbed = True
        self.taken.emit(True)
        self._from = a0.position()
        self._position = to_position(self.row, self.value)
        self._unsent = self.value
        self._send()
        self.refresh()

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """A drag moves it from where it stands; Shift makes it fine."""
        assert a0 is not None
        if not self.grabbed:
            return
        way = a0.position() - self._from
        self._from = a0.position()
        along = -way.y() if self.vertical else way.x()
        scale = FINE if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._position = min(1.0, max(0.0, self._position + scale * along / self.travel()))
        if along:
            self.move_to(self._position)

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        """Let go."""
        if self.grabbed:
            self.grabbed = False
            self._send()
            self.taken.emit(False)
            self._waiting.start()
            QToolTip.hideText()
            self.refresh()

    def hideEvent(self, a0: QHideEvent | None) -> None:
        """What is out of sight is in no hand."""
        self._let_go()

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        """Give it back."""
        assert a0 is not None
        if a0.button() == Qt.MouseButton.LeftButton:
            self.grabbed = False
            self.give_back()
            self.refresh()

    def wheelEvent(self, a0: QWheelEvent | None) -> None:
        """A notch is a step; Shift makes it fine. Sideways belongs to the page."""
        assert a0 is not None
        notches = a0.angleDelta().y() / 120.0
        shift = bool(a0.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and not notches:
            notches = a0.angleDelta().x() / 120.0
        if not notches:
            a0.ignore()
            return
        self.nudge(notches * STEP * (FINE if shift else 1.0))
        a0.accept()

    def nudge(self, way: float) -> None:
        """Move by a part of the whole way."""
        self.move_to(min(1.0, max(0.0, to_position(self.row, self.value) + way)))

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Arrows and pages move, Home is the default, Backspace gives back, L locks, digits type a value."""
        assert a0 is not None
        key = a0.key()
        step = STEP * (FINE if a0.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0)
        ways = {
            Qt.Key.Key_Up: step,
            Qt.Key.Key_Right: step,
            Qt.Key.Key_Down: -step,
            Qt.Key.Key_Left: -step,
            Qt.Key.Key_PageUp: COARSE,
            Qt.Key.Key_PageDown: -COARSE,
        }
        if key in ways:
            self.nudge(ways[Qt.Key(key)])
        elif key == Qt.Key.Key_Home:
            self.set_by_hand(self.row.default)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.give_back()
        elif key == Qt.Key.Key_L and not a0.modifiers():
            self.toggle_lock()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.type_in()
        elif a0.text() and (a0.text().isdigit() or a0.text() in "+-.,"):
            self.type_in(a0.text())
        else:
            super().keyPressEvent(a0)

    def contextMenuEvent(self, a0: QContextMenuEvent | None) -> None:
        """Everything that can be done with it, in words."""
        assert a0 is not None
        menu = QMenu(self)
        menu.addAction(say("Type a value…"), self.type_in)
        menu.addAction(
            say("Default: {value}", value=write_value(self.row, self.row.default)),
            lambda: self.set_by_hand(self.row.default),
        )
        if self.row.automatic:
            menu.addSeparator()
            for hold, words in (
                (Hold.AUTO, say("Give back to the mind")),
                (Hold.HELD, say("Hold")),
                (Hold.LOCKED, say("Lock")),
            ):
                action = menu.addAction(f"{words}   {HOLD_WORDS[hold]}")
                assert action is not None
                action.setEnabled(hold is not self.hold)
                action.triggered.connect(lambda _=False, hold=hold: self.held.emit(hold))
        if self.add_more is not None:
            menu.addSeparator()
            self.add_more(menu)
        menu.popup(a0.globalPos())

    def event(self, a0: QEvent | None) -> bool:
        """Tooltips are written when they are asked for."""
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip:
            QToolTip.showText(a0.globalPos(), self.describe(), self)
            return True
        return super().event(a0)

    def focusInEvent(self, a0: QFocusEvent | None) -> None:
        """A screen reader hears the value."""
        self.setAccessibleDescription(self.describe())
        super().focusInEvent(a0)
        self.update()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """The frame goes."""
        super().focusOutEvent(a0)
        self.update()

    def _settle(self) -> None:
        """Show what the desk said while the hand was on it."""
        self.show_value(*self._told)
        self.settled.emit()

    def _let_go(self) -> None:
        if self.grabbed:
            self.grabbed = False
            self.taken.emit(False)

    def _take(self, value: float) -> None:
        """Show and send what the hand sets; if the desk never says so, what it said is shown again."""
        self._until = time.monotonic() + SETTLE_S
        self._waiting.start()
        if value != self.value:
            self.value = value
            self.refresh()
        self._unsent = value
        if not self._timer.isActive():
            self._send()
            self._timer.start()
        if self.grabbed:
            QToolTip.showText(
                self.mapToGlobal(self.rect().topRight()), write_value(self.row, self.value), self
            )

    def _send(self) -> None:
        if self._unsent is not None:
            value, self._unsent = self._unsent, None
            self.moved.emit(value)
