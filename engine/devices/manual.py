"""Manual: blocks pulled by a test, one by one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.devices.driver import Render


class Manual:
    """A device without a clock; `pull` is its callback."""

    name = "manual"
    latency_frames = 0

    def __init__(self, rate: int, frames: int, inputs: int, outputs: int) -> None:
        self.rate, self.frames, self.inputs, self.outputs = rate, frames, inputs, outputs
        self.input_names = tuple(f"in {n + 1}" for n in range(inputs))
        self.output_names = tuple(f"out {n + 1}" for n in range(outputs))
        self._render: Render | None = None

    def start(self, render: Render, lost: Callable[[], None]) -> None:
        """From now on `pull` gives sound; nothing is ever lost."""
        self._render = render

    def alive(self) -> bool:
        """Whether it was started."""
        return self._render is not None

    def stop(self) -> None:
        """From now on `pull` gives silence."""
        self._render = None

    def pull(self, block: np.ndarray) -> np.ndarray:
        """Inputs (inputs, frames) in, outputs (outputs, frames) back."""
        out = np.zeros((self.outputs, block.shape[1]), np.float32)
        if self._render is not None:
            self._render(block, out)
        return out
