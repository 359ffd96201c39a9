"""Reasons list: what the mind did to one strip, when, why, how sure."""

from __future__ import annotations

import time

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.reasons import Reason
from app.window.theme import BOLD, colour, font, theme

ROW = 44


class ReasonsList(QWidget):
    """The newest on top, as many as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons: list[Reason] = []
        self.setAccessibleName(say("Reasons of the mind"))
        self.setMinimumSize(200, 110)

    def show_reasons(self, reasons: list[Reason]) -> None:
        """Show these."""
        if reasons != self._reasons:
            self._reasons = reasons
            self.setAccessibleDescription(reasons[0].text if reasons else say("none yet"))
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Time and confidence left, words right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.line))
        painter.setBrush(colour(theme.well))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        painter.drawText(
            QRectF(12, 8, 300, 14), Qt.AlignmentFlag.AlignVCenter, say("WHAT THE MIND DID, AND WHY")
        )
        painter.setPen(colour(theme.dim))
        painter.setFont(font(11))
        if not self._reasons:
            painter.drawText(QRectF(12, 30, self.width() - 24, 20), 0, say("It has given no reasons yet."))
        for index, reason in enumerate(self._reasons):
            top = 30 + index * ROW
            if top + ROW > self.height():
                break
            painter.setFont(font(10))
            painter.setPen(colour(theme.faint))
            painter.drawText(
                QRectF(12, top, 60, 14), 0, time.strftime("%H:%M:%S", time.localtime(reason.at_s))
            )
            if reason.sure is not None:
                painter.drawText(QRectF(12, top + 15, 60, 14), 0, f"{reason.sure:.0%} sure")
            painter.setFont(font(11))
            painter.setPen(colour(theme.text if index == 0 else theme.dim))
            box = QRectF(78, top - 1, self.width() - 90, ROW - 6)
            painter.drawText(box, Qt.TextFlag.TextWordWrap.value, reason.text)
