"""Transport key: a key with a drawn sign instead of letters."""

from __future__ import annotations

from typing import Literal

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.window.key import Key
from app.window.theme import colour, ink_on, theme

Sign = Literal["play", "pause", "stop", "start", "loop", "record", "less", "more"]


class TransportKey(Key):
    """The sign is painted on an ordinary key."""

    def __init__(self, sign: Sign, light: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__("", light, parent, name)
        self.sign: Sign = sign
        self.setToolTip(tip)

    def show_sign(self, sign: Sign) -> None:
        """Show another sign."""
        if sign != self.sign:
            self.sign = sign
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """The key, and the sign in its middle."""
        super().paintEvent(e)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = ink_on(self.light) if self.lit else colour(theme.text if self.isEnabled() else theme.faint)
        if self.sign == "record" and not self.lit and self.isEnabled():
            shade = colour(theme.mute)
        painter.translate(QRectF(self.rect()).center())
        size = min(9.0, self.height() / 4.2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        draw_sign(painter, self.sign, size)


def draw_sign(painter: QPainter, sign: Sign, size: float) -> None:
    """A sign around the origin, so far to each side."""
    shade = painter.brush().color()
    if sign == "play":
        corners = [QPointF(-0.7 * size, -size), QPointF(size, 0), QPointF(-0.7 * size, size)]
        painter.drawPolygon(QPolygonF(corners))
    elif sign == "pause":
        for x in (-0.8, 0.2):
            painter.drawRect(QRectF(x * size, -0.9 * size, 0.6 * size, 1.8 * size))
    elif sign == "stop":
        painter.drawRect(QRectF(-0.8 * size, -0.8 * size, 1.6 * size, 1.6 * size))
    elif sign == "start":
        painter.drawRect(QRectF(-size, -0.9 * size, 0.35 * size, 1.8 * size))
        corners = [QPointF(0.9 * size, -0.9 * size), QPointF(-0.5 * size, 0), QPointF(0.9 * size, 0.9 * size)]
        painter.drawPolygon(QPolygonF(corners))
    elif sign == "record":
        painter.drawEllipse(QPointF(0, 0), 0.85 * size, 0.85 * size)
    elif sign in ("less", "more"):
        painter.drawRect(QRectF(-0.7 * size, -1, 1.4 * size, 2))
        if sign == "more":
            painter.drawRect(QRectF(-1, -0.7 * size, 2, 1.4 * size))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shade, 1.8))
        box = QRectF(-size, -0.62 * size, 2 * size, 1.24 * size)
        painter.drawRoundedRect(box, 0.6 * size, 0.6 * size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for x, y, way in ((0.25, -0.62, 1), (-0.25, 0.62, -1)):
            tip = QPointF((x + 0.35 * way) * size, y * size)
            back = (x - 0.2 * way) * size
            painter.drawPolygon(
                QPolygonF([tip, QPointF(back, (y - 0.42) * size), QPointF(back, (y + 0.42) * size)])
            )
