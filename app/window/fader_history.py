"""Fader history: the fader over the last minutes: what was heard, what the hand set, what the mind wanted."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.history import HAND, HEARD, LENGTH, MINUTES, RATE_HZ, WANTED
from app.window.theme import MEDIUM, colour, font, theme
from app.window.well import paint_well
from engine.console.params import find_param
from engine.console.taper import to_position

LEFT, RIGHT, TOP, BOTTOM = 34.0, 10.0, 26.0, 20.0
_ROW = find_param("strip", "fader_db")
LINES = (
    (HAND, "hand", theme.held, Qt.PenStyle.DotLine, 1.4),
    (WANTED, "mind", theme.ghost, Qt.PenStyle.DashLine, 1.4),
    (HEARD, "heard", theme.text, Qt.PenStyle.SolidLine, 2.0),
)
EVERY = 4
"""One point of so many is drawn."""


class FaderHistory(QWidget):
    """Time runs to the right, on the scale of the fader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = np.full((4, LENGTH), np.nan, np.float32)
        self.setAccessibleName(say("Fader history"))
        self.setMinimumSize(240, 110)

    def show_levels(self, levels: np.ndarray) -> None:
        """Show (4, LENGTH) levels in dB."""
        self._levels = levels
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Grid, legend, three lines."""
        painter, rect = paint_well(self, theme.line, 5)
        area = rect.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
        painter.setFont(font(10))
        for level_db in (10, 0, -10, -20, -40):
            y = area.bottom() - to_position(_ROW, level_db) * area.height()
            painter.setPen(colour(theme.faint if level_db == 0 else theme.line, 150))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour(theme.faint))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            words = f"+{level_db}" if level_db > 0 else str(level_db).replace("-", "−")
            painter.drawText(QRectF(0, y - 7, LEFT - 6, 14), flags, words)
        for minute in range(MINUTES + 1):
            x = area.right() - minute * 60 * RATE_HZ / LENGTH * area.width()
            painter.setPen(colour(theme.line, 150))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colour(theme.faint))
            words = f"−{minute} min" if minute else "now"
            box = QRectF(min(max(x - 25, 2), self.width() - 52), area.bottom() + 3, 50, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        x = area.left()
        painter.setFont(font(10, MEDIUM))
        for which, name, shade, style, width in LINES:
            pen = QPen(colour(shade), width, style)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 14), QPointF(x + 18, 14))
            painter.setPen(colour(theme.dim))
            painter.drawText(QRectF(x + 24, 6, 60, 16), Qt.AlignmentFlag.AlignVCenter, name)
            x += 76
            painter.setPen(pen)
            painter.drawPolyline(self._line(self._levels[which], area))

    def _line(self, levels: np.ndarray, area: QRectF) -> QPolygonF:
        steps = np.flatnonzero(~np.isnan(levels))[::-EVERY][::-1]
        points = []
        for step in steps.tolist():
            x = area.left() + step / (LENGTH - 1) * area.width()
            points.append(QPointF(x, area.bottom() - to_position(_ROW, float(levels[step])) * area.height()))
        return QPolygonF(points)
