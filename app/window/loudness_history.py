"""Loudness history: short-term and momentary loudness over the last two minutes."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.history import RATE_HZ
from app.window.theme import colour, font, theme
from app.window.well import paint_well

MINUTES = 2
LOW_LUFS, HIGH_LUFS = -48.0, 0.0
TARGETS_LUFS = (-14, -23)
"""What streaming and what broadcasting ask for."""

EVERY = 4
"""One point of so many is drawn."""


class LoudnessHistory(QWidget):
    """Time runs to the right; lines where streaming (−14) and broadcasting (−23) want it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lufs = np.zeros((2, 0), np.float32)
        self.setAccessibleName(say("Loudness history"))
        self.setToolTip(
            say(
                "Short-term (line) and momentary (dots) loudness of the last two minutes; the marks are what "
                "streaming (−14 LUFS) and broadcasting (−23 LUFS) ask for"
            )
        )

    def show_loudness(self, lufs: np.ndarray) -> None:
        """Show (2, times) momentary and short-term LUFS, RATE_HZ a second, the newest last."""
        self._lufs = lufs[:, -MINUTES * 60 * RATE_HZ :]
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Marks, dots, line."""
        painter, rect = paint_well(self, theme.line, 3)
        area = rect.adjusted(1, 4, -1, -4)
        painter.setFont(font(9))
        for target in TARGETS_LUFS:
            y = _find_y(target, area)
            painter.setPen(QPen(colour(theme.faint), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right() - 20, y))
            painter.setPen(colour(theme.dim))
            box = QRectF(area.right() - 22, y - 6, 20, 12)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"−{-target}")
        area.setRight(area.right() - 22)
        painter.setPen(QPen(colour(theme.middle, 120), 2))
        painter.drawPoints(self._line(self._lufs[0], area))
        painter.setPen(QPen(colour(theme.text), 1.6))
        painter.drawPolyline(self._line(self._lufs[1], area))

    def _line(self, lufs: np.ndarray, area: QRectF) -> QPolygonF:
        steps = np.flatnonzero(lufs > LOW_LUFS)[::-EVERY][::-1].tolist()
        wide = area.width() / max(1, len(lufs) - 1)
        return QPolygonF(
            [QPointF(area.left() + step * wide, _find_y(float(lufs[step]), area)) for step in steps]
        )


def _find_y(lufs: float, area: QRectF) -> float:
    share = (min(HIGH_LUFS, max(LOW_LUFS, lufs)) - LOW_LUFS) / (HIGH_LUFS - LOW_LUFS)
    return area.bottom() - share * area.height()
