"""Recent list: sessions that were open, newest first, with what they hold."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.material.sessions import Glance, glance
from app.shown.language import say
from app.window.files.glances import describe, write_when
from app.window.pick_list import PickList, Row


class RecentList(PickList):
    """Return or a double click opens."""

    wanted = pyqtSignal(str)
    """The file of a session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("Recent sessions"), parent, say("No session was open yet."))
        self.files: tuple[str, ...] = ()
        self._looks: dict[str, tuple[float, Glance]] = {}
        self.opened.connect(lambda number: self.wanted.emit(self.files[number]))

    def show_files(self, files: Sequence[str], open_now: str = "") -> None:
        """Show these; each is looked into when it has changed."""
        self.files = tuple(files)
        rows = []
        for file in files:
            look = self._look(file)
            rows.append(
                Row(
                    look.name,
                    describe(look),
                    say("open now") if file == open_now else write_when(look.changed, time.time()),
                    poor=bool(look.fault),
                    marked=file == open_now,
                )
            )
        self.show_rows(rows)

    def _look(self, file: str) -> Glance:
        try:
            changed = Path(file).stat().st_mtime
        except OSError:
            changed = -1.0
        known = self._looks.get(file)
        if known is None or known[0] != changed:
            known = self._looks[file] = changed, glance(Path(file))
        return known[1]
