"""How long the window takes to open: from the start of its process until all strips are painted.

    python -m tests.bench.window_opening [TIMES] [STRIPS] [PLATFORM]

A real show runs (clock, all inputs silent). Printed: the first opening, which may find nothing in the disk
cache, then p50 and the longest of the others, in seconds; and that of a bare Qt window as control.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.app.shows import TestShow
from tests.bench.folders import own_folders

OPEN = """
import sys
from PyQt6.QtWidgets import QApplication
from app.folders import runtime_folder
from app.window.desk_link import DeskLink
from app.window.theme import dress
from app.window.window import Window
app = QApplication(sys.argv[:1])
dress(app)
window = Window(DeskLink(runtime_folder()))
window.resize(1920, 1080)
window.show()
while len(window.mixer.strips) < int(sys.argv[1]):
    app.processEvents()
window.grab()
print("open", flush=True)
"""

BARE = """
import sys
from PyQt6.QtWidgets import QApplication, QWidget
from tests.bench.folders import own_folders
app = QApplication(sys.argv[:1])
window = QWidget()
window.resize(1920, 1080)
window.show()
window.grab()
print("open", flush=True)
"""


def time_opening(program: str, strips: int) -> float:
    """Seconds until the program says that it is open."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", program, str(strips)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        if process.stdout.readline() != b"open\n":
            raise SystemExit("the window did not open")
        taken = time.perf_counter() - begun
        process.kill()
    return taken


def main(times: int, strips: int) -> None:
    """Measure both and print them."""
    with own_folders() as folder:
        show = TestShow(folder, strips)
        try:
            first, *others = [time_opening(OPEN, strips) for _ in range(times + 1)]
        finally:
            show.runner.stop()
    bare = sorted(time_opening(BARE, strips) for _ in range(times))
    others.sort()
    print(
        f"{strips} strips: first {first:.2f} s, then p50 {others[len(others) // 2]:.2f} s, longest "
        f"{others[-1]:.2f} s; a bare Qt window {bare[len(bare) // 2]:.2f} s; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", arguments[2] if len(arguments) > 2 else "offscreen")
    main(int(arguments[0]) if arguments else 10, int(arguments[1]) if len(arguments) > 1 else 32)
