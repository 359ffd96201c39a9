"""Destination bar: large keys for the buses that faders send to, and in words that they do."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.buses.destinations import DESTINATIONS
from app.window.key import Key
from app.window.theme import BOLD, colour, font, theme

HEIGHT = 52
MOST_KEY, GAP = 176, 4
WORDS = 244


class DestinationBar(QWidget):
    """Filled with the colour of the destination, so that no one takes the faders for main faders."""

    wanted = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = 0
        self._name = self._note = ""
        self.keys = [
            Key("", theme.sends[number], self, text_px=13, outlined=True)
            for number in range(len(DESTINATIONS))
        ]
        for number, key in enumerate(self.keys):
            key.clicked.connect(lambda _=False, number=number: self.wanted.emit(number))
        self.setFixedHeight(HEIGHT)

    def show_destinations(self, names: list[str], chosen: int, note: str) -> None:
        """Show the names of the buses, which one the faders send to, and a note on it."""
        for number, (key, name) in enumerate(zip(self.keys, names, strict=True)):
            if key.text() != name:
                key.setText(name)
                key.setAccessibleName(say("Sends to {name}", name=name))
                key.setToolTip(say("The faders send to {name} (Ctrl+Up and Ctrl+Down)", name=name))
                key.update()
            key.show_lit(number == chosen)
        if (chosen, names[chosen], note) != (self._chosen, self._name, self._note):
            self._chosen, self._name, self._note = chosen, names[chosen], note
            self.setAccessibleName(say("Faders are sends to {name}", name=self._name))
            self.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Words at the left, keys after them."""
        share = (self.width() - WORDS - 8) // len(self.keys)
        wide = min(MOST_KEY, share - GAP)
        for number, key in enumerate(self.keys):
            key.setGeometry(WORDS + number * (wide + GAP), 6, wide, HEIGHT - 12)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The band in the colour of the destination, and what the faders are."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = theme.sends[self._chosen]
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colour(tint))
        painter.setBrush(colour(tint, 60))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(tint))
        small = self._note or say("FADERS ARE SENDS TO")
        flags = Qt.AlignmentFlag.AlignVCenter
        words = painter.fontMetrics().elidedText(small, Qt.TextElideMode.ElideRight, WORDS - 24)
        painter.drawText(QRectF(12, 7, WORDS - 20, 14), flags, words)
        painter.setFont(font(19, BOLD))
        painter.setPen(colour(theme.text))
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, WORDS - 24)
        painter.drawText(QRectF(12, 21, WORDS - 20, 26), flags, name)
