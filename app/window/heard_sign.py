"""Heard sign: what is heard in place of the mix, on every page; a click goes back to the mix."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.desk.listening import MIX
from app.shown.language import say
from app.shown.words import name_item, write_trim
from app.state import State
from app.window.theme import BOLD, MEDIUM, colour, font, ink_on, theme


class HeardSign(QAbstractButton):
    """Hidden while the mix is heard that counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ("", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("You are hearing"))
        self.hide()

    def show_state(self, state: State) -> None:
        """Show what is heard."""
        listening = state.listening
        self.setVisible(listening.item != MIX)
        words = (name_item(listening.item, state), write_trim(listening))
        if words != self.words:
            self.words = words
            self.setAccessibleDescription(", ".join(words))
            self.setToolTip(
                say(
                    "You are hearing {name}, {trim}. A click goes back to the mix.",
                    name=words[0],
                    trim=words[1],
                )
            )
            self.update()

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """Three lines on a lit ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(theme.solo))
        ink = ink_on(theme.solo)
        painter.setPen(ink)
        inner = QRectF(self.rect()).adjusted(12, 0, -8, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font(10, BOLD))
        painter.drawText(QRectF(inner.x(), 8, inner.width(), 14), flags, say("YOU ARE HEARING"))
        painter.setFont(font(15, BOLD))
        name = painter.fontMetrics().elidedText(
            self.words[0], Qt.TextElideMode.ElideRight, round(inner.width())
        )
        painter.drawText(QRectF(inner.x(), 24, inner.width(), 22), flags, name)
        painter.setFont(font(11, MEDIUM))
        painter.drawText(QRectF(inner.x(), 48, inner.width(), 16), flags, self.words[1])
        if self.hasFocus():
            painter.setPen(ink)
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
