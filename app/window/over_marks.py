"""Over marks: small chips that tell which DCAs and mute groups a place belongs to."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.shown.over import Lies
from app.window.theme import BOLD, colour, font, ink_on, theme


class OverMarks(QWidget):
    """D and number for a DCA, M and number for a mute group, filled while that is on; a dot for more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lies = Lies()
        self.setAccessibleName(say("DCAs and mute groups"))

    def show_lies(self, lies: Lies) -> None:
        """Show the memberships of a place."""
        if lies != self._lies:
            self._lies = lies
            self.setToolTip(lies.words)
            self.setAccessibleDescription(lies.words)
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Chips from the left, as many as fit."""
        marks = [(f"D{n + 1}", theme.dca, False) for n in self._lies.dcas]
        marks += [(f"M{n + 1}", theme.mute, n in self._lies.active) for n in self._lies.mute_groups]
        if not marks:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(9, BOLD))
        step, wide = 20, 18
        room = max(1, (self.width() + 2) // step)
        fit = marks if len(marks) <= room else [*marks[: room - 1], ("…", theme.dim, False)]
        for index, (words, light, lit) in enumerate(fit):
            rect = QRectF(index * step + 0.5, 0.5, wide - 1, self.height() - 1)
            painter.setPen(QPen(colour(light, 150), 1))
            painter.setBrush(colour(light) if lit else colour(light, 30))
            painter.drawRoundedRect(rect, 2.5, 2.5)
            painter.setPen(ink_on(light) if lit else colour(light))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
