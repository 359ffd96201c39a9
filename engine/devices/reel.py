"""Reel: some seconds of the player's material, read ahead as it will be heard, loops and all."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from engine.console.transport import SHORTEST_LOOP_S, Transport

AHEAD_S = 2.0
CHUNK_FRAMES = 4800
CROSS_MS = 10.0
"""At its end a loop goes over into what lies before its start, so that it is as long as it says."""

_SAMPLE_BYTES = 4


class Material:
    """Interleaved float32 frames in a file. Control thread."""

    def __init__(self, path: Path, channels: int, rate: int) -> None:
        self.channels = channels
        self.rate = rate
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115
        size = os.fstat(self._file.fileno()).st_size
        self.frames = size // (channels * _SAMPLE_BYTES)
        if not self.frames:
            self._file.close()
            raise ValueError(f"{path}: holds no whole frame of {channels} channels; prepare it again")
        self._path = path
        self.fault = ""
        """Why it could not be read, once it could not."""
        self._chunk = np.zeros((CHUNK_FRAMES, channels), np.float32)

    def clamp(self, place: int) -> int:
        """The nearest frame that there is."""
        return min(max(0, place), self.frames - 1)

    def read(self, place: int, frames: int) -> np.ndarray:
        """At most CHUNK_FRAMES frames (frames, channels), valid until the next call.

        Silence where the file has become shorter, or its disk has gone.
        """
        chunk = self._chunk[:frames]
        row = self.channels * _SAMPLE_BYTES
        wanted, have = chunk.data.cast("B"), 0
        try:
            self._file.seek(place * row)
            while have < len(wanted) and (more := self._file.readinto(wanted[have:])):
                have += more
        except OSError as error:
            self.fault = f"{self._path}: cannot be read ({error.strerror}); silence plays in its place"
        chunk[have // row :] = 0.0
        return chunk

    def find_loop(self, transport: Transport) -> tuple[int, int] | None:
        """The region that is repeated, as far as there is material; None where it is the whole."""
        if transport.loop_key is None:
            return None
        start, end = max(0, transport.start), min(transport.end, self.frames)
        return (start, end) if end - start >= SHORTEST_LOOP_S * self.rate else None

    def find_crossing(self, transport: Transport) -> range:
        """The frames at the end of the loop that go over into what lies before its start."""
        loop = self.find_loop(transport)
        if loop is None:
            return range(0)
        start, end = loop
        return range(end - min(round(CROSS_MS * self.rate / 1000), (end - start) // 2), end)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Reel:
    """A ring of frames; the control thread feeds, the audio thread takes."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._ring_frames = max(round(AHEAD_S * material.rate), 2 * CHUNK_FRAMES)
        self._ring = np.zeros((material.channels, self._ring_frames), np.float32)
        self._places = np.zeros(self._ring_frames, np.int64)
        self._next = 0
        self._loop: tuple[int, int] | None = None
        self._crossing = range(0)
        self._before = np.zeros((0, material.channels), np.float32)
        self.fed = self.read = 0
        """How many frames were ever written and taken since it began."""

    @property
    def position(self) -> int:
        """The frame of the material that is taken next."""
        return int(self._places[self.read % self._ring_frames]) if self.fed > self.read else self._next

    def place_at(self, frame: int) -> int:
        """Where in the material a frame comes from that was fed and not yet overwritten."""
        return int(self._places[frame % self._ring_frames])

    def is_crossed(self, frame: int) -> bool:
        """Whether a frame is a mixture of two places. Control thread."""
        return self.place_at(frame) in self._crossing

    def begin(self, place: int, transport: Transport) -> None:
        """Forget everything and begin at a place. Control thread, while it is not heard."""
        material = self._material
        self.fed = self.read = 0
        self._next = place
        self._loop, self._crossing = material.find_loop(transport), material.find_crossing(transport)
        self._before = np.zeros((len(self._crossing), material.channels), np.float32)
        if self._loop is not None:
            have = min(len(self._crossing), self._loop[0])
            if have:
                self._before[-have:] = material.read(self._loop[0] - have, have)

    def fill(self, most: int | None = None) -> bool:
        """Read ahead, about so many frames at most; whether it is full. Control thread."""
        until = None if most is None else self.fed + most
        while self._ring_frames - (self.fed - self.read) >= CHUNK_FRAMES:
            if until is not None and self.fed >= until:
                return False
            self._feed()
        return True

    def take(self, out: np.ndarray) -> bool:
        """Fill (channels, frames) with what comes next; False, and silence, without. Audio thread."""
        frames = out.shape[1]
        if self.fed - self.read < frames:
            out[:] = 0.0
            return False
        start = self.read % self._ring_frames
        first = min(frames, self._ring_frames - start)
        out[:, :first] = self._ring[:, start : start + first]
        out[:, first:] = self._ring[:, : frames - first]
        self.read += frames
        return True

    def _feed(self) -> None:
        """One piece up to the next turn of the material."""
        loop, end = self._loop, self._material.frames
        if loop is not None and self._next < loop[1]:
            end = loop[1]
        frames = min(CHUNK_FRAMES, end - self._next)
        piece = self._material.read(self._next, frames)
        self._cross(piece)
        start = self.fed % self._ring_frames
        first = min(frames, self._ring_frames - start)
        places = np.arange(self._next, self._next + frames)
        for ring, rows in ((self._ring, piece.T), (self._places[None], places[None])):
            ring[:, start : start + first] = rows[:, :first]
            ring[:, : frames - first] = rows[:, first:]
        self._next += frames
        if self._next >= end:
            self._next = loop[0] if loop is not None and end == loop[1] else 0
        self.fed += frames

    def _cross(self, piece: np.ndarray) -> None:
        """Mix what lies before the loop into its last frames."""
        crossing = self._crossing
        first, last = max(self._next, crossing.start), min(self._next + len(piece), crossing.stop)
        if first < last:
            place = np.arange(first - crossing.start, last - crossing.start)
            rise = (0.5 - 0.5 * np.cos(np.pi * (place + 1) / (len(crossing) + 1))).astype(np.float32)[:, None]
            part = piece[first - self._next : last - self._next]
            part += rise * (self._before[place] - part)
