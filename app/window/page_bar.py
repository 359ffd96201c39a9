"""Page bar: a key for each page, and beside them how everything is."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.window.key import Key
from app.window.status_bar import StatusBar
from app.window.theme import BOLD, colour, font, theme

HEIGHT = 40
ROOM, LEAST_ROOM, GAP = 20, 10, 4
"""Pixels beside a key's word, both sides together; between keys."""

STATUS = 240
"""What the status wants."""


class PageBar(QWidget):
    """Along the foot of the window."""

    wanted = pyqtSignal(int)
    """The key of a page, from 0."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = [
            Key(title, theme.text, self, f"{title.capitalize()} (F{number})")
            for number, title in enumerate(titles, 1)
        ]
        for number, key in enumerate(self.keys):
            key.clicked.connect(lambda _=False, number=number: self.wanted.emit(number))
        self.right: list[QWidget] = []
        self.status = StatusBar(self)
        self.setFixedHeight(HEIGHT)

    def put_right(self, widget: QWidget) -> None:
        """Put a widget of a width of its own at the right, before those that are there, on every page."""
        widget.setParent(self)
        self.right.append(widget)
        self.lay_out()

    def show_page(self, number: int) -> None:
        """Light the key of the page that is in sight."""
        for each, key in enumerate(self.keys):
            key.show_lit(each == number)

    def show_keys(self, shown: bool) -> None:
        """Without a show there are no pages to go to."""
        for key in self.keys:
            key.setVisible(shown)
        for widget in self.right:
            widget.setVisible(shown)
        self.lay_out()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Keys at the left, what every page has at the right, the status takes the rest."""
        self.lay_out()

    def lay_out(self) -> None:
        """Put everything in its place; where there is little room, keys are as narrow as their words."""
        right = self.width()
        for widget in self.right:
            if not widget.isHidden():
                right -= widget.width() + 8
                widget.move(right, 4)
        metrics = QFontMetrics(font(11, BOLD))
        keys = [key for key in self.keys if not key.isHidden()]
        words = [metrics.horizontalAdvance(key.text()) for key in keys]
        roomy = sum(words) + len(words) * (ROOM + GAP) + STATUS <= right
        x = 8
        for key, wide in zip(keys, words, strict=True):
            width = wide + (ROOM if roomy else LEAST_ROOM)
            key.setGeometry(x, 4, width, HEIGHT - 8)
            x += width + GAP
        self.status.setGeometry(x, 6, max(0, right - x), self.status.height())

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A panel under the keys, as at the top."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(theme.panel))
        painter.fillRect(0, 0, self.width(), 1, colour(theme.line))
