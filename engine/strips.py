"""StripBank: all channel strips of a block, from device input to the buses."""

from __future__ import annotations

import numpy as np

from engine.chains import Chains
from engine.console.params import GAIN_MS
from engine.console.state import Mix
from engine.plugins.slot import Slot
from engine.ramp import Ramp
from engine.target import Target


class StripBank:
    """Channel strips over `rows` of audio: a mono strip has one row, a stereo strip two.

    `process` is the seam: whatever takes (inputs, frames) to (bus rows, frames) the same way may replace it.
    """

    def __init__(self, target: Target, inputs: int, rate: int, longest_block: int) -> None:
        self.slices = strip_rows(target.mix)
        sources = [channel for strip in target.mix.strips for channel in strip.inputs]
        self._take = np.array([channel if channel < inputs else 0 for channel in sources], np.intp)
        self._absent = np.array([channel >= inputs for channel in sources], bool)
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

    def fader_gains(self) -> np.ndarray:
        """(rows,) fader gains where they are going: enough for a meter."""
        return self._fader.target

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


def strip_rows(mix: Mix) -> list[slice]:
    """The audio rows of each strip."""
    ends = np.cumsum([len(strip.inputs) for strip in mix.strips]).tolist() if mix.strips else []
    return [slice(end - len(strip.inputs), end) for end, strip in zip(ends, mix.strips, strict=True)]
