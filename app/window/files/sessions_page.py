"""Sessions page: which session is open, where it lies, and others to go on with."""

from __future__ import annotations

import time
from pathlib import Path

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.material.sessions import find_file
from app.orders.show import CancelOpening, NewSession, OpenFolder, OpenSession, SaveSession, SaveSessionAs
from app.shown.board import PlaceView
from app.shown.language import say
from app.state import State
from app.window.confirm_key import ConfirmKey
from app.window.desk_link import DeskLink
from app.window.field import Field
from app.window.files.browser import Browser
from app.window.files.progress_bar import ProgressBar
from app.window.files.recent_list import RecentList
from app.window.key import Key
from app.window.page import Page
from app.window.theme import BOLD, MEDIUM, colour, font, theme
from app.window.words_box import WordsBox

MARGIN, GAP, SIDE = 8, 8, 408


class SessionsPage(Page):
    """The sound goes on while another session is opened."""

    title = say("SESSIONS")

    def __init__(self, link: DeskLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._state: State | None = None
        self.tabs = {
            "recent": Key(say("RECENT"), theme.text, self, say("Sessions that were open (Ctrl+O)")),
            "folders": Key(say("FOLDERS"), theme.text, self, say("Sessions and stems anywhere")),
        }
        self.recent = RecentList(self)
        self.browser = Browser(self)
        self.save = Key(
            say("SAVE NOW"), theme.middle, self, say("Save now, rather than in a second (Ctrl+S)")
        )
        self.name = Field(say("Name or path"), self, say("Name of the session, or a path"))
        self.new = Key(
            say("NEW SESSION"), theme.text, self, say("Same inputs, everything at its default (Ctrl+N)")
        )
        self.save_as = ConfirmKey(
            say("SAVE AS"),
            say("PRESS AGAIN TO OVERWRITE"),
            theme.held,
            self,
            say("Go on in this file (Ctrl+Shift+S)"),
        )
        self.where = WordsBox(self, 11)
        self.progress = ProgressBar(self)
        self.cancel = Key(say("CANCEL"), theme.mute, self, say("Stay with this session"), outlined=True)
        self.safety = WordsBox(self, 11)
        for name, key in self.tabs.items():
            key.clicked.connect(lambda _=False, name=name: self.open_tab(name))
        self.recent.wanted.connect(lambda file: link.send(OpenSession(file)))
        self.browser.chosen.connect(self._open)
        self.save.clicked.connect(self.save_now)
        self.name.textChanged.connect(lambda _: self._show_where())
        self.name.entered.connect(lambda _: self.new.setFocus())
        self.new.clicked.connect(lambda: link.send(NewSession(self.name.text())))
        self.save_as.clicked.disconnect()
        self.save_as.clicked.connect(self._save_as)
        self.save_as.confirmed.connect(lambda: link.send(SaveSessionAs(self.name.text(), overwrite=True)))
        self.cancel.clicked.connect(lambda: link.send(CancelOpening()))
        self.open_tab("recent")
        self._show_where()

    def open_tab(self, name: str) -> None:
        """Show recent sessions or folders."""
        for each, key in self.tabs.items():
            key.show_lit(each == name)
        self.recent.setVisible(name == "recent")
        self.browser.setVisible(name == "folders")
        if name == "folders":
            here = (
                Path(self._state.file).parent if self._state is not None and self._state.file else Path.home()
            )
            self.browser.show_folder(here)

    def ask_new(self) -> None:
        """Wait for the name of a new session."""
        self.name.clear()
        self.name.setFocus()

    def ask_save_as(self) -> None:
        """Wait for the name of a copy to go on with."""
        if self._state is not None:
            self.name.setText(self._state.session.name)
        self.name.selectAll()
        self.name.setFocus()

    def ask_open(self) -> None:
        """Wait for a session to be picked."""
        self.open_tab("recent")
        if self.recent.chosen < 0:
            self.recent.choose(0)
        self.recent.setFocus()

    def save_now(self) -> None:
        """Have everything on disk at once."""
        self._link.send(SaveSession())

    def show_state(self, state: State, views: dict[str, PlaceView]) -> None:
        """Show what the desk says."""
        opening = self._state is not None and bool(self._state.opening)
        before, self._state = self._state, state
        self.recent.show_files(state.recent, state.file)
        if before is None or before.file != state.file or before.recent != state.recent:
            self._show_where()
        self.save.setEnabled(not state.saved)
        self.save.setText(say("SAVED") if state.saved else say("SAVE NOW"))
        name = Path(state.opening).name
        self.progress.show_progress(
            say("Opening {name}", name=name), state.opening_share, f"{100 * state.opening_share:.0f} %"
        )
        words = [
            say(
                "Every change is on disk within a second; the version before lies beside it, as {file}.bak.",
                file=Path(state.file).name,
            )
        ]
        if state.taken_back:
            clock = time.strftime("%H:%M:%S", time.localtime(state.taken_back))
            words.append(
                say(
                    "At {clock} a new desk took this mix back from the engine: nothing was lost.", clock=clock
                )
            )
        self.safety.show_words("\n".join(words))
        if opening != bool(state.opening):
            self._lay_out()
        self.update()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """Lists at the left, this session at the right."""
        self._lay_out()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """A panel, the name of the session and where it lies."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self.width() - MARGIN - SIDE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.panel))
        painter.drawRoundedRect(QRectF(x, 8, SIDE, self.height() - 16), 4, 4)
        painter.setFont(font(10, BOLD))
        painter.setPen(colour(theme.ghost))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x + 16, 18, 200, 16), middle, say("THIS SESSION"))
        painter.drawText(QRectF(x + 16, 178, 200, 16), middle, say("ANOTHER NAME"))
        if self._state is None:
            return
        room = SIDE - 32
        painter.setFont(font(20, BOLD))
        painter.setPen(colour(theme.text))
        name = self._elide(painter, self._state.session.name, room)
        painter.drawText(QRectF(x + 16, 40, room, 32), middle, name)
        painter.setFont(font(11))
        painter.setPen(colour(theme.dim))
        painter.drawText(QRectF(x + 16, 74, room, 16), middle, self._elide(painter, self._state.file, room))
        saved = self._state.saved
        tint = colour(theme.middle if saved else theme.held)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        if saved:
            painter.drawEllipse(QRectF(x + 16, 121, 9, 9))
        else:
            painter.drawRect(QRectF(x + 16, 121, 8, 8))
        painter.setFont(font(13, MEDIUM))
        painter.setPen(tint)
        words = say("saved") if saved else say("saving…")
        painter.drawText(QRectF(x + 34, 113, 160, 24), middle, words)

    def _elide(self, painter: QPainter, text: str, room: int) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        x = width - MARGIN - SIDE
        inner, left = SIDE - 32, x + 16
        for n, key in enumerate(self.tabs.values()):
            key.setGeometry(MARGIN + n * 116, 8, 112, 32)
        for widget in (self.recent, self.browser):
            widget.setGeometry(MARGIN, 48, x - GAP - MARGIN, height - 56)
        self.save.setGeometry(left + inner - 132, 108, 132, 36)
        self.name.setGeometry(left, 204, inner, 36)
        half = (inner - GAP) // 2
        self.new.setGeometry(left, 248, half, 36)
        self.save_as.setGeometry(left + half + GAP, 248, inner - half - GAP, 36)
        self.where.setGeometry(left, 296, inner, 64)
        opening = self._state is not None and bool(self._state.opening)
        self.progress.setVisible(opening)
        self.cancel.setVisible(opening)
        self.progress.setGeometry(left, 376, inner - 104 - GAP, 36)
        self.cancel.setGeometry(left + inner - 104, 376, 104, 36)
        self.safety.setGeometry(left, height - 16 - 88, inner, 80)

    def _find(self) -> Path | None:
        try:
            return find_file(self.name.text())
        except ValueError:
            return None

    def _show_where(self) -> None:
        """Say where the name would lie, and whether something is there."""
        path = self._find()
        self.save_as.forget()
        self.new.setEnabled(path is not None and not path.exists())
        self.save_as.setEnabled(path is not None)
        if path is None:
            self.where.show_words(say("A name lies with your sessions; a path lies where it says."), "dim")
        elif self._state is not None and str(path) == self._state.file:
            self.where.show_words(say("{path}: is this session.", path=path), "dim")
            self.save_as.setEnabled(False)
        elif path.exists():
            words = say("{path}: is there already. SAVE AS takes a second press to overwrite it.", path=path)
            self.where.show_words(words, "held")
        else:
            self.where.show_words(str(path), "dim")

    def _save_as(self) -> None:
        path = self._find()
        if path is None:
            return
        if path.exists():
            self.save_as.press()
        else:
            self._link.send(SaveSessionAs(self.name.text()))

    def _open(self, path: str) -> None:
        self._link.send(OpenFolder(path) if Path(path).is_dir() else OpenSession(path))
