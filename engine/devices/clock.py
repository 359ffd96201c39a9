"""Clock: no sound card, but real time, by a timer. For rehearsal without a device, and for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from engine.devices.driver import Render
from engine.devices.priority import raise_priority

LATE_BLOCKS = 8
"""So far behind counts as one lost block, as a sound card would have run dry."""

ASLEEP_S = 2.0
"""Further behind than this the machine slept: go on from now."""


class Clock:
    """A thread that renders a block whenever one is due, and catches up when it was late."""

    name = "clock"
    latency_frames = 0

    def __init__(self, rate: int, frames: int, inputs: int, outputs: int) -> None:
        self.rate, self.frames, self.inputs, self.outputs = rate, frames, inputs, outputs
        self.input_names = tuple(f"in {n + 1}" for n in range(inputs))
        self.output_names = tuple(f"out {n + 1}" for n in range(outputs))
        self._thread: threading.Thread | None = None
        self._running = False

    def start(self, render: Render, lost: Callable[[], None]) -> None:
        """Begin to tick."""
        self._running = True
        self._thread = threading.Thread(target=self._tick, args=(render, lost), name="audio", daemon=True)
        self._thread.start()

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Tick no more."""
        self._running = False
        if self._thread is not None:
            self._thread.join()

    def _tick(self, render: Render, lost: Callable[[], None]) -> None:
        raise_priority()
        silence = np.zeros((self.inputs, self.frames), np.float32)
        out = np.zeros((self.outputs, self.frames), np.float32)
        period = self.frames / self.rate
        due = time.monotonic()
        behind = False
        while self._running:
            wait = due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
                behind = False
            elif -wait > ASLEEP_S:
                lost()
                due = time.monotonic()
            elif -wait > LATE_BLOCKS * period and not behind:
                lost()
                behind = True
            render(silence, out)
            due += period
