"""Mixer page: all channel strips side by side, scrolled and in banks, and the master at their right."""

from __future__ import annotations

import contextlib

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.link import State
from app.window.board import PlaceView, draw_curves
from app.window.desk_link import DeskLink
from app.window.history import History
from app.window.master_view import MasterView
from app.window.page import Page
from app.window.reasons import Reasons
from app.window.reasons_feed import LEAST_WIDTH, ReasonsFeed
from app.window.strip_view import NARROW, WIDE, StripView
from engine.gauges import Gauges

TRAIL_S = 4.0
TRIES = 20
"""A frame that meets the engine in the middle of a change is left out rather than waited for."""

MARGIN, GAP, SCROLL_BAR = 8, 4, 10
BANK = 8


class MixerPage(Page):
    """Strips grow to fill the width; below their narrowest they scroll."""

    title = "MIXER"
    opened = pyqtSignal(int)

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.strips: list[StripView] = []
        self.chosen = 0
        self._bed = QWidget()
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._bed)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        viewport = self._scroll.viewport()
        assert viewport is not None
        viewport.installEventFilter(self)
        self.feed = ReasonsFeed(self)
        self.master = MasterView(link, self)

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says; strips come and go with the mix."""
        rows = [view for view in views.values() if view.kind == "strip"]
        if len(rows) != len(self.strips):
            self._make_strips(len(rows))
        curves = draw_curves("strip", [view.values for view in rows])
        ghosts = draw_curves("strip", [view.wanted for view in rows])
        for strip, view, curve, ghost in zip(self.strips, rows, curves, ghosts, strict=True):
            strip.show_place(view, curve, ghost)
        self.feed.show_places(rows)
        master = views["master"]
        curve, ghost = draw_curves("master", [master.values, master.wanted])
        self.master.show_place(master, curve, ghost)

    def show_levels(self, gauges: Gauges | None) -> None:
        """Show what the engine measures; strips out of sight are left alone."""
        levels = None
        if gauges is not None:
            with contextlib.suppress(TimeoutError):
                levels = gauges.shared.read(
                    *("strip_in_peak", "strip_reduction_db", "bus_peak", "bus_rms", "master_reduction_db"),
                    tries=TRIES,
                )
        if levels is None:
            return
        peaks, reductions = levels["strip_in_peak"].tolist(), levels["strip_reduction_db"].tolist()
        left = -self._bed.x()
        right = left + self._scroll.width()
        for strip in self.strips:
            if strip.x() < right and strip.x() + strip.width() > left:
                strip.show_levels(peaks[strip.index], reductions[strip.index])
        compressor_db, limiter_db = levels["master_reduction_db"].tolist()
        self.master.show_levels(levels["bus_peak"][:2], levels["bus_rms"][:2], compressor_db, limiter_db)

    def show_past(self, state: State, history: History, reasons: Reasons) -> None:
        """Show where the faders were."""
        for strip in self.strips[: len(history.levels)]:
            strip.fader.show_trail(history.trail(strip.index, TRAIL_S))

    def choose(self, index: int) -> None:
        """Make a strip the one that keys go to, and bring it into sight."""
        if self.strips:
            self.chosen = min(len(self.strips) - 1, max(0, index))
            for strip in self.strips:
                strip.show_chosen(strip.index == self.chosen)
            self._scroll.ensureWidgetVisible(self.strips[self.chosen], 8, 0)

    def scroll_bank(self, banks: int) -> None:
        """Go on by eight strips, or back."""
        bar = self._scroll.horizontalScrollBar()
        if bar is not None and self.strips:
            step = self.strips[0].width() * BANK
            bar.setValue((bar.value() // step + banks) * step)

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """M, S and F switch the chosen strip; brackets go from strip to strip."""
        assert a0 is not None
        names = {Qt.Key.Key_M: "mute", Qt.Key.Key_S: "solo", Qt.Key.Key_F: "safe"}
        if a0.key() in names and self.strips and not a0.modifiers():
            self.strips[self.chosen].keys[names[Qt.Key(a0.key())]].click()
        elif a0.key() in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self.choose(self.chosen + (1 if a0.key() == Qt.Key.Key_BracketRight else -1))
            self.strips[self.chosen].fader.setFocus()
        else:
            super().keyPressEvent(a0)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        """A wheel between the controls scrolls sideways."""
        if isinstance(a1, QWheelEvent):
            bar = self._scroll.horizontalScrollBar()
            turn: QPoint = a1.angleDelta()
            if bar is not None:
                bar.setValue(bar.value() - (turn.x() or turn.y()))
            return True
        return super().eventFilter(a0, a1)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Strips share the width."""
        super().resizeEvent(a0)
        self._lay_out()

    def _make_strips(self, count: int) -> None:
        for strip in self.strips:
            strip.hide()
            strip.deleteLater()
        self.strips = [StripView(index, self._link, self._bed) for index in range(count)]
        for strip in self.strips:
            strip.chosen.connect(self.choose)
            strip.opened.connect(self.opened)
            strip.show()
        self._lay_out()
        self.choose(self.chosen)

    def _lay_out(self) -> None:
        """Strips first, up to their widest; what is left tells the reasons, or stays empty."""
        height, count = self.height(), max(1, len(self.strips))
        room = self.width() - 2 * MARGIN - self.master.width() - GAP
        self.master.setGeometry(self.width() - MARGIN - self.master.width(), 0, self.master.width(), height)
        width = min(WIDE, max(NARROW, room // count))
        used = min(room, width * count)
        spare = room - used - GAP
        self.feed.setVisible(spare >= LEAST_WIDTH)
        self.feed.setGeometry(MARGIN + used + GAP, 0, spare, height)
        self._scroll.setGeometry(MARGIN, 0, used if spare >= LEAST_WIDTH else room, height)
        scrolled = width * count > room
        foot = height - (SCROLL_BAR if scrolled else 0)
        self._bed.resize(width * count, foot)
        for strip in self.strips:
            strip.setGeometry(strip.index * width, 0, width, foot)
