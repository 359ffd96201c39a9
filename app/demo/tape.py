"""A stretch of tape: the bars to play, and where sounds are laid down in time."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.demo.score import BARS, BEATS_PER_BAR, FRAMES_PER_BAR, RATE_HZ, SONG_BARS, SWING_BEATS, Bar

Audio = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Span:
    """A range of bars of the song."""

    first_bar: int = 0
    bars: int = SONG_BARS

    @property
    def frames(self) -> int:
        """Length of the range."""
        return self.bars * FRAMES_PER_BAR

    def __iter__(self) -> Iterator[Bar]:
        return iter(BARS[self.first_bar : self.first_bar + self.bars])

    def beat_to_frame(self, beat: float) -> float:
        """Where a beat of the song falls in this range; the off sixteenths swing a little."""
        half, rest = divmod(beat, 0.5)
        rest += SWING_BEATS * (1.0 - abs(rest - 0.25) / 0.25)
        return (half * 0.5 + rest - self.first_bar * BEATS_PER_BAR) * FRAMES_PER_BAR / BEATS_PER_BAR


class Tape:
    """Mono audio (frames,) that sounds are added to."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.audio: Audio = np.zeros(span.frames, np.float32)

    def add(self, beat: float, sound: Audio, gain: float = 1.0, late_ms: float = 0.0) -> None:
        """Lays a sound (frames,) down at a beat; what falls outside the tape is cut."""
        start = round(self.span.beat_to_frame(beat) + late_ms * RATE_HZ / 1000)
        first, last = max(start, 0), min(start + len(sound), len(self.audio))
        if first < last:
            self.audio[first:last] += np.float32(gain) * sound[first - start : last - start]


def dice(player: str, bar: Bar | int = 0) -> np.random.Generator:
    """A player's own random numbers for one bar, the same on every run."""
    number = bar if isinstance(bar, int) else bar.number
    return np.random.default_rng((zlib.crc32(player.encode()), number))
