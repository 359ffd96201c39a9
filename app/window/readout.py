"""Readout: a fader's level in figures; a click types another."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import MEDIUM, colour, font, theme
from app.window.well import paint_well
from engine.console.moves import Hold


class Readout(QAbstractButton):
    """Figures in a well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold = Hold.AUTO
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("Level"))
        self.setToolTip(say("Click to type a level"))

    def show_words(self, words: str, hold: Hold) -> None:
        """Show a level."""
        if words != self.text() or hold is not self._hold:
            self._hold = hold
            self.setText(words)
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """The figures, in the colour of whose they are."""
        painter, rect = paint_well(self, theme.dim if self.underMouse() else theme.line, 3)
        painter.setPen(
            colour({Hold.AUTO: theme.text, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self._hold])
        )
        painter.setFont(font(12, MEDIUM))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
