"""Start: a window on the running desk, in a process of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from app.folders import runtime_folder
from app.window.desk_link import DeskLink
from app.window.theme import dress
from app.window.window import Window

SIZE = 1440, 900


def run(runtime: Path) -> int:
    """Show the window until it is closed; the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Deskhand")
    dress(app)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = Window(DeskLink(runtime))
    screen = app.primaryScreen()
    if screen is not None:
        room = screen.availableSize()
        window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
    window.show()
    status = app.exec()
    # Qt wants its windows gone before the application.
    del window
    return status


if __name__ == "__main__":
    sys.exit(run(runtime_folder()))
