"""What the master meter costs: python -m tests.bench.master_meter.

Prints the audio thread's part (a block left in the master's tap) and the control thread's (a grain
measured), medians in microseconds, and their share of the time there is.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.gauges import Gauges
from engine.master_meter import GRAIN_S, RING_FRAMES, MasterMeter
from engine.tap import Tap

RATE, TURNS = 48000, 4000


def time_it(act: Callable[[], None]) -> float:
    """Microseconds that an act takes, the clock's own time taken off."""
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        act()
        done = time.perf_counter()
        times.append(done - begun - (time.perf_counter() - done))
    return 1e6 * float(np.median(times))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap.create(Path(folder) / "master", 2, RATE, RING_FRAMES)
        meter = MasterMeter(Gauges.create(Path(folder) / "gauges", RATE, 128), tap)
        audio = np.random.default_rng(0).standard_normal((40, 128)).astype(np.float32)
        for frames in (64, 128):
            cost = time_it(lambda frames=frames: tap.write(audio[0:2, :frames]))
            share = cost * RATE / frames / 1e4
            print(f"audio thread, {frames} frames: {cost:.2f} us, {share:.2f} % of the block")
        meter.catch_up()
        grain = np.random.default_rng(1).standard_normal((2, round(GRAIN_S * RATE))).astype(np.float32)

        def measure() -> None:
            tap.write(grain)
            meter.catch_up()

        cost, share = time_it(measure), GRAIN_S * 1e4
        print(f"control thread, {GRAIN_S * 1000:.0f} ms: {cost:.0f} us, {cost / share:.2f} % of a core")


if __name__ == "__main__":
    main()
