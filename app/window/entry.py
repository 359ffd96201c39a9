"""Value entry: a line over a control where a person types a value."""

from __future__ import annotations

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent
from PyQt6.QtWidgets import QWidget

from app.shown.words import read_value, write_value
from app.window.over_entry import OverEntry
from app.window.theme import theme
from engine.console.params import Param

WIDTH, HEIGHT = 68, 26


class ValueEntry(OverEntry):
    """Leaving forgets; what makes no sense stays, in red."""

    typed = pyqtSignal(float)

    def __init__(self, row: Param, over: QWidget) -> None:
        super().__init__(over, 12)
        self._row = row
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.textEdited.connect(lambda _: self._dress(theme.held))

    def begin(self, value: float, begun: str = "") -> None:
        """Appear over the control with a value to replace."""
        part = QRect(0, 0, WIDTH, HEIGHT)
        part.moveCenter(self._over.rect().center())
        self._appear(part, begun or write_value(self._row, value, unit=False).replace("−", "-"))
        if not begun:
            self.selectAll()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """Leaving forgets."""
        super().focusOutEvent(a0)
        self._forget()

    def _take(self) -> bool:
        value = read_value(self._row, self.text())
        if value is None:
            self._dress(theme.mute)
            return False
        self.hide()
        self.typed.emit(value)
        return True
