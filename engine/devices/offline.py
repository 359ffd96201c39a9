"""Offline: blocks from an iterator as fast as they can be rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from engine.devices.driver import Render


class Offline:
    """Files in, files out: `start` returns when the blocks are used up."""

    name = "offline"
    latency_frames = 0

    def __init__(
        self,
        blocks: Iterable[np.ndarray],
        rate: int,
        frames: int,
        inputs: int,
        sink: Callable[[np.ndarray], None],
    ) -> None:
        self.rate, self.frames, self.inputs, self.outputs = rate, frames, inputs, 2
        self.input_names = tuple(f"in {n + 1}" for n in range(inputs))
        self.output_names = ("left", "right")
        self._blocks = blocks
        self._sink = sink
        self._running = False

    def start(self, render: Render, lost: Callable[[], None]) -> None:
        """Render everything; nothing is ever lost."""
        self._running = True
        for block in self._blocks:
            if not self._running:
                break
            out = np.zeros((self.outputs, block.shape[1]), np.float32)
            render(block, out)
            self._sink(out)
        self._running = False

    def alive(self) -> bool:
        """Whether blocks are still to come."""
        return self._running

    def stop(self) -> None:
        """Render no further block."""
        self._running = False
