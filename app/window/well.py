"""Well: the dark rounded ground that values and curves are drawn on."""

from __future__ import annotations

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from app.window.theme import colour, theme


def paint_well(widget: QWidget, line: str, radius: float) -> tuple[QPainter, QRectF]:
    """Begin to paint a widget that is a well with an edge of that colour; its painter and its inside."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(colour(line))
    painter.setBrush(colour(theme.well))
    painter.drawRoundedRect(rect, radius, radius)
    return painter, rect
