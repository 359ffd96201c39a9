"""StripBank: what all ways of playing channel strips have in common, and which of them is taken."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from engine.plugins.inserts import InsertChain
from engine.plugins.slot import Slot
from engine.strips.chains import ChainBank
from engine.strips.core import ready
from engine.strips.fused import FusedBank
from engine.target import Target
from engine.tone import Tone


class StripBank(Protocol):
    """Channel strips of a block. `arm`, `tidy`, `insert` are for the control thread, the rest for audio's."""

    slices: list[slice]
    """The audio rows of each strip."""
    slots: list[Slot]
    """The insert effects of each strip."""
    faults: list[int]
    """Strips silenced in the last block because something in them was not a number."""
    reduction_db: np.ndarray
    """(strips,) what gate and compressor take away."""
    after: np.ndarray
    """(rows, frames) of the last block after its chains and inserts, before its faders; not yours to keep."""

    def arm(self, target: Target) -> None:
        """Make ready what a coming target needs."""
        ...

    def tidy(self, tone: Tone, now: int, quiet: np.ndarray) -> None:
        """Take out what has come to rest; `quiet` (strips,) says whose input is silent."""
        ...

    def insert(self, strip: int, chain: InsertChain | None) -> None:
        """Have a strip fade to an insert chain that is ready, or to none."""
        ...

    def ways(self) -> tuple[str, ...]:
        """Which of WAYS each strip takes."""
        ...

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on."""
        ...

    def process(self, block: np.ndarray, now: int) -> np.ndarray:
        """Device inputs (inputs, frames) to bus rows (BUS_ROWS, frames), yours until the next block."""
        ...

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Peaks and mean squares (2, rows) of the last block: as it came in, and as it left the faders."""
        ...

    def post_fader(self, now: int) -> np.ndarray:
        """(rows, frames) of the block that began at `now`, after its faders and before its pans."""
        ...


def make_bank(target: Target, inputs: int, rate: int, longest_block: int) -> StripBank:
    """The fastest bank this process has; chains serve where no core was made ready. Control thread."""
    core = ready()
    if core is None or not target.mix.strips:
        return ChainBank(target, inputs, rate, longest_block)
    return FusedBank(core, target, inputs, rate, longest_block)
