"""Compressor graph: gate and compressor from in to out, with the live level on the curve."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.window.theme import colour, font, theme
from app.window.well import paint_well
from engine.console.moves import Hold

FLOOR_DB = -60.0
LEFT, BOTTOM, EDGE = 30.0, 20.0, 10.0


class CompGraph(QWidget):
    """Levels in dBFS, input along the foot, output up the side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: PlaceView | None = None
        self._level_db = self._reduction_db = 0.0
        self.setAccessibleName(say("Compressor curve"))
        self.setMinimumSize(180, 160)

    def show_place(self, view: PlaceView) -> None:
        """Show the curves of a strip."""
        self.view = view
        self.update()

    def show_level(self, level_db: float, reduction_db: float) -> None:
        """Show the level that comes in and what is taken away."""
        shown = round(max(FLOOR_DB, level_db), 1), round(abs(reduction_db), 1)
        if shown != (self._level_db, self._reduction_db):
            self._level_db, self._reduction_db = shown
            self.update()

    def output_db(self, level_db: float, wanted: bool = False) -> float:
        """What becomes of a level that lasts."""
        assert self.view is not None
        read = self.view.want if wanted else self.view.value
        threshold_db, ratio = read("comp_threshold_db"), read("comp_ratio")
        out_db = level_db - (1.0 - 1.0 / ratio) * max(0.0, level_db - threshold_db) + read("comp_makeup_db")
        return out_db + (read("gate_ratio") - 1.0) * min(0.0, level_db - read("gate_threshold_db"))

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Grid, straight line, ghost, curve, dot."""
        painter, _ = paint_well(self, theme.line, 5)
        painter.setFont(font(10))
        for level_db in (-60, -45, -30, -15, 0):
            at = self._point(level_db, level_db)
            painter.setPen(colour(theme.line, 150))
            painter.drawLine(QPointF(at.x(), EDGE), QPointF(at.x(), self.height() - BOTTOM))
            painter.drawLine(QPointF(LEFT, at.y()), QPointF(self.width() - EDGE, at.y()))
            painter.setPen(colour(theme.faint))
            words = str(level_db).replace("-", "−")
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if level_db > FLOOR_DB:
                painter.drawText(QRectF(0, at.y() - 7, LEFT - 5, 14), flags, words)
            box = QRectF(min(at.x() - 15, self.width() - 32), self.height() - BOTTOM + 3, 30, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        if self.view is None:
            return
        painter.setClipRect(
            QRectF(LEFT, EDGE - 6, self.width() - LEFT - EDGE + 6, self.height() - EDGE - BOTTOM + 6)
        )
        painter.setPen(QPen(colour(theme.line), 1))
        painter.drawLine(self._point(FLOOR_DB, FLOOR_DB), self._point(0, 0))
        if self.view.ghosts:
            painter.setPen(QPen(colour(theme.ghost), 1.5, Qt.PenStyle.DashLine))
            painter.drawPolyline(self._curve(True))
        held = any(name.startswith(("comp", "gate")) for name in self.view.holds)
        locked = any(
            hold is Hold.LOCKED for name, hold in self.view.holds.items() if name.startswith(("comp", "gate"))
        )
        painter.setPen(QPen(colour(theme.locked if locked else theme.held if held else theme.text), 2.2))
        painter.drawPolyline(self._curve(False))
        if self._level_db > FLOOR_DB:
            at = self._point(self._level_db, self.output_db(self._level_db))
            painter.setPen(QPen(colour(theme.ground), 2))
            painter.setBrush(colour(theme.middle))
            painter.drawEllipse(at, 6, 6)

    def _curve(self, wanted: bool) -> QPolygonF:
        return QPolygonF([self._point(level, self.output_db(level, wanted)) for level in range(-60, 1, 2)])

    def _point(self, in_db: float, out_db: float) -> QPointF:
        width, height = self.width() - LEFT - EDGE, self.height() - EDGE - BOTTOM
        x = LEFT + (1 - in_db / FLOOR_DB) * width
        return QPointF(x, EDGE + out_db / FLOOR_DB * height)
