"""Layout: the structs of bank.h and buses.h as ctypes sees them, and ramps whose glides the core can read."""

from __future__ import annotations

import ctypes

import numpy as np

from engine.ramp import Ramp

GLIDES = 12
"""How many glides of a ramp the core has room for; as in bank.h."""

MOST_LANES = 16
ALIGNED = 4 * MOST_LANES
"""How many floats, and bytes, the longest vector has."""


def round_up(count: int) -> int:
    """Room for whole vectors."""
    return -(-count // MOST_LANES) * MOST_LANES


class RampStruct(ctypes.Structure):
    """A ramp as the core reads it."""

    _fields_ = (
        ("begins", ctypes.c_int64 * GLIDES),
        *((name, ctypes.c_void_p) for name in ("target", "deltas", "table")),
        *((name, ctypes.c_int64) for name in ("count", "size", "ahead", "length", "glide")),
    )


class BankStruct(ctypes.Structure):
    """A bank as the core reads and writes it."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("rows", "strips", "buses", "longest")),
        ("rate", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in ("take", "owner", "first", "width", "groups")),
        *((name, RampStruct) for name in ("trim", "makeup", "sends", "filters", "dynamics")),
        *((name, ctypes.c_void_p) for name in ("filter_cells", "dynamics_cells", "logs", "rest")),
        *((name, ctypes.c_void_p) for name in ("on", "moving", "wanted")),
        *((name, ctypes.c_int64) for name in ("dirty", "segment")),
        *((name, ctypes.c_void_p) for name in ("after", "out", "peaks", "squares")),
        *((name, ctypes.c_void_p) for name in ("reduction_db", "faults", "silence", "sources", "energies")),
    )


class TailStruct(ctypes.Structure):
    """What comes after the strips, as the core reads and writes it."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("buses", "group", "monitor", "longest")),
        ("rows", ctypes.c_void_p),
        *((name, RampStruct) for name in ("returns", "master", "monitors")),
    )


class LevelsStruct(ctypes.Structure):
    """Meters as the core reads and writes them."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("fader", "peak", "mean", "in_peak", "in_rms")),
        *((name, ctypes.c_void_p) for name in ("out_peak", "out_rms", "bus_peak", "bus_rms")),
    )


class Glides:
    """A ramp, and the copy of it that the core reads; `size` values with room for whole vectors."""

    def __init__(self, struct: RampStruct, target: np.ndarray, glide_frames: int, longest_block: int) -> None:
        self.ramp = Ramp(target, glide_frames, longest_block)
        size = round_up(target.size)
        self._struct = struct
        self._target = aligned((size,), target.dtype)
        self._deltas = aligned((GLIDES, size), target.dtype)
        self._table = self.ramp.table
        struct.target, struct.deltas, struct.table = map(address, (self._target, self._deltas, self._table))
        struct.size, struct.ahead, struct.length = size, self.ramp.ahead, len(self._table)
        struct.glide = glide_frames
        self._copy()

    def move(self, target: np.ndarray, now: int) -> bool:
        """Glide to a target; False where that is no other. Audio thread."""
        before = self.ramp.target
        self.ramp.move(target, now)
        if self.ramp.target is before:
            return False
        self._copy()
        return True

    def _copy(self) -> None:
        glides = self.ramp.glides
        size = self.ramp.target.size
        self._target[:size] = self.ramp.target.ravel()
        for number, (begin, delta) in enumerate(glides):
            self._struct.begins[number] = begin
            self._deltas[number, :size] = delta.ravel()
        self._struct.count = len(glides)


def aligned(shape: tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
    """Zeros that begin where a vector may."""
    dtype = np.dtype(dtype)
    size = int(np.prod(shape)) * dtype.itemsize
    raw = np.zeros(size + ALIGNED, np.uint8)
    start = -address(raw) % ALIGNED
    return raw[start : start + size].view(dtype).reshape(shape)


def address(array: np.ndarray) -> int:
    """Where an array begins in memory."""
    return array.__array_interface__["data"][0]
