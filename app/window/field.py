"""Field: a line where a person types a name."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.window.theme import colour, font, theme


class Field(QLineEdit):
    """Return takes the text, Escape leaves it."""

    entered = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, name: str, parent: QWidget | None = None, hint: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFrame(False)
        self.setFont(font(13))
        self.setTextMargins(8, 0, 8, 0)
        self.setMinimumHeight(32)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take it or leave it."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
        elif a0.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The text, and an edge that shows the focus."""
        super().paintEvent(a0)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.text if self.hasFocus() else theme.line))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
