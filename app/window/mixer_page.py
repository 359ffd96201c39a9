"""Mixer page: all channel strips side by side, and the master at their right."""

from __future__ import annotations

import contextlib

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.shown.board import PlaceView, draw_curves
from app.shown.language import say
from app.state import State
from app.window.desk_link import DeskLink
from app.window.history import History
from app.window.master_view import MasterView
from app.window.page import Page
from app.window.reasons import Reasons
from app.window.reasons_feed import LEAST_WIDTH, ReasonsFeed
from app.window.strip_row import StripRow
from app.window.strip_view import StripView
from engine.gauges import Gauges

TRAIL_S = 4.0
TRIES = 20
"""A frame that meets the engine in the middle of a change is left out rather than waited for."""

MARGIN, GAP = 8, 4


class MixerPage(Page):
    """Strips first; where they leave room, the reasons of the mind."""

    title = say("MIXER")
    opened = pyqtSignal(int)

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.row = StripRow(self._make_strip, link, self)
        self.feed = ReasonsFeed(self)
        self.master = MasterView(link, self)

    @property
    def strips(self) -> list[StripView]:
        """All strips."""
        return self.row.strips

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says; strips come and go with the mix."""
        rows = [view for view in views.values() if view.kind == "strip"]
        if self.row.count_strips(len(rows)):
            self._lay_out()
            self.row.choose(self.row.chosen)
        curves = draw_curves("strip", [view.values for view in rows])
        ghosts = draw_curves("strip", [view.wanted for view in rows])
        for strip, view, curve, ghost in zip(self.strips, rows, curves, ghosts, strict=True):
            strip.show_place(view, curve, ghost)
        self.feed.show_places(rows)
        master = views["master"]
        curve, ghost = draw_curves("master", [master.values, master.wanted])
        self.master.show_place(master, curve, ghost)

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show what the engine measures."""
        levels = None
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                levels = gauges.shared.read(
                    *("strip_in_peak", "strip_reduction_db", "bus_peak", "master_reduction_db"),
                    *("loudness_lufs", "integrated_s", "true_peak_db", "correlation"),
                    tries=TRIES,
                )
        if levels is None:
            return
        self.row.show_levels(levels["strip_in_peak"].tolist(), levels["strip_reduction_db"].tolist())
        self.master.show_levels(levels)

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show where the faders were."""
        for strip in self.strips[: len(history.levels)]:
            strip.fader.show_trail(history.trail(strip.index, TRAIL_S))
        self.master.show_past(history)

    def scroll_bank(self, banks: int) -> None:
        """Go on by eight strips, or back."""
        self.row.scroll_bank(banks)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Keys of the chosen strip."""
        assert a0 is not None
        if not self.row.press(a0):
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Strips share the width."""
        super().resizeEvent(a0)
        self._lay_out()

    def _make_strip(self, index: int, parent: QWidget) -> StripView:
        strip = StripView(index, self._link, parent)
        strip.opened.connect(self.opened)
        return strip

    def _lay_out(self) -> None:
        """Strips first, up to their widest; what is left tells the reasons, or stays empty."""
        height = self.height()
        room = self.width() - 2 * MARGIN - self.master.width() - GAP
        self.master.setGeometry(self.width() - MARGIN - self.master.width(), 0, self.master.width(), height)
        used = self.row.measure(room)
        spare = room - used - GAP
        self.feed.setVisible(spare >= LEAST_WIDTH)
        self.feed.setGeometry(MARGIN + used + GAP, 0, spare, height)
        self.row.setGeometry(MARGIN, 0, used if spare >= LEAST_WIDTH else room, height)
