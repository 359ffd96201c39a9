"""Strip row: strips side by side, scrolled and in banks, one of them chosen for the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.orders.mix import Copy, Paste
from app.window.desk_link import DeskLink
from app.window.strip_column import NARROW, WIDE, StripColumn
from app.window.strip_menu import StripMenu

SCROLL_BAR = 10
BANK = 8
_SWITCHES = {Qt.Key.Key_M: "mute", Qt.Key.Key_S: "solo", Qt.Key.Key_F: "safe"}

Column = TypeVar("Column", bound=StripColumn)


class StripRow(QScrollArea, Generic[Column]):
    """Strips grow to fill the width; below their narrowest they scroll."""

    def __init__(
        self, make: Callable[[int, QWidget], Column], link: DeskLink, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.strips: list[Column] = []
        self.chosen = 0
        self.selected: frozenset[int] = frozenset()
        """Several strips that the menu and pastes go to; empty where it is the chosen one alone."""
        self.menu: StripMenu | None = None
        self._make = make
        self._link = link
        self._bed = QWidget()
        self.setWidget(self._bed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        viewport = self.viewport()
        assert viewport is not None
        viewport.installEventFilter(self)

    def count_strips(self, count: int) -> bool:
        """Make so many strips; whether there were others before."""
        if count == len(self.strips):
            return False
        for strip in self.strips:
            strip.hide()
            strip.deleteLater()
        self.selected = frozenset()
        self.strips = [self._make(index, self._bed) for index in range(count)]
        for strip in self.strips:
            strip.chosen.connect(self.pick)
            strip.menu_wanted.connect(self.open_menu)
            strip.show()
        self._lay_out()
        self.choose(self.chosen)
        return True

    def show_levels(self, peaks: Sequence[float], reductions: Sequence[float]) -> None:
        """Show linear peaks and reductions in dB, one a strip; strips out of sight are left alone."""
        left = -self._bed.x()
        right = left + self.width()
        for strip in self.strips:
            if strip.x() < right and strip.x() + strip.width() > left:
                strip.show_levels(peaks[strip.index], reductions[strip.index])

    def choose(self, index: int) -> None:
        """Make a strip the one that keys go to, and bring it into sight."""
        if self.strips:
            self.chosen = min(len(self.strips) - 1, max(0, index))
            for strip in self.strips:
                strip.show_chosen(strip.index == self.chosen, strip.index in self.selected)
            self.ensureWidgetVisible(self.strips[self.chosen], 8, 0)

    def pick(self, index: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Choose a strip: with Ctrl beside others, with Shift all from the one chosen before."""
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            first, last = sorted((self.chosen, index))
            self.selected = frozenset(range(first, last + 1))
            index = self.chosen
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.selected = (self.selected or frozenset({self.chosen})) ^ {index}
        else:
            self.selected = frozenset()
        self.choose(index)

    def list_picked(self, index: int | None = None) -> list[str]:
        """The places that are meant: those selected, or the one named, or the chosen one."""
        index = self.chosen if index is None else index
        picked = self.selected if index in self.selected else frozenset({index})
        return [f"strip/{each}" for each in sorted(picked) if each < len(self.strips)]

    def open_menu(self, index: int, at: QPoint) -> None:
        """Show what can be done with a strip, or with all that are selected."""
        state, places = self._link.state, self.list_picked(index)
        if state is not None and places:
            if index not in self.selected:
                self.pick(index)
            if self.menu is not None:
                self.menu.deleteLater()
            self.menu = StripMenu(places, state, self._link, self.strips[index].rename, self)
            self.menu.popup(at)

    def scroll_bank(self, banks: int) -> None:
        """Go on by eight strips, or back."""
        bar = self.horizontalScrollBar()
        if bar is not None and self.strips:
            step = self.strips[0].width() * BANK
            bar.setValue((bar.value() // step + banks) * step)

    def press(self, a0: QKeyEvent) -> bool:
        """What keys do with the chosen strip, or with those selected; whether it was such a key.

        M, S and F switch it, R renames it, brackets go to the next. Ctrl+C copies it, Ctrl+V pastes to all
        that are selected; Ctrl+A selects all, Escape the chosen one alone again.
        """
        key, state = a0.key(), self._link.state
        if not self.strips:
            return False
        strip = self.strips[self.chosen]
        if a0.matches(QKeySequence.StandardKey.Copy):
            self._link.send(Copy(strip.place))
        elif a0.matches(QKeySequence.StandardKey.Paste):
            if state is not None and state.copied:
                self._link.send(Paste(self.list_picked()))
        elif a0.matches(QKeySequence.StandardKey.SelectAll):
            self.selected = frozenset(range(len(self.strips)))
            self.choose(self.chosen)
        elif key == Qt.Key.Key_Escape and self.selected:
            self.pick(self.chosen)
        elif key == Qt.Key.Key_R and not a0.modifiers():
            strip.rename()
        elif key == Qt.Key.Key_Menu:
            self.open_menu(self.chosen, strip.scribble.mapToGlobal(strip.scribble.rect().bottomLeft()))
        elif key in _SWITCHES and not a0.modifiers():
            self.strips[self.chosen].keys[_SWITCHES[Qt.Key(key)]].click()
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self.choose(self.chosen + (1 if key == Qt.Key.Key_BracketRight else -1))
            self.strips[self.chosen].fader.setFocus()
        else:
            return False
        return True

    def measure(self, room: int) -> int:
        """How much of a width the strips use."""
        return min(room, self._width(room) * max(1, len(self.strips)))

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """A wheel between the controls scrolls sideways."""
        if isinstance(a1, QWheelEvent):
            bar = self.horizontalScrollBar()
            turn: QPoint = a1.angleDelta()
            if bar is not None:
                bar.setValue(bar.value() - (turn.x() or turn.y()))
            return True
        return super().eventFilter(a0, a1)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Strips share the width."""
        super().resizeEvent(a0)
        self._lay_out()

    def _width(self, room: int) -> int:
        return min(WIDE, max(NARROW, room // max(1, len(self.strips))))

    def _lay_out(self) -> None:
        width, count = self._width(self.width()), max(1, len(self.strips))
        foot = self.height() - (SCROLL_BAR if width * count > self.width() else 0)
        self._bed.resize(width * count, foot)
        for strip in self.strips:
            strip.setGeometry(strip.index * width, 0, width, foot)
