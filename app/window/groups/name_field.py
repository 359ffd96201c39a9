"""Name field: a name that is changed where it stands."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.shown.language import say
from app.window.theme import BOLD, font, theme

LONGEST = 24


class NameField(QLineEdit):
    """Click and type; Return takes the name, Escape and leaving forget it."""

    renamed = pyqtSignal(str)

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setMaxLength(LONGEST)
        self.setFont(font(13, BOLD))
        self.setAccessibleName(what)
        self._what = what
        self._dress(False)

    def show_name(self, name: str) -> None:
        """Show a name, unless another is being typed."""
        if name != self._name:
            self._name = name
            words = say("{name}\n{what}: click and type another, Return takes it", name=name, what=self._what)
            self.setToolTip(words)
            if not (self.hasFocus() and self.isModified()):
                self._restore()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Take it or leave it."""
        assert a0 is not None
        if a0.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            name = self.text().strip()
            if name and name != self._name:
                self.renamed.emit(name)
                self.setModified(False)
            self.clearFocus()
        elif a0.key() == Qt.Key.Key_Escape:
            self._restore()
            self.clearFocus()
        else:
            super().keyPressEvent(a0)

    def focusInEvent(self, a0: QFocusEvent | None) -> None:
        """All of it is selected, ready to be replaced."""
        super().focusInEvent(a0)
        self._dress(True)
        if a0 is not None and a0.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, a0: QFocusEvent | None) -> None:
        """What was not taken is forgotten."""
        super().focusOutEvent(a0)
        self._dress(False)
        if self.isModified():
            self._restore()

    def _restore(self) -> None:
        self.setText(self._name)
        self.setCursorPosition(0)
        self.setModified(False)

    def _dress(self, typing: bool) -> None:
        ground, edge = (theme.well, theme.held) if typing else ("transparent", "transparent")
        self.setStyleSheet(
            f"QLineEdit {{ background: {ground}; color: {theme.text}; border: 1px solid {edge};"
            f" border-radius: 4px; padding: 0 4px; }}"
            f"QLineEdit:hover {{ border-color: {theme.held if typing else theme.line}; }}"
        )
