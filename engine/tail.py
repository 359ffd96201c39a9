"""Tail: gains after the strips: groups and effects to the master, the master's own, the monitors'."""

from __future__ import annotations

import ctypes
from typing import Protocol

import numpy as np

from engine.console.params import GAIN_MS
from engine.ramp import Ramp
from engine.strips.bank import StripBank
from engine.strips.fused import FusedBank
from engine.strips.layout import Glides, TailStruct, address
from engine.target import BUS_ROWS, GROUP, MASTER, MONITOR, Target


class Tail(Protocol):
    """Works on bus rows (BUS_ROWS, frames) in place. Audio thread."""

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on."""
        ...

    def add_returns(self, rows: np.ndarray, now: int) -> None:
        """Groups and effects to the master."""
        ...

    def scale_master(self, rows: np.ndarray, now: int) -> None:
        """The master's fader."""
        ...

    def finish(self, rows: np.ndarray, now: int) -> bool:
        """The monitors' faders, kept within full scale; False where something in any bus is no number."""
        ...


class PlainTail:
    """In numpy: the definition."""

    def __init__(self, target: Target, rate: int, longest_block: int) -> None:
        glide = round(GAIN_MS * rate / 1000)
        self._returns = Ramp(target.returns, glide, longest_block)
        self._master = Ramp(target.master, glide, longest_block)
        self._monitors = Ramp(target.monitors, glide, longest_block)

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on."""
        self._returns.move(target.returns, now)
        self._master.move(target.master, now)
        self._monitors.move(target.monitors, now)

    def add_returns(self, rows: np.ndarray, now: int) -> None:
        """Groups and effects to the master."""
        rows[MASTER:GROUP] += self._returns.mix(rows[GROUP:MONITOR], now)

    def scale_master(self, rows: np.ndarray, now: int) -> None:
        """The master's fader."""
        rows[MASTER:GROUP] = self._master.gain(rows[MASTER:GROUP], now)

    def finish(self, rows: np.ndarray, now: int) -> bool:
        """The monitors' faders, kept within full scale; False where something in any bus is no number."""
        monitors = self._monitors.gain(rows[MONITOR:], now)
        good = bool(np.isfinite(rows).all() and np.isfinite(monitors).all())
        np.clip(monitors, -1.0, 1.0, out=rows[MONITOR:])
        return good


class FusedTail:
    """In the compiled core, on the rows of its bank; three calls in place of some thirty of numpy."""

    def __init__(self, bank: FusedBank, target: Target, rate: int, longest_block: int) -> None:
        self._bank = bank
        tail = self._struct = TailStruct()
        tail.buses, tail.group, tail.monitor = BUS_ROWS, GROUP, MONITOR
        tail.rows, tail.longest = address(bank.out), bank.out.shape[1]
        glide = round(GAIN_MS * rate / 1000)
        self._returns = Glides(tail.returns, target.returns, glide, longest_block)
        self._master = Glides(tail.master, target.master, glide, longest_block)
        self._monitors = Glides(tail.monitors, target.monitors, glide, longest_block)
        self._where = ctypes.addressof(tail)

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on."""
        self._returns.move(target.returns, now)
        self._master.move(target.master, now)
        self._monitors.move(target.monitors, now)

    def add_returns(self, rows: np.ndarray, now: int) -> None:
        """Groups and effects to the master."""
        self._bank.core.returns(self._where, rows.shape[1], now)

    def scale_master(self, rows: np.ndarray, now: int) -> None:
        """The master's fader."""
        self._bank.core.master(self._where, rows.shape[1], now)

    def finish(self, rows: np.ndarray, now: int) -> bool:
        """The monitors' faders, kept within full scale; False where something in any bus is no number."""
        return self._bank.core.finish(self._where, rows.shape[1], now) == 0


def make_tail(bank: StripBank, target: Target, rate: int, longest_block: int) -> Tail:
    """The way that the strips take. Control thread."""
    if isinstance(bank, FusedBank):
        return FusedTail(bank, target, rate, longest_block)
    return PlainTail(target, rate, longest_block)
