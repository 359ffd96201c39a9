"""Relative: the ways in which endless encoders say how far they were turned."""

from __future__ import annotations

from typing import Literal

Encoding = Literal["twos", "offset", "sign"]
"""twos: 1.. up, 127.. down. offset: 65.. up, 63.. down. sign: 1.. up, 65.. down (as Mackie has it)."""


def read_ticks(encoding: Encoding, value: int) -> int:
    """How many ticks a value 0..127 means, down below 0."""
    if encoding == "twos":
        return value if value < 64 else value - 128
    if encoding == "offset":
        return value - 64
    return -(value & 0x3F) if value & 0x40 else value


def write_ticks(encoding: Encoding, ticks: int) -> int:
    """The value that means so many ticks, as far as it can say."""
    if encoding == "twos":
        return max(-64, min(63, ticks)) & 0x7F
    if encoding == "offset":
        return max(-64, min(63, ticks)) + 64
    return min(63, abs(ticks)) | (0x40 if ticks < 0 else 0)
