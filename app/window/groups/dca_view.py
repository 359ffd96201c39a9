"""DCA view: one DCA: name, members, fader, mute."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.orders.mix import SetDca
from app.shown.language import say
from app.shown.words import write_value
from app.window.desk_link import DeskLink
from app.window.fader import Fader
from app.window.groups.group_view import GroupView
from app.window.learning import add_learning, offer_learning
from app.window.level_meter import LevelMeter
from app.window.readout import Readout
from app.window.theme import BOLD, colour, font, theme
from engine.console.groups import Dca
from engine.console.moves import Hold
from engine.console.params import find_param
from engine.console.state import split_place
from engine.target import place_rows


class DcaView(GroupView):
    """Its fader moves no member's fader; what is heard of them goes with it."""

    def __init__(self, index: int, link: DeskLink, parent: QWidget | None = None) -> None:
        number = index + 1
        titles = (
            say("Name of DCA {number}", number=number),
            say("Choose the members of DCA {n}", n=number),
            say("DCA {n} mute", n=number),
        )
        super().__init__(index, titles, parent)
        self.dca: Dca | None = None
        self.fader = Fader(find_param("group", "fader_db"), parent=self)
        self.meter = LevelMeter(say("Loudest member after its fader"), self)
        self.readout = Readout(self)
        self.name.renamed.connect(lambda name: link.send(SetDca(index, name=name)))
        self.fader.taken.connect(link.take)
        self.fader.moved.connect(lambda level_db: link.send(SetDca(index, fader_db=level_db)))
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.mute.clicked.connect(lambda: link.send(SetDca(index, mute=not self._is_muted)))
        offer_learning(self.mute, link, lambda: f"dca_mute {number}")
        self.fader.add_more = lambda menu: add_learning(menu, link, f"dca {number}")

    def show_dca(self, dca: Dca, members: list[tuple[str, str]], assigned: bool) -> None:
        """Show what the desk says, its members as (name, group of roles), and whether they are chosen now."""
        self.dca = dca
        self._show(dca.name, dca.mute, members, assigned)
        self.fader.set_owner(dca.name)
        self.fader.set_accent(theme.dca)
        self.fader.show_value(dca.fader_db)
        self._show_readout()

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
        painter = self._begin_panel()
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.dca))
        rect = QRectF(10, 5, self.width() - 20, 14)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, say("DCA {number}", number=self.index + 1))

    def _show_readout(self) -> None:
        self.readout.show_words(write_value(self.fader.row, self.fader.value, unit=False), Hold.AUTO)
