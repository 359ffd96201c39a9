"""Place view: where the player is, large, how long all of it is, and what is repeated."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.state import Playing
from app.window.rehearse.times import write_time
from app.window.theme import BOLD, colour, font, theme
from app.window.well import paint_well


class PlaceView(QWidget):
    """A well with figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ("", "")
        self.setAccessibleName(say("Place"))

    def show_place(self, seconds: float, player: Playing | None) -> None:
        """Show where it is."""
        words = ("–:––", "")
        if player is not None:
            words = write_time(seconds), say("of {length}", length=write_time(player.seconds))
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(" ".join(words))
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The place large, the length beside it."""
        painter, rect = paint_well(self, theme.line, 4)
        large, small = self._words
        painter.setFont(font(24, BOLD))
        width = painter.fontMetrics().horizontalAdvance(large)
        painter.setPen(colour(theme.text if small else theme.faint))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(12, 0, 0, 0), flags, large)
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        painter.drawText(
            QRectF(rect.left() + width + 20, rect.top() + 4, rect.width(), rect.height()), flags, small
        )
