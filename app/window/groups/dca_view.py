"""DCA view: one DCA: name, members, fader, mute."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.link import SetDca
from app.shown.language import say
from app.shown.words import write_value
from app.window.desk_link import DeskLink
from app.window.fader import Fader
from app.window.groups.member_chips import MemberChips
from app.window.groups.name_field import NameField
from app.window.key import Key
from app.window.learning import add_learning, offer_learning
from app.window.level_meter import LevelMeter
from app.window.readout import Readout
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import Dca
from engine.console.moves import Hold
from engine.console.params import find_param
from engine.console.state import split_place
from engine.target import place_rows


class DcaView(QWidget):
    """Its fader moves no member's fader; what is heard of them goes with it."""

    assigning = pyqtSignal()

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.dca: Dca | None = None
        self._link = link
        self._is_assigned = False
        number = index + 1
        self.name = NameField(say("Name of DCA {number}", number=number), self)
        self.assign = Key(say("ASSIGN"), theme.dca, self, say("Choose the members of DCA {n}", n=number))
        self.chips = MemberChips(self)
        self.fader = Fader(find_param("group", "fader_db"), parent=self)
        self.meter = LevelMeter(say("Loudest member after its fader"), self)
        self.readout = Readout(self)
        self.mute = Key(say("MUTE"), theme.mute, self, say("DCA {n} mute", n=number))
        self.name.renamed.connect(lambda name: link.send(SetDca(index, name=name)))
        self.assign.clicked.connect(self.assigning)
        self.fader.taken.connect(link.take)
        self.fader.moved.connect(lambda level_db: link.send(SetDca(index, fader_db=level_db)))
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.mute.clicked.connect(self._switch)
        offer_learning(self.mute, link, lambda: f"dca_mute {number}")
        self.fader.add_more = lambda menu: add_learning(menu, link, f"dca {number}")

    def show_dca(self, dca: Dca, members: list[tuple[str, str]], assigned: bool) -> None:
        """Show what the desk says, its members as (name, group of roles), and whether they are chosen now."""
        self.dca = dca
        self.name.show_name(dca.name)
        self.chips.show_members(members)
        self.fader.set_owner(dca.name)
        self.fader.set_accent(theme.dca)
        self.fader.show_value(dca.fader_db)
        self._show_readout()
        self.mute.show_lit(dca.mute)
        self.assign.show_lit(assigned)
        self.assign.setText(say("DONE") if assigned else say("ASSIGN"))
        if assigned != self._is_assigned:
            self._is_assigned = assigned
            self.update()

    def show_peak(self, strips: list[float], buses: list[float]) -> None:
        """Show the loudest linear peak of its members, of what leaves their faders."""
        peaks = [0.0]
        for place in self.dca.members if self.dca is not None else ():
            kind, index = split_place(place)
            if kind == "strip":
                peaks.append(strips[index or 0])
            else:
                peaks += [buses[row] for row in place_rows(kind, index)]
        self.meter.show_peak(max(peaks))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The fader takes what is left."""
        width, inner = self.width(), self.width() - 12
        height = self.height()
        self.name.setGeometry(6, 18, inner, 28)
        self.assign.setGeometry(6, 50, inner, 28)
        chips = 0 if height < 360 else 54 if height < 480 else 92 if height < 640 else 168
        self.chips.setVisible(chips > 0)
        self.chips.setGeometry(6, 86, inner, chips)
        top = 86 + chips + 4
        foot = height - 4
        self.mute.setGeometry(6, foot - 32, inner, 32)
        foot -= 36
        self.readout.setGeometry(6, foot - 22, inner, 22)
        foot -= 26
        left = max(2, (width - 108) // 2)
        wide = min(80, width - left - 18)
        self.fader.setGeometry(left, top, wide, foot - top)
        self.meter.setGeometry(min(left + wide + 12, width - 16), top, 10, foot - top)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel and the number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.dca) if self._is_assigned else Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel_chosen if self._is_assigned else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dca))
        rect = QRectF(10, 5, self.width() - 20, 14)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, say("DCA {number}", number=self.index + 1))

    def _show_readout(self) -> None:
        self.readout.show_words(write_value(self.fader.row, self.fader.value, unit=False), Hold.AUTO)

    def _switch(self) -> None:
        if self.dca is not None:
            self._link.send(SetDca(self.index, mute=not self.dca.mute))
