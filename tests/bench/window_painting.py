"""What the window costs: its own processor time while every meter of a running show moves.

    python -m tests.bench.window_painting [STRIPS] [SECONDS] [PLATFORM]

The desk, the engine (clock) and the mind `level` run as processes of their own; the window runs in this one, drawn by
the processor (no GPU), at 1920x1080 and with all strips in sight where they fit. PLATFORM is offscreen, or xcb under
xvfb-run. Printed: frames a second that reached the meters, and processor time of this process as a share of one core.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path


def measure(strips: int, seconds: float, folder: Path) -> None:
    """Run the show and look at the clock."""
    from PyQt6.QtWidgets import QApplication

    from app.stems import find_stems, prepare_player_file
    from app.window.desk_link import DeskLink
    from app.window.level_meter import LevelMeter
    from app.window.theme import dress
    from app.window.window import Window
    from tests.app.shows import TestShow

    player = prepare_player_file(find_stems(make_music(folder, strips)), 48000, folder / "cache")
    show = TestShow(folder, strips, str(player))
    painted = [0]
    paint = LevelMeter.paintEvent

    def count(meter: LevelMeter, event: object) -> None:
        painted[0] += 1
        paint(meter, event)  # pyright: ignore[reportArgumentType]

    LevelMeter.paintEvent = count  # pyright: ignore[reportAttributeAccessIssue]
    try:
        app = QApplication(sys.argv[:1])
        dress(app)
        began = time.monotonic()
        window = Window(DeskLink(folder / "runtime"))
        window.resize(1920, 1080)
        window.show()
        while not window.mixer.strips:
            app.processEvents()
        app.processEvents()
        opened_s = time.monotonic() - began
        frames = [0]
        window._timers[0].timeout.connect(lambda: frames.__setitem__(0, frames[0] + 1))
        live(3.0)
        frames[0] = painted[0] = 0
        begun, spent = time.monotonic(), time.process_time()
        live(seconds)
        wall, spent = time.monotonic() - begun, time.process_time() - spent
        sight = sum(not strip.visibleRegion().isEmpty() for strip in window.mixer.strips)
        print(
            f"{strips} strips, {sight} in sight, {app.platformName()}: {frames[0] / wall:.1f} frames/s, "
            f"{painted[0] / wall / (sight + 2):.1f} paints/s of a meter, {100 * spent / wall:.1f} % of one core, "
            f"opened in {opened_s:.2f} s"
        )
        window.close()
    finally:
        show.runner.stop()


def make_music(folder: Path, strips: int) -> Path:
    """Bursts of noise, so that every meter moves all the time."""
    import numpy as np

    from engine.soundfiles import write_audio

    stems = folder / "stems"
    stems.mkdir(parents=True)
    dice = np.random.default_rng(1)
    seconds = np.arange(4 * 48000) / 48000
    for strip in range(strips):
        swell = 0.5 + 0.5 * np.sin(2 * np.pi * (1.0 + 0.13 * strip) * seconds + strip)
        audio = (0.2 * dice.standard_normal(len(seconds)) * swell**3)[None]
        write_audio(
            stems / f"{strip + 1:02d} Track {strip + 1}.wav", np.clip(audio, -1, 1).astype(np.float32), 48000
        )
    return stems


def live(seconds: float) -> None:
    """The event loop for a while: asleep when nothing happens, as in real life."""
    from PyQt6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", arguments[2] if len(arguments) > 2 else "offscreen")
    with tempfile.TemporaryDirectory() as name:
        for part in ("RUNTIME", "DATA", "CACHE"):
            os.environ[f"DESKHAND_{part}"] = str(Path(name) / part.lower())
        measure(
            int(arguments[0]) if arguments else 32,
            float(arguments[1]) if len(arguments) > 1 else 15.0,
            Path(name),
        )
