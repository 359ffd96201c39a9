"""Bus panel: the settings of one bus, and who sends to it."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.shown.words import name_param
from app.window.binding import bind
from app.window.buses.bus_words import name_kind, write_outputs
from app.window.buses.destinations import DESTINATIONS, find_destination
from app.window.buses.sent_list import SentList
from app.window.desk_link import DeskLink
from app.window.groups.spill import Spill
from app.window.key import Key
from app.window.level_bar import LevelBar
from app.window.strip_column import show_param
from app.window.theme import BOLD, colour, font, theme
from engine.console.params import BANDS, PARAMS, Kind, Param
from engine.console.state import split_place
from engine.console.units import OFF_DB

BAR, GAP, HEADING = 28, 4, 22


class BusPanel(QWidget):
    """A bar for each setting; a group shows as chips which strips go to it."""

    sends_wanted = pyqtSignal(int)
    """Put the sends to a destination on the faders."""

    def __init__(self, link: DeskLink, with_sends_key: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = ""
        self.bars: dict[str, LevelBar] = {}
        self._link = link
        self._view: PlaceView | None = None
        self._with_key = with_sends_key
        self._headings: list[tuple[int, str]] = []
        self.sends = Key(say("SENDS ON FADERS"), theme.text, self, text_px=11)
        self.sends.clicked.connect(self._want_sends)
        self.sent = SentList(self)
        self.spill = Spill()
        self.spilled = QScrollArea(self)
        self.spilled.setWidget(self.spill)
        self.spilled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.spilled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.spill.toggled.connect(self._toggle)
        self.setAccessibleName(say("Settings of the bus"))

    def show_bus(self, place: str, views: dict[str, PlaceView], tint: str) -> None:
        """Show what the desk says of a bus; its bars in a colour ("" is as bars are)."""
        view = views[place]
        if place != self.place:
            self._make(place, tint)
        if view != self._view:
            self._view = view
            for bar in self.bars.values():
                bar.why = view.because
                bar.set_owner(view.name)
                show_param(bar, view)
            self.update()
        strips = [each for each in views.values() if each.kind == "strip"]
        kind, index = split_place(place)
        if kind == "group":
            members = [each.place for each in strips if each.value("group") == (index or 0) + 1]
            self.spill.show_places(strips, members)
            self._lay_out()
        number = find_destination(place)
        if number is not None:
            send = DESTINATIONS[number].send
            sent = [(each.name, each.group, each.value(send)) for each in strips]
            heard = [row for row in sent if row[2] > OFF_DB]
            self.sent.show_sent(sorted(heard, key=lambda row: -row[2]))

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Title, bars, what is sent."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """The panel, its title and the headings."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), 5, 5)
        if self._view is None:
            return
        flags, room = Qt.AlignmentFlag.AlignVCenter, self.width() - 24
        painter.setFont(font(15, BOLD))
        painter.setPen(colour(theme.text))
        name = painter.fontMetrics().elidedText(self._view.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(12, 8, room, 20), flags, name)
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        words = f"{name_kind(self._view.kind)}   {write_outputs(self._view.kind, self._view.outputs)}"
        painter.drawText(QRectF(12, 30, room, 16), flags, words)
        painter.setFont(font(10, BOLD))
        for y, heading in self._headings:
            painter.drawText(QRectF(12, y, room, HEADING), flags, heading)

    def _make(self, place: str, tint: str) -> None:
        """Bars for another bus."""
        for bar in self.bars.values():
            bar.hide()
            bar.deleteLater()
        self.place, self._view = place, None
        kind, _ = split_place(place)
        rows = [row for row in PARAMS[kind] if row.name not in ("fader_db", "mute")]
        self.bars = {}
        for row in rows:
            bar = LevelBar(row, _label(row), parent=self, text_px=11)
            if tint:
                bar.set_fill(tint)
            bind(bar, self._link, lambda: self.place)
            bar.show()
            self.bars[row.name] = bar
        is_sent = find_destination(place) is not None
        self.sends.setVisible(is_sent and self._with_key)
        self.sent.setVisible(is_sent)
        self.spilled.setVisible(kind == "group")
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.place:
            return
        kind, _ = split_place(self.place)
        width, y = self.width() - 20, 52
        self._headings = []
        if not self.sends.isHidden():
            self.sends.setGeometry(10, y, width, 32)
            y += 36
        for heading, rows in _list_sections(kind):
            self._headings.append((y, heading))
            y += HEADING
            for names in rows:
                wide = (width + GAP) // len(names) - GAP
                for column, name in enumerate(names):
                    self.bars[name].setGeometry(10 + column * (wide + GAP), y, wide, BAR)
                y += BAR + GAP
        if kind == "group":
            self._headings.append((y, say("STRIPS IN THIS GROUP")))
            y += HEADING
            self.spilled.setGeometry(10, y, width, max(0, self.height() - y - 8))
            tall = self.spill.measure(width)
            self.spill.resize(width - (10 if tall > self.spilled.height() else 0), tall)
        if find_destination(self.place) is not None:
            self._headings.append((y, say("WHO IS SENT")))
            y += HEADING
            self.sent.setGeometry(12, y, width - 4, max(0, self.height() - y - 8))
        self.update()

    def _toggle(self, place: str) -> None:
        _, index = split_place(self.place)
        group = float((index or 0) + 1)
        member = any(chip.place == place and chip.is_member for chip in self.spill.chips)
        self._link.touch(place, "group", 0.0 if member else group)

    def _want_sends(self) -> None:
        number = find_destination(self.place)
        if number is not None:
            self.sends_wanted.emit(number)


def _list_sections(kind: Kind) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Heading and rows of parameters side by side."""
    if kind == "master":
        bands = range(1, BANDS + 1)
        comp = [row.name for row in PARAMS[kind] if row.name.startswith("comp_")]
        return [
            (say("LIMITER"), [("ceiling_db",), ("lookahead_ms",)]),
            (say("COMPRESSOR"), [(name,) for name in comp]),
            (say("EQUALISER"), [(f"eq{n}_gain_db", f"eq{n}_hz", f"eq{n}_q") for n in bands]),
        ]
    names = [row.name for row in PARAMS[kind] if row.name not in ("fader_db", "mute")]
    return [(say("SETTINGS"), [(name,) for name in names])] if names else []


def _label(row: Param) -> str:
    if row.name.startswith("eq"):
        return {"gain": row.name[2], "hz": "", "q": "Q"}[row.name.split("_")[1]]
    return name_param(row)
