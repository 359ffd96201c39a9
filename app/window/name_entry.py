"""Name entry: a line over a widget where a person types a name."""

from __future__ import annotations

from PyQt6.QtCore import QRect, pyqtSignal
from PyQt6.QtGui import QFocusEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.over_entry import OverEntry

LEAST_WIDTH, HEIGHT = 140, 32
LONGEST = 60
"""Letters."""


class NameEntry(OverEntry):
    """Leaving takes the name too; an empty name is none."""

    named = pyqtSignal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, 14)
        self._before = ""
        self.setMaxLength(LONGEST)
        self.setAccessibleName(say("Name"))

    def begin(self, name: str, over: QRect | None = None) -> None:
        """Appear over the widget, or a part of it, with a name to replace."""
        part = over or self._over.rect()
        top = part.top() + (part.height() - HEIGHT) // 2
        self._before = name
        self._appear(QRect(part.left(), top, max(LEAST_WIDTH, part.width()), HEIGHT), name)
        self.selectAll()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """Leaving takes it."""
        super().focusOutEvent(a0)
        self._take()

    def _take(self) -> bool:
        self.hide()
        name, before = self.text().strip(), self._before
        self._before = name
        if name and name != before:
            self.named.emit(name)
        return True

    def _forget(self) -> None:
        self._before = self.text().strip()
        self.hide()
