"""Predictor and Listener: what every mind can do, and where it hears from."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from msgspec import Struct

from engine.console.moves import Move
from engine.console.state import Mix
from engine.tap import Tap


class TrackInfo(Struct, frozen=True):
    """One track as a mind knows it: the strip's name, its role if known, and its rows of the audio."""

    name: str
    role: str
    channels: tuple[int, ...]


class Prediction(Struct, frozen=True):
    """What a mind wants: moves, how sure it is of each strip, and why, by place."""

    moves: tuple[Move, ...] = ()
    because: dict[str, str] = {}
    confidence: dict[str, float] = {}
    at_frame: int = 0


class Predictor(Protocol):
    """A mind: hears a hop at a time and says what it wants."""

    name: str
    hop_s: float

    def start(self, tracks: tuple[TrackInfo, ...], rate: int) -> None:
        """Begin anew with these tracks."""
        ...

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames), to settle later."""
        ...

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames) of raw input; what it wants now, if anything new."""
        ...

    def settled(self, mix: Mix) -> Prediction:
        """What it would hold throughout everything heard so far."""
        ...


class Listener(Protocol):
    """Where hops come from."""

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None while there is none."""
        ...


class TapListener:
    """Listens to another process's tap; one that falls behind goes on with the newest hop."""

    def __init__(self, tap: Tap, hop_frames: int) -> None:
        self._tap = tap
        self._hop = hop_frames
        self.at_frame = tap.head

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None while there is none."""
        if self.at_frame + self._hop > self._tap.head:
            return None
        block = self._tap.read(self.at_frame, self._hop)
        if block is None:
            self.at_frame = self._tap.head - self._hop
            block = self._tap.read(self.at_frame, self._hop)
        self.at_frame += self._hop
        return block


class ArrayListener:
    """Listens to audio (channels, frames) that is already here."""

    def __init__(self, audio: np.ndarray, hop_frames: int) -> None:
        self._audio = audio
        self._hop = hop_frames
        self.at_frame = 0

    def read(self) -> np.ndarray | None:
        """The next hop (channels, hop frames), None at the end."""
        if self.at_frame + self._hop > self._audio.shape[1]:
            return None
        self.at_frame += self._hop
        return self._audio[:, self.at_frame - self._hop : self.at_frame]
