"""Member chips: the members of a DCA or mute group, small and in their colours."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.theme import GROUP_COLOURS, PLAIN, colour, font, theme

ROW, GAP = 16, 3
MORE = 32
"""Room for how many more there are."""


class MemberChips(QWidget):
    """As many chips as fit; the tooltip names all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.members: list[tuple[str, str]] = []
        self.setAccessibleName(say("Members"))
        self._describe()

    def show_members(self, members: list[tuple[str, str]]) -> None:
        """Show (name, group of roles) of each member."""
        if members != self.members:
            self.members = members
            self._describe()
            self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Chips in rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(10))
        if not self.members:
            painter.setPen(colour(theme.faint))
            rect = QRectF(2, 0, self.width(), ROW)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, say("no members"))
            return
        for rect, words, group in self.lay_out():
            tint = GROUP_COLOURS.get(group, PLAIN)
            painter.setPen(colour(tint, 170))
            painter.setBrush(colour(tint, 60))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(colour(theme.text))
            painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, words)

    def lay_out(self) -> list[tuple[QRect, str, str]]:
        """Where each chip is, its words and group; the last one says how many have no room."""
        metrics = QFontMetrics(font(10))
        room, chips = self.width(), []
        x = y = 0
        for index, (name, group) in enumerate(self.members):
            left = len(self.members) - index
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - 12)
            wide = min(room, metrics.horizontalAdvance(words) + 12)
            if x and x + wide > room and y + 2 * ROW + GAP <= self.height():
                x, y = 0, y + ROW + GAP
            last_row = y + 2 * ROW + GAP > self.height()
            if last_row and x + wide + (MORE + GAP if left > 1 else 0) > room:
                chips.append((QRect(x, y, min(MORE, room), ROW), f"+{left}", ""))
                return chips
            chips.append((QRect(x, y, wide, ROW), words, group))
            x += wide + GAP
        return chips

    def _describe(self) -> None:
        words = ", ".join(name for name, _ in self.members) or say("no members")
        self.setToolTip(words)
        self.setAccessibleDescription(words)
