"""Compressor thumbnail: its curve from in to out, small."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.window.theme import colour, font, theme
from app.window.well import paint_well
from engine.console.moves import Hold

FLOOR_DB = -60.0


class CompThumb(QAbstractButton):
    """A straight line where nothing is compressed; a click opens the strip page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = (0.0, 1.0, 0.0, 1.0, Hold.AUTO)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Compressor"))
        self.setToolTip(say("Compressor; click for the strip page"))

    def show_curve(
        self, threshold_db: float, ratio: float, ghost_db: float, ghost_ratio: float, hold: Hold
    ) -> None:
        """Show what is heard and what the mind wants."""
        if (threshold_db, ratio, ghost_db, ghost_ratio, hold) != self._shown:
            self._shown = threshold_db, ratio, ghost_db, ghost_ratio, hold
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Well, ghost, curve, ratio."""
        painter, rect = paint_well(self, theme.dim if self.hasFocus() or self.underMouse() else theme.line, 3)
        threshold_db, ratio, ghost_db, ghost_ratio, hold = self._shown
        if abs(ghost_ratio - ratio) > 0.2 or (ratio > 1.05 and abs(ghost_db - threshold_db) > 1.0):
            painter.setPen(QPen(colour(theme.ghost), 1.1, Qt.PenStyle.DashLine))
            painter.drawPolyline(self._line(ghost_db, ghost_ratio, rect))
        works = ratio > 1.02
        shade = theme.faint if not works else theme.text if hold is Hold.AUTO else theme.held
        painter.setPen(QPen(colour(shade), 1.4))
        painter.drawPolyline(self._line(threshold_db, ratio, rect))
        if works:
            painter.setFont(font(9))
            painter.setPen(colour(theme.dim))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(rect.adjusted(0, 0, -3, -2), flags, f"{ratio:.1f}")

    def _line(self, threshold_db: float, ratio: float, rect: QRectF) -> QPolygonF:
        def point(level_db: float) -> QPointF:
            out_db = level_db if level_db < threshold_db else threshold_db + (level_db - threshold_db) / ratio
            x = rect.left() + 3 + (1 - level_db / FLOOR_DB) * (rect.width() - 6)
            return QPointF(x, rect.bottom() - 3 - (1 - out_db / FLOOR_DB) * (rect.height() - 6))

        return QPolygonF([point(FLOOR_DB), point(min(0.0, max(FLOOR_DB, threshold_db))), point(0.0)])
