"""Driver: what every source of blocks can do, and which one a patch asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from engine.console.session import Patch

Render = Callable[[np.ndarray, np.ndarray], None]
"""One block: inputs (inputs, frames), outputs (outputs, frames) to be written."""


class DeviceError(Exception):
    """A device that cannot be used as asked: says what it offers."""


class Driver(Protocol):
    """Calls a render function once a block, from a thread or callback of its own."""

    name: str
    rate: int
    frames: int
    inputs: int
    outputs: int
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]

    @property
    def latency_frames(self) -> int:
        """Input to output, as the device says."""
        ...

    def start(self, render: Render, lost: Callable[[], None]) -> None:
        """Begin to call `render`; `lost` when a block came too late."""
        ...

    def alive(self) -> bool:
        """Whether blocks may still be expected."""
        ...

    def stop(self) -> None:
        """Call no more."""
        ...


def open_driver(patch: Patch, inputs: int, outputs: int) -> Driver:
    """The driver of a patch, for a mix with so many inputs and outputs."""
    if patch.driver == "clock":
        from engine.devices.clock import Clock

        return Clock(patch.rate, patch.frames, inputs, max(2, outputs))
    from engine.devices.portaudio import PortAudio

    return PortAudio(patch, inputs, outputs)
