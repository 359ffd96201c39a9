"""Over entry: a line that appears over a widget, where a person types."""

from __future__ import annotations

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.window.theme import font, theme


class OverEntry(QLineEdit):
    """Return takes what was typed, Escape forgets it; whoever inherits says what leaving does."""

    def __init__(self, over: QWidget, size: int) -> None:
        super().__init__(over.window())
        self._over = over
        self.setFont(font(size))
        self.hide()

    def _appear(self, part: QRect, text: str) -> None:
        """Come over a part of the widget, but not out of its window."""
        window = self._over.window()
        assert window is not None
        corner = self._over.mapTo(window, part.topLeft())
        x = min(max(0, corner.x()), window.width() - part.width())
        self.setGeometry(x, corner.y(), part.width(), part.height())
        self._dress(theme.held)
        self.setText(text)
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take it or leave it."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._take():
                self._over.setFocus()
        elif a0.key() == Qt.Key.Key_Escape:
            self._forget()
            self._over.setFocus()
        else:
            super().keyPressEvent(a0)

    def _take(self) -> bool:
        """Hide and say what was typed; False where it makes no sense and stays."""
        raise NotImplementedError

    def _forget(self) -> None:
        self.hide()

    def _dress(self, edge: str) -> None:
        self.setStyleSheet(
            f"background: {theme.well}; color: {theme.text}; border: 2px solid {edge};"
            " border-radius: 4px; padding: 0 4px;"
        )
