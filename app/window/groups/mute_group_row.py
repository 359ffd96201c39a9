"""Mute group row: one mute group: name, key, members."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.link import SetMuteGroup
from app.shown.language import say
from app.window.desk_link import DeskLink
from app.window.groups.member_chips import MemberChips
from app.window.groups.name_field import NameField
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import MuteGroup


class MuteGroupRow(QWidget):
    """The key lights while the group is muted."""

    assigning = pyqtSignal()

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.group: MuteGroup | None = None
        self._link = link
        self._is_assigned = False
        number = index + 1
        self.name = NameField(say("Name of mute group {number}", number=number), self)
        self.assign = Key(
            say("ASSIGN"), theme.dca, self, say("Choose the members of mute group {n}", n=number)
        )
        self.mute = Key(say("MUTE"), theme.mute, self, say("Mute group {n} (Alt+{n})", n=number))
        self.chips = MemberChips(self)
        self.name.renamed.connect(lambda name: link.send(SetMuteGroup(index, name=name)))
        self.assign.clicked.connect(self.assigning)
        self.mute.clicked.connect(self._switch)
        offer_learning(self.mute, link, lambda: f"mute_group {number}")

    def show_group(self, group: MuteGroup, members: list[tuple[str, str]], assigned: bool) -> None:
        """Show what the desk says, its members as (name, group of roles), and whether they are chosen now."""
        self.group = group
        self.name.show_name(group.name)
        self.chips.show_members(members)
        self.mute.show_lit(group.active)
        self.assign.show_lit(assigned)
        self.assign.setText(say("DONE") if assigned else say("ASSIGN"))
        if assigned != self._is_assigned:
            self._is_assigned = assigned
            self.update()

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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.dca) if self._is_assigned else Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel_chosen if self._is_assigned else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        painter.setFont(font(11, BOLD))
        painter.setPen(colour(theme.mute))
        painter.drawText(QRectF(10, 4, 14, 28), Qt.AlignmentFlag.AlignVCenter, str(self.index + 1))

    def _switch(self) -> None:
        if self.group is not None:
            self._link.send(SetMuteGroup(self.index, active=not self.group.active))
