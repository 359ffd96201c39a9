"""Slot: where a strip's insert effects play; they come and go with a cross-fade."""

from __future__ import annotations

import numpy as np

from engine.console.state import Insert
from engine.plugins.inserts import InsertChain
from engine.ramp import Ramp

FADE_MS = 20.0


class Slot:
    """One strip's insert slot. The control thread offers a chain, the audio thread fades to it."""

    def __init__(self, rate: int, channels: int, longest_block: int, fade_input: bool = False) -> None:
        """With `fade_input` a new chain's input fades in too, so that what it echoes begins softly."""
        self._fade_input = fade_input
        self._fade_frames = round(FADE_MS * rate / 1000)
        self._longest = longest_block
        self._dry = Dry(channels)
        self._current: InsertChain | Dry = self._dry
        self._leaving: InsertChain | Dry | None = None
        self._wanted: InsertChain | Dry = self._dry
        self._fade = Ramp(np.ones(1, np.float32), self._fade_frames, longest_block)
        self.busy = False
        """Whether the slot has anything to do."""

    @property
    def latency_frames(self) -> int:
        """How late the effects make the strip."""
        return self._wanted.latency_frames

    @property
    def fading(self) -> bool:
        """Whether one chain is giving way to another."""
        return self._leaving is not None or self._wanted is not self._current

    def offer(self, chain: InsertChain | None) -> None:
        """Have the audio thread fade to a chain that is ready, or to none. Control thread."""
        self._wanted = self._dry if chain is None else chain
        self.busy = True

    def turn(self, inserts: tuple[Insert, ...]) -> bool:
        """Set the parameters of the effects that were offered last, if they are the same. Control thread."""
        return isinstance(self._wanted, InsertChain) and self._wanted.turn(inserts)

    def process(self, audio: np.ndarray, now: int) -> np.ndarray:
        """Audio (channels, frames) through the effects. Audio thread."""
        if self._leaving is not None and not self._fade.rests(now, 1):
            self._leaving = None
        if self._leaving is None and self._wanted is not self._current:
            self._leaving, self._current = self._current, self._wanted
            self._fade.jump(np.zeros(1, np.float32))
            self._fade.move(np.ones(1, np.float32), now)
        if self._leaving is None:
            self.busy = self._current is not self._dry or self._wanted is not self._dry
            return self._current.process(audio)
        share = self._fade.gain(np.ones((1, audio.shape[1]), np.float32), now)
        played = self._current.process(audio * share if self._fade_input else audio)
        if self._fade_input:
            return played + self._leaving.process(audio) * (1.0 - share)
        return played * share + self._leaving.process(audio) * (1.0 - share)

    def reset(self) -> None:
        """Forget the past, after something poisoned it. Audio thread."""
        self._current.reset()
        self._leaving = None
        self._fade.jump(np.ones(1, np.float32))


class Dry:
    """No effect at all."""

    latency_frames = 0

    def __init__(self, channels: int) -> None:
        self.channels = channels

    def process(self, audio: np.ndarray) -> np.ndarray:
        """The same audio."""
        return audio

    def reset(self) -> None:
        """Nothing to forget."""
