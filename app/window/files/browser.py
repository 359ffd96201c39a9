"""Browser: folders to walk through, inside the window; sessions and folders of stems can be chosen."""

from __future__ import annotations

import os
from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from app.material.sessions import glance
from app.shown.language import say
from app.window.field import Field
from app.window.files.glances import Entry, count_sounds, describe, list_folder
from app.window.key import Key
from app.window.pick_list import PickList, Row
from app.window.theme import theme

GAP = 8


class Browser(QWidget):
    """Return or a double click walks into a folder or opens a session; OPEN takes the folder of stems."""

    chosen = pyqtSignal(str)
    """A folder of stems, or a session file."""

    def __init__(self, parent: QWidget | None = None, sessions: bool = True) -> None:
        super().__init__(parent)
        self.folder = Path.home()
        self._sessions = sessions
        self._entries: list[Entry] = []
        self.path = Field(say("Folder"), self, say("A folder; Return goes there"))
        self.list = PickList(say("Folders and sessions"), self)
        self.home = Key(say("HOME"), theme.text, self, say("Your own folder"))
        self.open = Key(say("OPEN"), theme.middle, self)
        self.path.entered.connect(
            lambda text: self.show_folder(Path(os.path.expanduser(text.strip() or "~")))
        )
        self.home.clicked.connect(lambda: self.show_folder(Path.home()))
        self.open.clicked.connect(self._open)
        self.list.opened.connect(self._enter)
        self.list.picked.connect(lambda _: self._show_key())

    def show_folder(self, folder: Path) -> None:
        """Walk there; a file's own folder is meant."""
        folder = folder.absolute()
        folder = folder.parent if folder.is_file() else folder
        before, self.folder = self.folder, folder
        entries, fault = list_folder(folder)
        self._entries = [each for each in entries if self._sessions or each.kind != "session"]
        self.path.setText(str(folder))
        empty = fault or say("Nothing to open here.")
        rows = [self._row(each) for each in self._entries]
        came = next((n for n, each in enumerate(self._entries) if each.path == before), -1)
        self.list.show_rows(rows, came, empty=empty)
        if came >= 0:
            self.list.choose(came)
        self._show_key()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Backspace goes up."""
        assert a0 is not None
        if a0.key() == Qt.Key.Key_Backspace:
            self.show_folder(self.folder.parent)
        else:
            super().keyPressEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        """The folder's name and keys above, the list below."""
        width = self.width()
        self.home.setGeometry(0, 0, 72, 32)
        self.open.setGeometry(width - 168, 0, 168, 32)
        self.path.setGeometry(72 + GAP, 0, width - 72 - 168 - 2 * GAP, 32)
        self.list.setGeometry(0, 40, width, self.height() - 40)

    def _row(self, each: Entry) -> Row:
        if each.kind == "up":
            return Row("..", say("the folder above"))
        if each.kind == "folder":
            sounds = say("{count} sound files", count=each.sounds) if each.sounds else ""
            return Row(each.path.name, sounds, marked=bool(each.sounds))
        look = glance(each.path)
        return Row(each.path.name, describe(look), say("session"), poor=bool(look.fault))

    def _target(self) -> Path | None:
        """What OPEN opens: a session or a folder of stems that is picked, else the folder itself."""
        if 0 <= self.list.chosen < len(self._entries):
            each = self._entries[self.list.chosen]
            if each.kind == "session" or each.sounds:
                return each.path
        return self.folder if count_sounds(self.folder) else None

    def _show_key(self) -> None:
        target = self._target()
        self.open.setEnabled(target is not None)
        if target is None:
            self.open.show_lit(False)
        else:
            self.open.show_lit(True, target.name if len(target.name) < 26 else target.name[:24] + "…")

    def _open(self) -> None:
        target = self._target()
        if target is not None:
            self.chosen.emit(str(target))

    def _enter(self, number: int) -> None:
        each = self._entries[number]
        if each.kind == "session":
            self.chosen.emit(str(each.path))
        else:
            self.show_folder(each.path)
