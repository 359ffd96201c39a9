"""What the waveform costs at 60 minutes of 32 tracks: python -m tests.bench.waveform_painting.

Prints milliseconds: lanes made from peaks, a picture of the whole, of a zoom, a step of the playhead.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time

import numpy as np
from PyQt6.QtCore import QRect
from PyQt6.QtGui import QPixmap, QRegion
from PyQt6.QtWidgets import QApplication

from app.material.peaks import BUCKET
from app.state import Playing
from app.window.rehearse.lanes import Lanes
from app.window.rehearse.waveform import Waveform
from app.window.theme import dress, theme

TRACKS, MINUTES, RATE = 32, 60, 48000


def main() -> None:
    """Measure and print."""
    app = QApplication([])
    dress(app)
    buckets = MINUTES * 60 * RATE // BUCKET
    peaks = np.random.default_rng(1).integers(0, 255, (2, TRACKS, buckets), np.uint8)
    begun = time.perf_counter()
    lanes = Lanes(peaks, [(n,) for n in range(TRACKS)])
    print(f"lanes of {MINUTES} min x {TRACKS}: {1000 * (time.perf_counter() - begun):.1f} ms")
    wave = Waveform()
    wave.resize(1560, 900)
    wave.show_player(
        Playing("", "x", MINUTES * 60.0, RATE, TRACKS, True, True, 60.0, 120.0, False, ""),
        [(f"Track {n}", theme.voice) for n in range(TRACKS)],
    )
    wave.show_lanes(lanes, 1.0, "")
    target = QPixmap(wave.size())

    def paint(region: QRegion | None = None) -> float:
        begun = time.perf_counter()
        wave.render(target, sourceRegion=region or QRegion(wave.rect()))
        return 1000 * (time.perf_counter() - begun)

    def zoomed(factor: float) -> list[float]:
        wave.show_all()
        wave.zoom(factor, 1800.0)
        times = []
        for _ in range(9):
            wave.zoom(1.001, 1800.0)
            times.append(paint())
        return times

    for name, factor in (("all of it", 1.0), ("a tenth", 10.0), ("4 s", 900.0)):
        print(f"{name}: {np.median(zoomed(factor)):.1f} ms")
    wave.show_all()
    paint()
    step = QRegion(QRect(700, 0, 16, wave.height() - 32))
    print(f"a step of the playhead: {np.median([paint(step) for _ in range(50)]):.2f} ms")


if __name__ == "__main__":
    main()
