"""Window: mind bar, pages, page bar; it holds no state that the desk does not know."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QRect, QTimer
from PyQt6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.orders.show import OpenFolder, OpenSession, PlaceWindow
from app.preferences import WindowPlace, load_preferences
from app.shown.board import PlaceView, view_places
from app.state import State
from app.window.buses.buses_page import BusesPage
from app.window.buses.sends_page import SendsPage
from app.window.compare_page import ComparePage
from app.window.desk_link import DeskLink
from app.window.drop_veil import DropVeil, find_droppable
from app.window.files.first_page import FirstPage
from app.window.files.launcher import Launcher
from app.window.files.sessions_page import SessionsPage
from app.window.groups.groups_page import GroupsPage
from app.window.groups.mute_drop import MuteDrop
from app.window.history import RATE_HZ, History
from app.window.learning import offer_learning
from app.window.level_meter import ballistics
from app.window.mind_bar import MindBar
from app.window.mixer_page import MixerPage
from app.window.over_bar import OverBar
from app.window.page import Page
from app.window.page_bar import PageBar
from app.window.reasons import Reasons
from app.window.rehearse.mini_transport import MiniTransport
from app.window.rehearse.rehearse_page import RehearsePage
from app.window.rehearse.roll_hand import RollHand
from app.window.scenes.scenes_page import ScenesPage
from app.window.setup.setup_page import SetupPage
from app.window.strip_page import StripPage
from app.window.theme import colour, theme
from engine.console.groups import MUTE_GROUPS

FRAME_MS = 30
STATUS_MS = 500
PLACE_MS = 1000


class Window(QWidget):
    """One window on the running desk; there may be several."""

    def __init__(self, link: DeskLink, slot: int = 0) -> None:
        super().__init__()
        self.slot = slot
        """Which of several windows it is, for coming back to where it was."""
        self._placed: WindowPlace | None = None
        self._resting: WindowPlace | None = None
        self.setWindowTitle("Deskhand")
        self.setMinimumSize(960, 600)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), colour(theme.ground))
        self.setPalette(palette)
        self._link = link
        self._views: dict[str, PlaceView] = {}
        self.history = History()
        self.mind_bar = MindBar(link, self)
        self.mixer = MixerPage(link, self)
        self.strip_page = StripPage(link, self)
        self.sends = SendsPage(link, self)
        self.buses = BusesPage(link, self)
        self.groups = GroupsPage(link, self)
        self.scenes = ScenesPage(link, self)
        self.roll = RollHand(link, self)
        self.rehearse = RehearsePage(link, self.roll, self)
        self.compare = ComparePage(link, self)
        self.setup = SetupPage(link, self)
        self.launcher = Launcher(link.runtime, self)
        self.first = FirstPage(self.launcher, self)
        self.sessions = SessionsPage(link, self)
        self.titled: list[Page] = [
            *(self.mixer, self.sends, self.buses, self.groups, self.scenes),
            *(self.rehearse, self.compare, self.sessions, self.setup),
        ]
        """The pages of the page bar, in its order; F1, F2 and so on open them."""
        self.pages = QStackedWidget(self)
        for page in (*self.titled, self.strip_page, self.first):
            self.pages.addWidget(page)
        self.page_bar = PageBar([page.title for page in self.titled], self)
        self.over_bar = OverBar(link, self)
        self.page_bar.put_right(self.over_bar)
        self.mute_drop = MuteDrop(link, self)
        self.transport = MiniTransport(self.roll, self)
        self.page_bar.put_right(self.transport)
        for target, key in self.transport.keys.items():
            offer_learning(key, link, lambda target=target: target)
        self.reasons = Reasons()
        self.mind_bar.named.connect(lambda: self.open_page(self.sessions))
        self.mixer.opened.connect(self.open_strip)
        self.strip_page.closed.connect(self.open_mixer)
        self.sends.opened.connect(self.open_strip)
        self.sends.closed.connect(lambda: self.open_page(self.mixer))
        self.sends.bus_wanted.connect(self.open_bus)
        self.buses.sends_wanted.connect(self.open_sends)
        self.over_bar.resized.connect(self.page_bar.lay_out)
        self.over_bar.mutes_wanted.connect(self._toggle_mutes)
        self.page_bar.wanted.connect(lambda number: self.open_page(self.titled[number]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.mind_bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self.page_bar)
        self._timers = [
            self._every(FRAME_MS, self._show_levels),
            self._every(1000 // RATE_HZ, self._note_history),
            self._every(STATUS_MS, self._show_status),
            self._every(PLACE_MS, self._note_place),
        ]
        for keys, act in (
            ("Ctrl+Shift+P", self.mind_bar.panic),
            ("Ctrl+Right", lambda: self._scroll_bank(1)),
            ("Ctrl+Left", lambda: self._scroll_bank(-1)),
            ("Ctrl+B", lambda: link.give_all()),
            ("Ctrl+Z", link.undo),
            ("Ctrl+Shift+Z", link.redo),
            ("Ctrl+Y", link.redo),
            ("Alt+S", self.over_bar.clear_solos),
            ("Alt+P", self.over_bar.open_menu),
            ("Alt+M", self._toggle_mutes),
            ("Ctrl+N", lambda: self.ask_session(self.sessions.ask_new)),
            ("Ctrl+O", lambda: self.ask_session(self.sessions.ask_open)),
            ("Ctrl+S", self.sessions.save_now),
            ("Ctrl+Shift+S", lambda: self.ask_session(self.sessions.ask_save_as)),
            ("Ctrl+Space", self.roll.toggle_play),
            ("Ctrl+Shift+R", self.roll.press_record),
            ("Ctrl+Q", self.close),
            ("\\", link.flip),
            ("F11", self._toggle_full_screen),
        ):
            QShortcut(QKeySequence(keys), self, act)
        for index in range(MUTE_GROUPS):
            QShortcut(QKeySequence(f"Alt+{index + 1}"), self, lambda n=index: self.mute_drop.switch(n))
        for number, page in enumerate(self.titled, 1):
            QShortcut(QKeySequence(f"F{number}"), self, lambda page=page: self.open_page(page))
        link.told.connect(self.show_state)
        link.linked.connect(lambda _: self._show_status())
        self._veil = DropVeil(self)
        self.setAcceptDrops(True)
        if link.state is not None:
            self.show_state(link.state)
        self._show_status()
        self.open_page(self.mixer)

    def show_state(self, state: State) -> None:
        """Show what the desk says."""
        ballistics.peak_hold_s = state.preferences.peak_hold_s
        self._views = view_places(state)
        if self.page is self.first:
            self._leave_first()
        self.setWindowTitle(f"{state.session.name} – Deskhand")
        self.mind_bar.show_state(state)
        self.over_bar.show_state(state)
        self.mute_drop.show_state(state)
        self.transport.show_state(state)
        self.reasons.note(self._views, time.time())
        self.page.show_state(state, self._views)

    @property
    def page(self) -> Page:
        """The page in sight."""
        page = self.pages.currentWidget()
        assert isinstance(page, Page)
        return page

    def open_page(self, page: Page) -> None:
        """Bring a page into sight; without a show there is only the first."""
        if self.page is self.first and self._link.state is None and page is not self.first:
            return
        self.pages.setCurrentWidget(page)
        if self._link.state is not None:
            page.show_state(self._link.state, self._views)
        self.page_bar.show_page(self.titled.index(page if page in self.titled else self.mixer))
        page.setFocus()

    def open_strip(self, index: int) -> None:
        """Show the page of one strip."""
        self.open_page(self.strip_page)
        self.strip_page.show_strip(index)

    def open_mixer(self) -> None:
        """Show all strips."""
        self.open_page(self.mixer)
        self.mixer.row.choose(self.strip_page.index)

    def open_sends(self, destination: int) -> None:
        """Put the sends to a destination on the faders."""
        self.open_page(self.sends)
        self.sends.send_to(destination)

    def open_bus(self, place: str) -> None:
        """Show the settings of a bus among all buses."""
        self.open_page(self.buses)
        self.buses.choose(place)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """What hangs in a corner closes."""
        super().resizeEvent(a0)
        self.mute_drop.hide()

    def ask_session(self, ask: Callable[[], None]) -> None:
        """Open the page of sessions and put the hand where the answer goes."""
        self.open_page(self.sessions)
        if self.page is self.sessions:
            ask()

    def open_first(self) -> None:
        """No show runs: offer to begin one."""
        self._link.forget()
        self._views = {}
        self.setWindowTitle("Deskhand")
        self.mind_bar.hide()
        self.page_bar.show_keys(False)
        self.pages.setCurrentWidget(self.first)
        self.first.patch = load_preferences()[0].patch
        self.first.open_part("recent")
        self.first.cards["demo"].setFocus()

    def open_path(self, path: Path) -> None:
        """Go on with a session or a folder of stems, in the show that runs or in one of its own."""
        if self._link.is_linked:
            message = OpenFolder(str(path)) if path.is_dir() else OpenSession(str(path))
            self._link.send(message)
        else:
            self.first.open_path(str(path))

    def dragEnterEvent(self, a0: QDragEnterEvent | None) -> None:
        """A folder or a session may be dropped anywhere."""
        path = find_droppable(a0.mimeData()) if a0 is not None else None
        if a0 is not None and path is not None:
            a0.acceptProposedAction()
            self._veil.show_path(path)

    def dragLeaveEvent(self, a0: QDragLeaveEvent | None) -> None:
        """It went elsewhere."""
        self._veil.hide()

    def dropEvent(self, a0: QDropEvent | None) -> None:
        """Open it."""
        self._veil.hide()
        path = find_droppable(a0.mimeData()) if a0 is not None else None
        if a0 is not None and path is not None:
            a0.acceptProposedAction()
            self.open_path(path)

    def come_back(self, place: WindowPlace, room: QRect) -> None:
        """Be where the window was, with the page that it showed."""
        self.setGeometry(room)
        page = next((page for page in self.titled if page.title == place.page), None)
        if page is not None:
            self.open_page(page)
        self._placed = self._find_place()

    def _find_place(self) -> WindowPlace:
        at = self.normalGeometry() if self.isFullScreen() else self.geometry()
        page = self.page.title if self.page in self.titled else ""
        return WindowPlace(at.x(), at.y(), at.width(), at.height(), page, self.isFullScreen())

    def _note_place(self) -> None:
        """Tell the desk where the window is, once it rests there."""
        place = self._find_place()
        if self._link.is_linked and self.page is not self.first and place != self._placed:
            if place == self._resting:
                self._placed = place
                self._link.send(PlaceWindow(self.slot, place))
            self._resting = place

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        """The show goes on without a window."""
        for _ in range(2):
            self._note_place()
        for timer in self._timers:
            timer.stop()
        self.launcher.leave()
        self.rehearse.close_down()
        self._link.close()
        super().closeEvent(a0)

    def _every(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(act)  # pyright: ignore[reportArgumentType]
        timer.start(milliseconds)
        return timer

    def _show_levels(self) -> None:
        if not self.isMinimized():
            self.page.show_levels(self._link.meters())

    def _note_history(self) -> None:
        state = self._link.state
        if state is not None:
            strips = [view for view in self._views.values() if view.kind == "strip"]
            faders, heard = [view.value("fader_db") for view in strips], [view.heard_db() for view in strips]
            self.history.note(state, faders, heard)
            self.history.note_loudness(self._link.meters())
            self.page.show_past(state, self.history, self.reasons)
            self.transport.show_place()

    def _leave_first(self) -> None:
        """A show runs."""
        self.mind_bar.show()
        self.page_bar.show_keys(True)
        self.pages.setCurrentWidget(self.mixer)
        self.open_page(self.mixer)

    def _show_status(self) -> None:
        if self._link.show_is_over and self.page is not self.first:
            self.open_first()
        self.page_bar.status.show_state(self._link.state, self._link.meters(), self._link.is_linked)

    def _toggle_mutes(self) -> None:
        self.mute_drop.toggle(self.width() - 8, self.page_bar.y())

    def _scroll_bank(self, banks: int) -> None:
        self.page.scroll_bank(banks)

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()
