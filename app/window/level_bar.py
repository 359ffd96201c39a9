"""Level bar: a short horizontal control with its name and value inside: sends, amount, style."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.shown.words import write_value
from app.window.control import Control
from app.window.theme import MEDIUM, colour, font, theme
from app.window.well import paint_well
from engine.console.moves import Hold
from engine.console.params import Param
from engine.console.taper import to_position

SHORT = 72
"""Narrower bars leave out the decimals of long figures."""


class LevelBar(Control):
    """Filled from the left, or from the middle where the range has two signs."""

    def __init__(
        self,
        row: Param,
        label: str,
        owner: str = "",
        parent: QWidget | None = None,
        fill: str = theme.ghost,
        text_px: float = 10,
    ) -> None:
        super().__init__(row, owner, parent)
        self.label = label
        self._fill = fill
        self._text_px = text_px

    def set_fill(self, fill: str) -> None:
        """Fill it in another colour."""
        self._fill = fill
        self.update()

    def write(self) -> str:
        """The value as it stands on the bar."""
        if self.row.unit == "%":
            return f"{self.value:.0f} %"
        if self.width() < SHORT and self.row.low < self.value < -9.95:
            return f"−{-self.value:.0f}"
        return write_value(self.row, self.value, unit=False)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Well, filling, ghost, words."""
        painter, rect = paint_well(self, theme.dim if self.hasFocus() else theme.line, 3)
        shade = {Hold.AUTO: self._fill, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self.hold]
        start, x = self.x_of(self._zero()), self.x_of(self.value)
        painter.setPen(Qt.PenStyle.NoPen)
        if x != start:
            painter.setBrush(colour(shade, 64))
            painter.drawRect(QRectF(min(start, x), 2, abs(x - start), self.height() - 4))
            painter.setBrush(colour(shade, 200))
            painter.drawRect(
                QRectF(x - 1, self.height() - 4, 2, 3)
                if self.width() < SHORT
                else QRectF(x - 1, 2, 2, self.height() - 4)
            )
        elif self._zero() != self.row.low:
            painter.setBrush(colour(theme.faint))
            painter.drawRect(QRectF(x - 0.5, 2, 1, self.height() - 4))
        if self.ghost is not None:
            where = self.x_of(self.ghost)
            painter.setPen(QPen(colour(theme.ghost), 1.4, Qt.PenStyle.DotLine))
            painter.drawLine(
                QRectF(where, 2, 0, self.height() - 4).topLeft(),
                QRectF(where, 2, 0, self.height() - 4).bottomLeft(),
            )
        edge = 4 if self.width() < SHORT else 6
        inner = rect.adjusted(edge, 0, -edge, 0)
        painter.setFont(font(self._text_px))
        painter.setPen(colour(theme.dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.label)
        quiet = self.value == self._zero()
        painter.setFont(font(self._text_px, MEDIUM))
        painter.setPen(colour(theme.faint if quiet else theme.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.write())

    def x_of(self, value: float) -> float:
        """Where a value stands."""
        return 2.0 + to_position(self.row, value) * (self.width() - 4)

    def _zero(self) -> float:
        return 0.0 if self.row.low < 0.0 < self.row.high and self.row.taper == "linear" else self.row.low
