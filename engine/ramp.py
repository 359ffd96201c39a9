"""Ramps: how everything that moves gets from one value to the next without a click."""

from __future__ import annotations

import numpy as np

GENERATIONS = 8
"""How many moves of one ramp may overlap; more of them melt into the one not begun yet."""


class Ramp:
    """An array of values; each move adds a raised-cosine glide, and glides overlap freely.

    A value is always a mean of targets with positive weights, so it never overshoots, and it depends
    on absolute frames alone, so the way of cutting time into blocks cannot be heard.
    """

    def __init__(self, target: np.ndarray, glide_frames: int, longest_block: int) -> None:
        self.target = target
        self._glide = glide_frames
        self._gap = max(1, -(-glide_frames // GENERATIONS))
        fade = 0.5 + 0.5 * np.cos(np.pi * (np.arange(glide_frames) + 1) / glide_frames)
        ahead = longest_block + self._gap
        self.table = np.concatenate((np.ones(ahead), fade, np.zeros(longest_block))).astype(target.dtype)
        self.ahead = ahead
        self.glides: list[tuple[int, np.ndarray]] = []

    @property
    def moving(self) -> bool:
        """Whether any glide is under way."""
        return bool(self.glides)

    def move(self, target: np.ndarray, now: int) -> None:
        """Start to glide to a new target from frame `now` on. Audio thread."""
        self.forget(now)
        delta = target - self.target
        if not delta.any():
            return
        if self.glides and self.glides[-1][0] >= now:
            self.glides[-1] = (self.glides[-1][0], self.glides[-1][1] + delta)
        else:
            begun = self.glides[-1][0] + self._gap if self.glides else now
            self.glides.append((max(now, begun), delta))
        self.target = target

    def jump(self, target: np.ndarray) -> None:
        """Be at a target at once."""
        self.target = target
        self.glides.clear()

    def forget(self, now: int) -> bool:
        """Let go of glides that are over by a frame; True where there were any."""
        before = len(self.glides)
        self.glides = [glide for glide in self.glides if glide[0] + self._glide > now]
        return len(self.glides) < before

    def rests(self, now: int, frames: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Each glide as (what it still lacks at each frame (frames,), its whole step)."""
        if self.glides:
            self.forget(now)
        return [(self._weights(begin, now, frames), delta) for begin, delta in self.glides]

    def mask(self) -> np.ndarray:
        """True where a glide is under way."""
        moving = np.zeros(self.target.shape, bool)
        for _, delta in self.glides:
            moving |= delta != 0
        return moving

    def at(self, now: int) -> np.ndarray:
        """The values at one frame."""
        value = self.target
        for begin, delta in self.glides:
            value = value - delta * self.table[min(max(self.ahead + now - begin, 0), len(self.table) - 1)]
        return value

    def gain(self, audio: np.ndarray, now: int) -> np.ndarray:
        """Audio (rows, frames) times one ramped gain a row; the audio itself where all gains are one."""
        rests = self.rests(now, audio.shape[1])
        if not rests and (self.target == 1.0).all():
            return audio
        gained = audio * self.target[:, None]
        for rest, delta in rests:
            gained -= audio * np.multiply.outer(delta, rest)
        return gained

    def mix(self, audio: np.ndarray, now: int) -> np.ndarray:
        """Audio (rows, frames) through a ramped matrix (outputs, rows)."""
        mixed = self.target @ audio
        for rest, delta in self.rests(now, audio.shape[1]):
            mixed -= delta @ (audio * rest)
        return mixed

    def _weights(self, begin: int, now: int, frames: int) -> np.ndarray:
        first = self.ahead + now - begin
        return self.table[first : first + frames]
