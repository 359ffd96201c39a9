"""Levels: what meters show of strips and buses: peaks that fall slowly, and running means of squares."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from math import exp
from typing import Protocol

import numpy as np

from engine.strips.bank import StripBank
from engine.strips.fused import FusedBank
from engine.strips.layout import LevelsStruct, address

RMS_MS = 300.0
PEAK_FALL_DB_PER_S = 20.0


class Levels(Protocol):
    """Writes into the arrays of gauges. Audio thread."""

    def note(self, rows: np.ndarray) -> None:
        """The strips' last block, and bus rows (BUS_ROWS, frames) as they are heard."""
        ...


class PlainLevels:
    """In numpy: the definition."""

    def __init__(self, bank: StripBank, arrays: dict[str, np.ndarray], rate: int) -> None:
        self._bank, self._arrays, self._rate = bank, arrays, rate
        strips, buses = len(bank.slices), len(arrays["bus_peak"])
        rows = bank.slices[-1].stop if bank.slices else 0
        starts = np.array([part.start for part in bank.slices], np.intp)
        self._starts = np.concatenate((starts, starts + rows, np.arange(2 * rows, 2 * rows + buses)))
        self._peak = np.zeros(2 * strips + buses, np.float32)
        self._mean = np.zeros_like(self._peak)
        self._parts = {
            "strip_in": slice(strips),
            "strip_out": slice(strips, 2 * strips),
            "bus": slice(2 * strips, None),
        }

    def note(self, rows: np.ndarray) -> None:
        """The strips' last block, and bus rows (BUS_ROWS, frames) as they are heard."""
        frames = rows.shape[1]
        fall, share = find_pace(self._rate, frames)
        peaks, squares = self._bank.levels()
        peak = np.concatenate((peaks.ravel(), np.abs(rows).max(axis=1)))
        square = np.concatenate((squares.ravel(), np.vecdot(rows, rows) / frames))
        self._peak *= fall
        np.maximum(np.maximum.reduceat(peak, self._starts), self._peak, out=self._peak)
        self._mean += share * (np.maximum.reduceat(square, self._starts) - self._mean)
        rms = np.sqrt(self._mean)
        for name, part in self._parts.items():
            count = self._peak[part].size
            self._arrays[f"{name}_peak"][:count] = self._peak[part]
            self._arrays[f"{name}_rms"][:count] = rms[part]


class FusedLevels:
    """In the compiled core, one call."""

    def __init__(self, bank: FusedBank, arrays: dict[str, np.ndarray], rate: int) -> None:
        self._bank, self._rate = bank, rate
        count = 2 * len(bank.slices) + len(arrays["bus_peak"])
        self._kept = np.zeros(count, np.float32), np.zeros(count, np.float32), arrays
        levels = self._struct = LevelsStruct()
        levels.fader, levels.peak, levels.mean = map(address, (bank.fader, *self._kept[:2]))
        for field in ("in_peak", "in_rms", "out_peak", "out_rms"):
            setattr(levels, field, address(arrays[f"strip_{field}"]))
        levels.bus_peak, levels.bus_rms = address(arrays["bus_peak"]), address(arrays["bus_rms"])
        self._where = ctypes.addressof(levels)

    def note(self, rows: np.ndarray) -> None:
        """The strips' last block, and its bus rows (BUS_ROWS, frames), which lie in the bank."""
        frames = rows.shape[1]
        self._bank.core.levels(self._where, self._bank.where, frames, *find_pace(self._rate, frames))


def make_levels(bank: StripBank, arrays: dict[str, np.ndarray], rate: int) -> Levels:
    """The way that the strips take."""
    if isinstance(bank, FusedBank):
        return FusedLevels(bank, arrays, rate)
    return PlainLevels(bank, arrays, rate)


@lru_cache(64)
def find_pace(rate: int, frames: int) -> tuple[float, float]:
    """What is left of a falling peak after so many frames, and what share of a mean is new."""
    fall = 10.0 ** (-PEAK_FALL_DB_PER_S * frames / rate / 20.0)
    return fall, 1.0 - exp(-1000.0 * frames / (RMS_MS * rate))
