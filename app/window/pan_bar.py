"""Pan bar: left to right, with the mind's ghost."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF

from app.shown.words import write_value
from app.window.control import Control
from app.window.theme import MEDIUM, colour, font, theme
from engine.console.moves import Hold
from engine.console.taper import to_position

EDGE = 6


class PanBar(Control):
    """A bar from the middle to where it stands; its value is written above."""

    def travel(self) -> float:
        """Pixels from left to right."""
        return float(self.width() - 2 * EDGE)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Value, track, ghost, mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(10, MEDIUM))
        painter.setPen(colour(theme.text if self.value else theme.dim))
        top = QRectF(0, 0, self.width(), self.height() - 10)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, write_value(self.row, self.value))
        painter.setFont(font(9))
        painter.setPen(colour(theme.faint))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, " L")
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "R ")
        y = self.height() - 7.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.groove))
        painter.drawRoundedRect(QRectF(EDGE - 3, y - 2.5, self.travel() + 6, 5), 2.5, 2.5)
        middle, x = self.x_of(0.0), self.x_of(self.value)
        shade = {Hold.AUTO: theme.ghost, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self.hold]
        painter.setBrush(colour(shade, 150))
        painter.drawRect(QRectF(min(middle, x), y - 1.5, abs(x - middle), 3))
        painter.setBrush(colour(theme.faint))
        painter.drawRect(QRectF(middle - 0.5, y - 4, 1, 8))
        if self.ghost is not None:
            where = self.x_of(self.ghost)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(theme.ghost), 1.2))
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(where, y - 4),
                        QPointF(where + 4, y),
                        QPointF(where, y + 4),
                        QPointF(where - 4, y),
                    ]
                )
            )
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.cap if self.hold is Hold.AUTO else shade))
        painter.drawRoundedRect(QRectF(x - 2, y - 5, 4, 10), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour(theme.faint))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def x_of(self, value: float) -> float:
        """Where a value stands."""
        return EDGE + to_position(self.row, value) * self.travel()
