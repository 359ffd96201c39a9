"""Strip row: strips side by side, scrolled and in banks, one of them chosen for the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt
from PyQt6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.window.strip_column import NARROW, WIDE, StripColumn

SCROLL_BAR = 10
BANK = 8
_SWITCHES = {Qt.Key.Key_M: "mute", Qt.Key.Key_S: "solo", Qt.Key.Key_F: "safe"}

Column = TypeVar("Column", bound=StripColumn)


class StripRow(QScrollArea, Generic[Column]):
    """Strips grow to fill the width; below their narrowest they scroll."""

    def __init__(self, make: Callable[[int, QWidget], Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strips: list[Column] = []
        self.chosen = 0
        self._make = make
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
        self.strips = [self._make(index, self._bed) for index in range(count)]
        for strip in self.strips:
            strip.chosen.connect(self.choose)
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
                strip.show_chosen(strip.index == self.chosen)
            self.ensureWidgetVisible(self.strips[self.chosen], 8, 0)

    def scroll_bank(self, banks: int) -> None:
        """Go on by eight strips, or back."""
        bar = self.horizontalScrollBar()
        if bar is not None and self.strips:
            step = self.strips[0].width() * BANK
            bar.setValue((bar.value() // step + banks) * step)

    def press(self, a0: QKeyEvent) -> bool:
        """M, S and F switch the chosen strip; brackets go from strip to strip. Whether it was such a key."""
        key = a0.key()
        if not self.strips:
            return False
        if key in _SWITCHES and not a0.modifiers():
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
