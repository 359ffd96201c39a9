"""Sent list: which strips send to a bus, the loudest first."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.shown.words import write_db
from app.window.theme import GROUP_COLOURS, PLAIN, colour, font, theme

ROW = 20


class SentList(QWidget):
    """A line a strip: its colour, name and level; how many more where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sent: list[tuple[str, str, float]] = []
        self.setAccessibleName(say("Strips that send to it"))

    def show_sent(self, sent: list[tuple[str, str, float]]) -> None:
        """Show (name, group of roles, level in dB) of each strip."""
        if sent != self.sent:
            self.sent = sent
            lines = [f"{name} {write_db(level_db)} dB" for name, _, level_db in sent]
            self.setAccessibleDescription(", ".join(lines))
            self.setToolTip("\n".join(lines))
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """As many lines as fit."""
        painter = QPainter(self)
        painter.setFont(font(11))
        metrics = painter.fontMetrics()
        if not self.sent:
            painter.setPen(colour(theme.faint))
            rect = QRectF(0, 0, self.width(), ROW)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, say("No strip sends here."))
            return
        room = max(1, self.height() // ROW)
        shown = self.sent if len(self.sent) <= room else self.sent[: room - 1]
        for index, (name, group, level_db) in enumerate(shown):
            y = index * ROW
            painter.fillRect(QRectF(0, y + 3, 3, ROW - 6), colour(GROUP_COLOURS.get(group, PLAIN)))
            painter.setPen(colour(theme.text))
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self.width() - 58)
            painter.drawText(QRectF(10, y, self.width() - 10, ROW), Qt.AlignmentFlag.AlignVCenter, words)
            painter.setPen(colour(theme.dim))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y, self.width(), ROW), flags, write_db(level_db))
        if len(shown) < len(self.sent):
            painter.setPen(colour(theme.dim))
            rect = QRectF(10, len(shown) * ROW, self.width() - 10, ROW)
            more = say("and {count} more", count=len(self.sent) - len(shown))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, more)
