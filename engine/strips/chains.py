"""ChainBank: channel strips as pedalboard chains; they define what a strip sounds like."""

from __future__ import annotations

import numpy as np

from engine.chains import Chains
from engine.console.params import GAIN_MS
from engine.plugins.inserts import InsertChain
from engine.plugins.slot import Slot
from engine.ramp import Ramp
from engine.strips.rows import row_inputs, strip_rows
from engine.strips.ways import CHAINS
from engine.target import Target
from engine.tone import Tone


class ChainBank:
    """Channel strips over `rows` of audio: a mono strip has one row, a stereo strip two."""

    def __init__(self, target: Target, inputs: int, rate: int, longest_block: int) -> None:
        self.slices = strip_rows(target.mix)
        sources = row_inputs(target.mix, inputs)
        self._take = np.maximum(sources, 0)
        self._absent = sources < 0
        self.chains = Chains("strip", target.tone, self.slices, rate, longest_block)
        self.slots = [Slot(rate, part.stop - part.start, longest_block) for part in self.slices]
        glide = round(GAIN_MS * rate / 1000)
        self._trim = Ramp(target.trim, glide, longest_block)
        self._makeup = Ramp(target.makeup, glide, longest_block)
        self._fader = Ramp(target.fader, glide, longest_block)
        self._sends = Ramp(target.sends, glide, longest_block)
        self.before = np.zeros((len(sources), 0), np.float32)
        """(rows, frames) of the last block as it came in."""
        self.after = np.zeros((len(sources), 0), np.float32)
        """(rows, frames) of the last block after its chains and inserts, before its faders."""
        self.faults: list[int] = []
        """Strips silenced in the last block because something in them was not a number."""
        self.reduction_db = self.chains.reduction_db

    def arm(self, target: Target) -> None:
        """Bring in the stages that a coming target needs. Control thread."""
        self.chains.arm(target.tone)

    def tidy(self, tone: Tone, now: int, quiet: np.ndarray) -> None:
        """Take out stages that have come to rest. Control thread."""
        self.chains.tidy(tone, now, quiet)

    def insert(self, strip: int, chain: InsertChain | None) -> None:
        """Have a strip fade to an insert chain that is ready, or to none. Control thread."""
        self.slots[strip].offer(chain)

    def ways(self) -> tuple[str, ...]:
        """Which of WAYS each strip takes. Control thread."""
        return (CHAINS,) * len(self.slots)

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on. Audio thread."""
        self._trim.move(target.trim, now)
        self.chains.move(target.tone, now)
        self._makeup.move(target.makeup, now)
        self._fader.move(target.fader, now)
        self._sends.move(target.sends, now)

    def process(self, block: np.ndarray, now: int) -> np.ndarray:
        """Device inputs (inputs, frames) to bus rows (BUS_ROWS, frames). Audio thread."""
        self.faults = []
        audio = block[self._take]
        if self._absent.any():
            audio[self._absent] = 0.0
        self.before = audio
        self._guard(audio)
        audio = self._trim.gain(audio, now)
        if audio is self.before:
            audio = audio.copy()
        self.chains.process(audio, now)
        audio = self._makeup.gain(audio, now)
        for part, slot in zip(self.slices, self.slots, strict=True):
            if slot.busy:
                audio[part] = slot.process(audio[part], now)
        self._guard(audio)
        self.after = audio
        return self._sends.mix(audio, now)

    def post_fader(self, now: int) -> np.ndarray:
        """(rows, frames) of the block that began at `now`, after its faders and before its pans."""
        return self._fader.gain(self.after, now)

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Peaks and mean squares (2, rows) of the last block: before the trims, and after the faders."""
        audio = np.stack((self.before, self.after))
        squares = np.vecdot(audio, audio) * (1.0 / max(1, audio.shape[2]))
        peaks = np.abs(audio, out=audio).max(axis=2, initial=0.0)
        gains = self._fader.target
        peaks[1] *= gains
        squares[1] *= gains * gains
        return peaks, squares

    def _guard(self, audio: np.ndarray) -> None:
        """Silence and reset strips with a sample that is no number."""
        if np.isfinite(audio).all():
            return
        broken = np.any(~np.isfinite(audio), axis=1)
        for strip, part in enumerate(self.slices):
            if broken[part].any():
                audio[part] = 0.0
                self.chains.reset(strip)
                self.slots[strip].reset()
                self.faults.append(strip)
