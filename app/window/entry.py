"""Value entry: a line over a control where a person types a value."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.shown.words import read_value, write_value
from app.window.theme import font, theme
from engine.console.params import Param

WIDTH, HEIGHT = 68, 26


class ValueEntry(QLineEdit):
    """Return takes the value, Escape and leaving forget it; what makes no sense stays, in red."""

    typed = pyqtSignal(float)

    def __init__(self, row: Param, over: QWidget) -> None:
        super().__init__(over.window())
        self._row = row
        self._over = over
        self.setFont(font(12))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._dress(theme.held)
        self.textEdited.connect(lambda _: self._dress(theme.held))

    def begin(self, value: float, begun: str = "") -> None:
        """Appear over the control with a value to replace."""
        window = self._over.window()
        assert window is not None
        middle = self._over.mapTo(window, self._over.rect().center())
        x = min(max(0, middle.x() - WIDTH // 2), window.width() - WIDTH)
        self.setGeometry(x, middle.y() - HEIGHT // 2, WIDTH, HEIGHT)
        self.setText(begun or write_value(self._row, value, unit=False).replace("−", "-"))
        if not begun:
            self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take it or leave it."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            value = read_value(self._row, self.text())
            if value is None:
                self._dress(theme.mute)
            else:
                self._leave()
                self.typed.emit(value)
        elif a0.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(a0)

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """Leaving forgets."""
        super().focusOutEvent(a0)
        self.hide()

    def _leave(self) -> None:
        self.hide()
        self._over.setFocus()

    def _dress(self, edge: str) -> None:
        self.setStyleSheet(
            f"background: {theme.well}; color: {theme.text}; border: 2px solid {edge}; border-radius: 4px;"
        )
