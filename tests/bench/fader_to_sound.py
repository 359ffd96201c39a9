"""How long a fader under a hand takes to be heard: from the mouse event in the window to the engine's level.

    python -m tests.bench.fader_to_sound [MOVES] [STRIPS]

A real desk, engine (clock, 128 frames) and mind; in the window real mouse events drag a fader up in small
steps, and the engine's gauge of what leaves that strip is watched: full-scale square waves make its level the
fader's. Timed is from the event until the level has begun to rise. Beside it the bare control: the same
moves sent over the wire by a program without a window. Both hold the block in which the move is met and the
beginning of the ramp. Printed: p50, p95 and p99 in milliseconds.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from app.material.stems import find_stems, prepare_player_file
from app.orders.mix import Touch
from engine.console.moves import Move
from engine.console.units import db_to_gain
from engine.soundfiles import write_audio
from tests.app.shows import RATE, TestShow
from tests.bench.folders import own_folders

APART_S = 0.06
"""Longer than a ramp takes, so that each move begins from rest."""

FALL_S = 3.5
"""How long the gauge takes to fall to a fader that went down."""

RISE = 1.004
LOST_S = 1.0


def time_rise(show: TestShow, strip: int, act: Callable[[], None], live: Callable[[], None]) -> float:
    """Seconds from acting until the level of a strip begins to rise; NaN where it does not."""
    levels = show.meters().shared.arrays["strip_out_peak"]
    before, begun = float(levels[strip]), time.perf_counter()
    act()
    while time.perf_counter() - begun < LOST_S:
        if levels[strip] > before * RISE:
            return time.perf_counter() - begun
        live()
    return float("nan")


def settle(seconds: float, live: Callable[[], None]) -> None:
    """Let everything live for a while."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        live()
        time.sleep(0.001)


def time_window(show: TestShow, folder: Path, moves: int) -> list[float]:
    """Seconds from mouse event to sound, move by move."""
    from PyQt6.QtCore import QEvent, QPointF
    from PyQt6.QtWidgets import QApplication

    from app.window.desk_link import DeskLink
    from app.window.theme import dress
    from app.window.window import Window
    from tests.app.window.gestures import mouse, press

    app = QApplication(sys.argv[:1])
    dress(app)
    window = Window(DeskLink(folder / "runtime"))
    window.resize(1920, 1080)
    window.show()
    settle(1.5, app.processEvents)
    fader = window.mixer.strips[0].fader
    fader.set_by_hand(-40.0)
    settle(FALL_S, app.processEvents)
    taken = []
    at = fader.cap_rect().center()
    press(fader, at)
    for _ in range(moves):
        if fader.value > 0.0:
            mouse(fader, QEvent.Type.MouseButtonRelease, at, down=False)
            fader.set_by_hand(-40.0)
            settle(FALL_S, app.processEvents)
            at = fader.cap_rect().center()
            press(fader, at)
        settle(APART_S, app.processEvents)
        at -= QPointF(0, 4)
        taken.append(time_rise(show, 0, partial(mouse, fader, QEvent.Type.MouseMove, at), app.processEvents))
    mouse(fader, QEvent.Type.MouseButtonRelease, at, down=False)
    window.close()
    return taken


def time_wire(show: TestShow, moves: int) -> list[float]:
    """Seconds from message to sound, move by move."""

    def send(level_db: float) -> None:
        show.send(Touch([Move("strip/1", "fader_db", level_db)]))

    def live() -> None:
        show.runner.watch()
        time.sleep(0.0002)

    taken, level_db = [], 1.0
    for _ in range(moves):
        if level_db > 0.0:
            level_db = -40.0
            send(level_db)
            settle(FALL_S, live)
        settle(APART_S, live)
        level_db += 0.8
        taken.append(time_rise(show, 1, partial(send, level_db), live))
    return taken


def main(moves: int, strips: int) -> None:
    """Measure both and print them."""
    with own_folders() as folder:
        stems = folder / "stems"
        stems.mkdir()
        square = np.where(np.arange(RATE) % 48 < 24, 0.5, -0.5).astype(np.float32)[None]
        for strip in range(strips):
            write_audio(stems / f"{strip + 1:02d} Square.wav", square, RATE)
        player = prepare_player_file(find_stems(stems), RATE, folder / "cache")
        show = TestShow(folder, strips, str(player))
        try:
            taken = {"window": time_window(show, folder, moves), "wire alone": time_wire(show, moves)}
        finally:
            show.runner.stop()
    load = os.getloadavg()[0]
    for what, seconds in taken.items():
        found = 1000 * np.array(seconds)
        p50, p95, p99 = np.nanpercentile(found, [50, 95, 99])
        lost = int(np.isnan(found).sum())
        print(f"{what}: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms; {len(found)} moves, {lost} not heard")
    print(f"{strips} strips, full scale at {20 * np.log10(0.5 * db_to_gain(0.0)):.0f} dBFS, load {load:.1f}")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    arguments = [int(each) for each in sys.argv[1:]]
    main(arguments[0] if arguments else 200, arguments[1] if len(arguments) > 1 else 16)
