"""Name entry: a line over a widget where a person types a name."""

from __future__ import annotations

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.shown.language import say
from app.window.theme import font, theme

LEAST_WIDTH, HEIGHT = 140, 32
LONGEST = 60
"""Letters."""


class NameEntry(QLineEdit):
    """Return and leaving take the name, Escape forgets it; an empty name is none."""

    named = pyqtSignal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over.window())
        self._over = over
        self._before = ""
        self.setFont(font(14))
        self.setMaxLength(LONGEST)
        self.setAccessibleName(say("Name"))
        self.hide()

    def begin(self, name: str, over: QRect | None = None) -> None:
        """Appear over the widget, or a part of it, with a name to replace."""
        window = self._over.window()
        assert window is not None
        part = over or self._over.rect()
        corner = self._over.mapTo(window, part.topLeft())
        width = max(LEAST_WIDTH, part.width())
        x = min(max(0, corner.x()), window.width() - width)
        self.setGeometry(x, corner.y() + (part.height() - HEIGHT) // 2, width, HEIGHT)
        self.setStyleSheet(
            f"background: {theme.well}; color: {theme.text}; border: 2px solid {theme.held};"
            " border-radius: 4px; padding: 0 4px;"
        )
        self._before = name
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take it or leave it."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            self._over.setFocus()
        elif a0.key() == Qt.Key.Key_Escape:
            self._before = self.text()
            self.hide()
            self._over.setFocus()
        else:
            super().keyPressEvent(a0)

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """Leaving takes it."""
        super().focusOutEvent(a0)
        self._take()

    def _take(self) -> None:
        self.hide()
        name, before = self.text().strip(), self._before
        self._before = name
        if name and name != before:
            self.named.emit(name)
