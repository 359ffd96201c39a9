"""Growing: a sound file that is whole after every flush, however its writer ends. Float WAV, or RF64."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np

HEADER_BYTES = 94
_SAMPLE_BYTES = 4
_LARGEST = 0xFFFFFFFF
_FLOAT = 3


class GrowingFile:
    """Frames are appended as they come, bit for bit; `flush` makes them count."""

    def __init__(self, path: Path, channels: int, rate: int) -> None:
        self.path = path
        self.channels = channels
        self.frames = 0
        self._rate = rate
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            self._append(make_header(0, channels, rate))
        except OSError:
            os.close(self._handle)
            raise

    def write(self, audio: np.ndarray) -> None:
        """Append audio (channels, frames), float32."""
        self._append(np.ascontiguousarray(audio.T, np.float32).tobytes())
        self.frames += audio.shape[1]

    def flush(self) -> None:
        """Have the header speak of all frames; whoever is killed now loses nothing of them."""
        os.pwrite(self._handle, make_header(self.frames, self.channels, self._rate), 0)

    def sync(self) -> None:
        """Have all of it survive a power cut. Slow."""
        os.fsync(self._handle)

    def close(self, frames: int | None = None) -> None:
        """Flush and let go; at most so many frames stay."""
        try:
            if frames is not None and frames <= self.frames:
                self.frames = frames
                os.ftruncate(self._handle, HEADER_BYTES + frames * self.channels * _SAMPLE_BYTES)
            self.flush()
            self.sync()
        finally:
            os.close(self._handle)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]


def make_header(frames: int, channels: int, rate: int) -> bytes:
    """What stands before the samples."""
    row = channels * _SAMPLE_BYTES
    data = frames * row
    riff = HEADER_BYTES - 8 + data
    large = riff >= _LARGEST
    form = struct.pack("<4sI4s", b"RF64" if large else b"RIFF", _LARGEST if large else riff, b"WAVE")
    sizes = struct.pack("<QQQI", riff, data, frames, 0) if large else bytes(28)
    room = struct.pack("<4sI28s", b"ds64" if large else b"JUNK", 28, sizes)
    bits = 8 * _SAMPLE_BYTES
    about = struct.pack("<4sIHHIIHHH", b"fmt ", 18, _FLOAT, channels, rate, rate * row, row, bits, 0)
    fact = struct.pack("<4sII", b"fact", 4, min(frames, _LARGEST))
    return form + room + about + fact + struct.pack("<4sI", b"data", _LARGEST if large else data)


def count_frames(path: Path, channels: int) -> int:
    """How many frames a file holds by its size, whatever its header says."""
    return max(0, path.stat().st_size - HEADER_BYTES) // (channels * _SAMPLE_BYTES)
