"""Buses page: groups, effect returns, monitors and the master side by side, and the settings of one."""

from __future__ import annotations

import contextlib

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.buses.bus_panel import BusPanel
from app.window.buses.bus_view import BusView
from app.window.buses.destinations import find_destination
from app.window.desk_link import DeskLink
from app.window.mixer_page import GAP, MARGIN, TRIES
from app.window.page import Page
from app.window.strip_row import SCROLL_BAR
from engine.console.state import Mix
from engine.gauges import Gauges

BREAK = 8
LEAST_WIDTH, MOST_WIDTH = 84, 128
PANEL, MOST_PANEL = 184, 360
PLACES = [place for place in Mix().places() if not place.startswith("strip/")]


class BusesPage(Page):
    """A click on a name shows that bus's settings; a double click puts its sends on the faders."""

    title = say("BUSES")
    sends_wanted = pyqtSignal(int)

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = "reverb"
        self._link = link
        self._views: dict[str, PlaceView] = {}
        self._bed = QWidget()
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._bed)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buses = {place: BusView(place, link, self._bed) for place in PLACES}
        self.panel = BusPanel(link, parent=self)
        self.panel.sends_wanted.connect(self.sends_wanted)
        for bus in self.buses.values():
            bus.chosen.connect(self.choose)
            bus.opened.connect(self._open)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        self._views = views
        for place, bus in self.buses.items():
            bus.show_place(views[place], "")
            bus.show_chosen(place == self.chosen)
        self.panel.show_bus(self.chosen, views, "")

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show what the engine measures."""
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                peaks = gauges.shared.read("bus_peak", tries=TRIES)["bus_peak"].tolist()
                for bus in self.buses.values():
                    bus.show_peaks(peaks)

    def choose(self, place: str) -> None:
        """Show the settings of a bus."""
        self.chosen = place
        self._scroll.ensureWidgetVisible(self.buses[place], 8, 0)
        for bus in self.buses.values():
            bus.show_chosen(bus.place == place)
        if self._views:
            self.panel.show_bus(place, self._views, "")

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """M mutes the chosen bus; brackets go from bus to bus."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_M and not a0.modifiers():
            self.buses[self.chosen].mute.click()
        elif a0.key() in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            way = 1 if a0.key() == Qt.Key.Key_BracketRight else -1
            number = min(len(PLACES) - 1, max(0, PLACES.index(self.chosen) + way))
            self.choose(PLACES[number])
            self.buses[self.chosen].fader.setFocus()
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Buses with a gap between their kinds, the settings at the right."""
        width, height = self.width(), self.height()
        room = width - 2 * MARGIN - PANEL - GAP
        wide = min(MOST_WIDTH, max(LEAST_WIDTH, (room - 3 * BREAK) // len(PLACES)))
        used = wide * len(PLACES) + 3 * BREAK
        foot = height - (SCROLL_BAR if used > room else 0)
        self._scroll.setGeometry(MARGIN, 0, min(used, room), height)
        self._bed.resize(used, foot)
        x, kind = 0, ""
        for bus in self.buses.values():
            family = "effect" if bus.kind in ("reverb", "delay") else bus.kind
            x += BREAK if kind and family != kind else 0
            kind = family
            bus.setGeometry(x, 0, wide, foot)
            x += wide
        self._scroll.ensureWidgetVisible(self.buses[self.chosen], 8, 0)
        left = MARGIN + min(used, room) + GAP
        self.panel.setGeometry(left, 0, min(MOST_PANEL, width - MARGIN - left), height)

    def _open(self, place: str) -> None:
        number = find_destination(place)
        if number is not None:
            self.sends_wanted.emit(number)
