"""Lamp list: a light, a name and a sentence for each thing, and the way out where it is not well."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.doctor import Finding
from app.shown.language import say
from app.window.theme import MEDIUM, colour, font, theme

NAME, PAD = 128, 6


class LampList(QScrollArea):
    """Green and round: well. Amber and square: could be better. Red and crossed: bad."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bed = _Bed()
        self.setWidget(self.bed)
        self.setWidgetResizable(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these."""
        if tuple(findings) != self.bed.findings:
            self.bed.findings = tuple(findings)
            words = [f"{each.what}: {each.text}" for each in findings if each.state != "good"]
            self.setAccessibleDescription("; ".join(words) or say("all is well"))
            self._fit()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Texts wrap anew."""
        super().resizeEvent(a0)
        self._fit()

    def _fit(self) -> None:
        width = self.width() - 12
        self.bed.setFixedSize(QSize(width, max(self.bed.height_for(width), 1)))
        self.bed.update()


class _Bed(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[Finding, ...] = ()

    def height_for(self, width: int) -> int:
        return sum(self._height(each, width) for each in self.findings) + 8

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 4
        for each in self.findings:
            tall = self._height(each, self.width())
            self._paint_lamp(painter, each.state, y + PAD + 8)
            painter.setFont(font(12, MEDIUM))
            painter.setPen(colour(theme.text))
            painter.drawText(QRectF(32, y + PAD, NAME - 8, 18), Qt.AlignmentFlag.AlignVCenter, each.what)
            room = self.width() - 32 - NAME - 8
            painter.setFont(font(12))
            painter.setPen(colour(theme.dim if each.state == "good" else theme.text))
            text = self._measure(each.text, room)
            flags = int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(32 + NAME, y + PAD, room, text), flags, each.text)
            if each.cure:
                painter.setPen(colour(theme.held))
                rect = QRectF(32 + NAME, y + PAD + text + 2, room, tall)
                painter.drawText(rect, flags, each.cure)
            y += tall
            painter.fillRect(QRectF(12, y - 1, self.width() - 24, 1), colour(theme.line, 140))

    def _paint_lamp(self, painter: QPainter, state: str, y: float) -> None:
        tint = colour({"good": theme.middle, "poor": theme.held, "bad": theme.mute}[state])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        if state == "good":
            painter.drawEllipse(QPointF(18, y), 4.5, 4.5)
        elif state == "poor":
            painter.drawRect(QRectF(14, y - 4, 8, 8))
        else:
            painter.setPen(QPen(tint, 2.4))
            painter.drawLine(QPointF(14, y - 4), QPointF(22, y + 4))
            painter.drawLine(QPointF(14, y + 4), QPointF(22, y - 4))

    def _height(self, each: Finding, width: int) -> int:
        room = width - 32 - NAME - 8
        cure = self._measure(each.cure, room) + 2 if each.cure else 0
        return self._measure(each.text, room) + cure + 2 * PAD + 1

    def _measure(self, text: str, room: int) -> int:
        flags = int(Qt.TextFlag.TextWordWrap)
        box = QFontMetrics(font(12)).boundingRect(QRect(0, 0, max(40, room), 4000), flags, text or " ")
        return max(18, box.height())
