"""Sends page: every long fader is a strip's send to one bus; the bus itself stands at the right."""

from __future__ import annotations

import contextlib

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.buses.bus_panel import BusPanel
from app.window.buses.bus_view import BusView
from app.window.buses.destination_bar import HEIGHT, DestinationBar
from app.window.buses.destinations import DESTINATIONS, describe_taking
from app.window.buses.send_strip import SendStrip
from app.window.desk_link import DeskLink
from app.window.mixer_page import GAP, MARGIN, TRIES
from app.window.page import Page
from app.window.strip_row import StripRow
from app.window.theme import theme
from engine.gauges import Gauges

BUS, PANEL, MOST_PANEL = 100, 176, 280


class SendsPage(Page):
    """One destination at a time, in a colour of its own."""

    title = say("SENDS")
    opened = pyqtSignal(int)
    bus_wanted = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._views: dict[str, PlaceView] = {}
        self.number = 0
        """Which destination the faders send to."""
        self.bar = DestinationBar(self)
        self.row = StripRow(self._make_strip, link, self)
        self.buses = [BusView(each.place, link, self) for each in DESTINATIONS]
        self.panel = BusPanel(link, with_sends_key=False, parent=self)
        self.bar.wanted.connect(self.send_to)
        for bus in self.buses:
            bus.chosen.connect(self.bus_wanted)
        for keys, way in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, lambda way=way: self.send_to(self.number + way))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def strips(self) -> list[SendStrip]:
        """All strips."""
        return self.row.strips

    @property
    def bus(self) -> BusView:
        """The bus that the faders send to."""
        return self.buses[self.number]

    def send_to(self, number: int) -> None:
        """Put the sends to another destination on the faders; past the ends it goes round."""
        self.number = number % len(DESTINATIONS)
        state = self._link.state
        if state is not None and self._views:
            self.show_state(state, self._views)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        self._views = views
        to, tint = DESTINATIONS[self.number], theme.sends[self.number]
        session = state.session
        self.bar.show_destinations(
            [views[each.place].name for each in DESTINATIONS],
            self.number,
            describe_taking(to, session.over, session.layers.hand),
        )
        rows = [view for view in views.values() if view.kind == "strip"]
        if self.row.count_strips(len(rows)):
            self._lay_out()
        for strip, view in zip(self.strips, rows, strict=True):
            strip.show_send(view, to, tint)
        for number, bus in enumerate(self.buses):
            bus.setVisible(number == self.number)
        self.bus.show_place(views[to.place], tint)
        self.panel.show_bus(to.place, views, tint)

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show what the engine measures."""
        levels = None
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                levels = gauges.shared.read("strip_in_peak", "strip_reduction_db", "bus_peak", tries=TRIES)
        if levels is not None:
            self.row.show_levels(levels["strip_in_peak"].tolist(), levels["strip_reduction_db"].tolist())
            self.bus.show_peaks(levels["bus_peak"].tolist())

    def scroll_bank(self, banks: int) -> None:
        """Go on by eight strips, or back."""
        self.row.scroll_bank(banks)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Keys of the chosen strip; Escape makes the faders main faders again."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif not self.row.press(a0):
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The band on top, strips, the bus and its settings."""
        self._lay_out()

    def _make_strip(self, index: int, parent: QWidget) -> SendStrip:
        strip = SendStrip(index, self._link, parent)
        strip.opened.connect(self.opened)
        return strip

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        top = HEIGHT + GAP
        self.bar.setGeometry(MARGIN, 0, width - 2 * MARGIN, HEIGHT)
        room = width - 2 * MARGIN - BUS - PANEL - 2 * GAP
        used = self.row.measure(room)
        self.row.setGeometry(MARGIN, top, used, height - top)
        x = MARGIN + used + GAP
        for bus in self.buses:
            bus.setGeometry(x, top, BUS, height - top)
        x += BUS + GAP
        self.panel.setGeometry(x, top, min(MOST_PANEL, width - MARGIN - x), height - top)
