"""Group view: what a DCA and a mute group have in common: name, mute, members, and a key to choose them."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from app.shown.language import say
from app.window.groups.member_chips import MemberChips
from app.window.groups.name_field import NameField
from app.window.key import Key
from app.window.theme import colour, theme


class GroupView(QWidget):
    """A panel, lit while its members are chosen; whoever inherits lays it out and speaks to the desk."""

    assigning = pyqtSignal()

    def __init__(self, index: int, titles: tuple[str, str, str], parent: QWidget | None = None) -> None:
        """`titles` are those of its name, of the key to choose members, and of mute."""
        super().__init__(parent)
        self.index = index
        self.name = NameField(titles[0], self)
        self.assign = Key(say("ASSIGN"), theme.dca, self, titles[1])
        self.mute = Key(say("MUTE"), theme.mute, self, titles[2])
        self.chips = MemberChips(self)
        self._is_muted = self._is_assigned = False
        self.assign.clicked.connect(self.assigning)

    def _show(self, name: str, muted: bool, members: list[tuple[str, str]], assigned: bool) -> None:
        """Show what the desk says, its members as (name, group of roles), and whether they are chosen now."""
        self._is_muted = muted
        self.name.show_name(name)
        self.chips.show_members(members)
        self.mute.show_lit(muted)
        self.assign.show_lit(assigned)
        self.assign.setText(say("DONE") if assigned else say("ASSIGN"))
        if assigned != self._is_assigned:
            self._is_assigned = assigned
            self.update()

    def _begin_panel(self) -> QPainter:
        """The panel, painted, and the painter for what stands on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.dca) if self._is_assigned else Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel_chosen if self._is_assigned else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        return painter
