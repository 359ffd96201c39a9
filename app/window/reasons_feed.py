"""Reasons feed: what the mind does and why, strip by strip, in words."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.window.theme import BOLD, GROUP_COLOURS, PLAIN, colour, font, theme
from engine.console.moves import Hold

LEAST_WIDTH = 200
LEAST_ROW = 44


class ReasonsFeed(QWidget):
    """One entry a strip: its name, how sure the mind is, and the reason; shown where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[PlaceView] = []
        self.setAccessibleName(say("What the mind does, and why"))

    def show_places(self, views: list[PlaceView]) -> None:
        """Show the reasons of these strips."""
        key = [(view.name, view.because, view.sure, view.strongest_hold()) for view in views]
        if key != [(view.name, view.because, view.sure, view.strongest_hold()) for view in self._views]:
            self._views = views
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Heading and entries, as many as fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        painter.drawText(
            QRectF(14, 12, 200, 16), Qt.AlignmentFlag.AlignVCenter, say("WHAT THE MIND DOES, AND WHY")
        )
        told = [view for view in self._views if view.because]
        if not told:
            painter.setFont(font(11))
            painter.setPen(colour(theme.dim))
            flags = Qt.TextFlag.TextWordWrap.value
            painter.drawText(
                QRectF(14, 36, self.width() - 28, 60), flags, say("It has given no reasons yet.")
            )
            return
        row = max(LEAST_ROW, min(84, (self.height() - 40) // len(told)))
        for index, view in enumerate(told):
            top = 36 + index * row
            if top + LEAST_ROW > self.height():
                break
            self._paint_entry(painter, view, top, row)

    def _paint_entry(self, painter: QPainter, view: PlaceView, top: int, row: int) -> None:
        right = self.width() - 14
        painter.fillRect(QRectF(14, top + 3, 3, row - 12), colour(GROUP_COLOURS.get(view.group, PLAIN)))
        painter.setFont(font(12, BOLD))
        painter.setPen(colour(theme.text))
        painter.drawText(QRectF(24, top, right - 24, 18), Qt.AlignmentFlag.AlignVCenter, view.name)
        painter.setFont(font(10))
        hold = view.strongest_hold()
        if hold is not Hold.AUTO:
            painter.setPen(colour(theme.held if hold is Hold.HELD else theme.locked))
            words = "yours" if hold is Hold.HELD else "locked"
        else:
            painter.setPen(colour(theme.dim))
            words = "" if view.sure is None else f"{view.sure:.0%} sure"
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(24, top, right - 24, 18), flags, words)
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        box = QRectF(24, top + 18, right - 24, row - 24)
        painter.drawText(box, Qt.TextFlag.TextWordWrap.value, view.because)
