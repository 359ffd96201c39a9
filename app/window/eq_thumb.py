"""EQ thumbnail: the tone curve that is heard, and the mind's ghost under it."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import colour, theme
from app.window.well import paint_well

REACH_DB = 15.0
APART_DB = 0.3
"""A ghost closer than this is not drawn."""


class EqThumb(QAbstractButton):
    """A click opens the strip page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve = np.zeros(0)
        self._ghost: np.ndarray | None = None
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Equaliser"))
        self.setToolTip(say("Equaliser; click for the strip page"))

    def show_curves(self, curve: np.ndarray, ghost: np.ndarray | None, held: bool) -> None:
        """Show (points,) in dB of what is heard and of what the mind wants."""
        if ghost is not None and np.abs(ghost - curve).max() < APART_DB:
            ghost = None
        same = len(curve) == len(self._curve) and np.abs(curve - self._curve).max() < 0.05
        if same and held == self._held and ghost is None and self._ghost is None:
            return
        self._curve, self._ghost, self._held = curve, ghost, held
        self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Well, zero line, ghost, curve."""
        painter, rect = paint_well(self, theme.dim if self.hasFocus() or self.underMouse() else theme.line, 3)
        middle = rect.center().y()
        painter.setPen(colour(theme.line))
        painter.drawLine(QPointF(3, middle), QPointF(rect.right() - 3, middle))
        if not len(self._curve):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(rect.adjusted(1.5, 1.5, -1.5, -1.5))
        shade = theme.held if self._held else theme.text
        if self._ghost is not None:
            painter.setPen(QPen(colour(theme.ghost), 1.2, Qt.PenStyle.DashLine))
            painter.drawPath(self._path(self._ghost, rect))
        path = self._path(self._curve, rect)
        if np.abs(self._curve).max() > APART_DB:
            filled = QPainterPath(path)
            filled.lineTo(rect.right() - 2, middle)
            filled.lineTo(rect.left() + 2, middle)
            painter.fillPath(filled, colour(shade, 34))
        painter.setPen(QPen(colour(shade), 1.4))
        painter.drawPath(path)

    def _path(self, curve: np.ndarray, rect: QRectF) -> QPainterPath:
        path = QPainterPath()
        step = (rect.width() - 4) / (len(curve) - 1)
        half = rect.height() / 2 - 3
        heights = rect.center().y() - np.clip(curve / REACH_DB, -3.0, 1.0) * half
        path.moveTo(rect.left() + 2, float(heights[0]))
        for index in range(1, len(curve)):
            path.lineTo(rect.left() + 2 + index * step, float(heights[index]))
        return path
