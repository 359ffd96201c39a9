"""Hold light: AUTO, HELD or LOCKED, in colour, shape and word; a click gives back."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QWidget

from app.shown.language import say
from app.shown.words import HOLD_WORDS
from app.window.theme import BOLD, colour, font, theme
from engine.console.moves import Hold


class HoldLight(QAbstractButton):
    """Who has this strip: a ring is the mind's, a disc a hand's, a square a lock."""

    wanted = pyqtSignal(object)
    """A click: AUTO, for what is held. A Ctrl-click: LOCKED."""

    unlocked = pyqtSignal()
    """A Ctrl-click on a locked light."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hold = Hold.AUTO
        self.count = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Hold"))
        self.clicked.connect(lambda: self.wanted.emit(Hold.AUTO))
        self.show_hold(Hold.HELD, 0)
        self.show_hold(Hold.AUTO, 0)

    def show_hold(self, hold: Hold, count: int) -> None:
        """Show the strongest hold of a strip, and how many of its controls are held."""
        if (hold, count) != (self.hold, self.count):
            self.hold, self.count = hold, count
            self.setAccessibleDescription(HOLD_WORDS[hold])
            words = {
                Hold.AUTO: say("AUTO: the mind moves this strip. Ctrl-click locks its fader."),
                Hold.HELD: say(
                    "HELD: {count} controls of this strip are yours. Click to give them back.", count=count
                ),
                Hold.LOCKED: say(
                    "LOCKED: {count} controls of this strip stay yours. Ctrl-click unlocks.", count=count
                ),
            }
            self.setToolTip(words[hold])
            self.update()

    def mouseReleaseEvent(self, e: QMouseEvent | None) -> None:
        """Ctrl locks and unlocks."""
        assert e is not None
        if e.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.setDown(False)
            if self.hold is Hold.LOCKED:
                self.unlocked.emit()
            else:
                self.wanted.emit(Hold.LOCKED)
        else:
            super().mouseReleaseEvent(e)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        """A pill with its sign and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shade = {Hold.AUTO: theme.ghost, Hold.HELD: theme.held, Hold.LOCKED: theme.locked}[self.hold]
        painter.setPen(
            QPen(colour(theme.text if self.hasFocus() else shade, 255 if self.hasFocus() else 110), 1)
        )
        painter.setBrush(colour(shade, 18 if self.hold is Hold.AUTO else 48))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(font(10, BOLD))
        word = HOLD_WORDS[self.hold] + (f" {self.count}" if self.count > 1 else "")
        width = painter.fontMetrics().horizontalAdvance(word)
        x = (self.width() - width - 13) / 2
        y = self.height() / 2
        painter.setPen(QPen(colour(shade), 1.6))
        painter.setBrush(colour(shade) if self.hold is not Hold.AUTO else Qt.BrushStyle.NoBrush)
        sign = QRectF(x, y - 3.5, 7, 7)
        if self.hold is Hold.LOCKED:
            painter.drawRect(sign)
        else:
            painter.drawEllipse(sign)
        painter.setPen(colour(shade))
        painter.drawText(QRectF(x + 13, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, word)
