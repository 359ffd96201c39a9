"""Mute group row: one mute group: name, key, members."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import SetMuteGroup
from app.shown.language import say
from app.window.desk_link import DeskLink
from app.window.groups.group_view import GroupView
from app.window.learning import offer_learning
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import MuteGroup


class MuteGroupRow(GroupView):
    """The key lights while the group is muted."""

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        number = index + 1
        titles = (
            say("Name of mute group {number}", number=number),
            say("Choose the members of mute group {n}", n=number),
            say("Mute group {n} (Alt+{n})", n=number),
        )
        super().__init__(index, titles, parent)
        self.name.renamed.connect(lambda name: link.send(SetMuteGroup(index, name=name)))
        self.mute.clicked.connect(lambda: link.send(SetMuteGroup(index, active=not self._is_muted)))
        offer_learning(self.mute, link, lambda: f"mute_group {number}")

    def show_group(self, group: MuteGroup, members: list[tuple[str, str]], assigned: bool) -> None:
        """Show what the desk says, its members as (name, group of roles), and whether they are chosen now."""
        self._show(group.name, group.active, members, assigned)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Name and keys above, members below."""
        width, height = self.width(), self.height()
        self.mute.setGeometry(width - 76, 4, 70, 28)
        self.assign.setGeometry(width - 150, 4, 70, 28)
        self.name.setGeometry(24, 4, width - 178, 28)
        self.chips.setGeometry(28, 34, width - 36, max(0, height - 36))
        self.chips.setVisible(height >= 52)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel and the number."""
        painter = self._begin_panel()
        painter.setFont(font(11, BOLD))
        painter.setPen(colour(theme.mute))
        painter.drawText(QRectF(10, 4, 14, 28), Qt.AlignmentFlag.AlignVCenter, str(self.index + 1))
