"""Start: a window on the running desk, in a process of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QWidget

from app.folders import runtime_folder
from app.preferences import Look, load_preferences
from app.window.desk_link import DeskLink
from app.window.place import claim_slot, find_room, list_screens
from app.window.theme import dress, wear

SIZE = 1440, 900


def run(runtime: Path) -> int:
    """Show the window until it is closed; the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Deskhand")
    liked, _ = load_preferences()
    wear(choose_look(liked.look, app))
    dress(app)
    # Its widgets are imported after the colours are chosen.
    from app.window.window import Window

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    slot = claim_slot(runtime)
    window = Window(DeskLink(runtime), slot)
    place = liked.windows[slot] if slot < len(liked.windows) else None
    room = find_room(place, list_screens()) if place is not None else None
    if place is not None and room is not None:
        window.come_back(place, room)
    else:
        _open_wide(window, app)
    if place is not None and place.full_screen:
        window.showFullScreen()
    else:
        window.show()
    status = app.exec()
    # Qt wants its windows gone before the application.
    del window
    return status


def choose_look(look: Look, app: QApplication) -> str:
    """The colours that are liked; those of the system where it says which it has."""
    if look != "system":
        return look
    hints = app.styleHints()
    light = hints is not None and hints.colorScheme() == Qt.ColorScheme.Light
    return "light" if light else "dark"


def _open_wide(window: QWidget, app: QApplication) -> None:
    screen = app.primaryScreen()
    if screen is not None:
        room = screen.availableSize()
        window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))


if __name__ == "__main__":
    sys.exit(run(runtime_folder()))
