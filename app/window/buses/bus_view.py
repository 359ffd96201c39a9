"""Bus view: one bus from its name down to its mute: where it goes, fader, both meters."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import write_value
from app.surfaces.targets import name_target
from app.window.binding import bind
from app.window.buses.bus_words import name_kind, write_outputs
from app.window.desk_link import DeskLink
from app.window.fader import Fader
from app.window.key import Key
from app.window.learning import offer_learning
from app.window.level_meter import LevelMeter
from app.window.over_marks import OverMarks
from app.window.readout import Readout
from app.window.scribble import Scribble
from app.window.strip_column import show_param, show_silenced
from app.window.theme import colour, font, theme
from engine.console.params import Kind, find_param
from engine.console.state import split_place
from engine.target import place_rows


class BusView(QWidget):
    """Shows a `PlaceView` of a bus; groups and effects are metered before their fader, the rest after."""

    chosen = pyqtSignal(str)
    opened = pyqtSignal(str)

    def __init__(self, place: str, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.view: PlaceView | None = None
        self._link = link
        self._is_chosen = False
        kind, index = split_place(place)
        self.kind: Kind = kind
        self._rows = place_rows(self.kind, index)
        self.scribble = Scribble(self)
        self.marks = OverMarks(self)
        self.fader = Fader(find_param(self.kind, "fader_db"), parent=self)
        where = say("after the fader") if self.kind in ("monitor", "master") else say("before the fader")
        self.meters = (
            LevelMeter(say("Left {where}", where=where), self),
            LevelMeter(say("Right {where}", where=where), self),
        )
        self.readout = Readout(self)
        self.mute = Key(say("MUTE"), theme.mute, self, say("Mute"))
        bind(self.fader, link, lambda: self.place)
        self.mute.clicked.connect(self._switch)
        offer_learning(self.mute, link, lambda: name_target(self.place, "mute"))
        self.readout.clicked.connect(lambda: self.fader.type_in())
        self.fader.settled.connect(self._show_readout)
        self.scribble.clicked.connect(lambda: self.chosen.emit(self.place))
        self.scribble.opened.connect(lambda: self.opened.emit(self.place))

    def show_place(self, view: PlaceView, tint: str) -> None:
        """Show what the desk says of this bus, its fader in a colour ("" is as faders are)."""
        self.fader.set_accent(tint)
        before, self.view = self.view, view
        if view == before:
            return
        self.scribble.show_name("", view.name, name_kind(self.kind), "")
        self.scribble.setToolTip(say("{name}: click for its settings", name=view.name))
        self.fader.set_owner(view.name)
        show_param(self.fader, view)
        self.fader.show_played(view.played_db())
        self.mute.show_lit(bool(view.value("mute")))
        self.mute.setAccessibleName(say("{name} mute", name=view.name))
        show_silenced(self.mute, view)
        self.marks.show_lies(view.over)
        self._show_readout()
        self.update()

    def show_peaks(self, peaks: list[float]) -> None:
        """Show linear peaks of all bus rows."""
        for meter, row in zip(self.meters, self._rows, strict=True):
            meter.show_peak(peaks[row])

    def show_chosen(self, chosen: bool) -> None:
        """Whether its settings are shown."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def sizeHint(self) -> QSize:
        """As narrow as a strip."""
        return QSize(88, 560)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Name, patch, marks; the fader takes what is left."""
        width, inner = self.width(), self.width() - 12
        self.scribble.setGeometry(4, 4, width - 8, 48)
        self.marks.setGeometry(6, 78, inner, 12)
        foot = self.height() - 4
        self.mute.setGeometry(6, foot - 28, inner, 28)
        foot -= 32
        self.readout.setGeometry(6, foot - 22, inner, 22)
        foot -= 26
        wide = 7 if width < 104 else 10
        self.fader.setGeometry(4, 92, width - 12 - 2 * wide - 3, foot - 92)
        for side, meter in enumerate(self.meters):
            meter.setGeometry(width - 6 - (2 - side) * wide - (1 - side) * 2, 92, wide, foot - 92)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel and where it goes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(theme.faint) if self._is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel_chosen if self._is_chosen else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        if self.view is None:
            return
        painter.setFont(font(10))
        painter.setPen(colour(theme.dim))
        words = write_outputs(self.kind, self.view.outputs)
        rect = QRectF(8, 55, self.width() - 16, 20)
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)

    def _show_readout(self) -> None:
        self.readout.show_words(write_value(self.fader.row, self.fader.value, unit=False), self.fader.hold)

    def _switch(self) -> None:
        if self.view is not None:
            self._link.touch(self.place, "mute", 1.0 - self.view.value("mute"))
