"""Gauges: levels, gain reduction, load and faults in shared memory; the engine writes, anyone reads."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from engine.shared import Field, SharedArrays
from engine.strips.ways import WAYS
from engine.target import BUS_ROWS

MOST_STRIPS = 256
EVENTS = 32

STRIP_BROKE, MASTER_BROKE = 1, 2

_FIELDS = (
    Field("strip_in_peak", (MOST_STRIPS,)),
    Field("strip_in_rms", (MOST_STRIPS,)),
    Field("strip_out_peak", (MOST_STRIPS,)),
    Field("strip_out_rms", (MOST_STRIPS,)),
    Field("strip_reduction_db", (MOST_STRIPS,)),
    Field("bus_peak", (BUS_ROWS,)),
    Field("bus_rms", (BUS_ROWS,)),
    Field("master_reduction_db", (2,)),
    Field("count", (4,), "uint64"),
    Field("loudness_lufs", (3,)),
    Field("integrated_s", (1,)),
    Field("true_peak_db", (2,)),
    Field("correlation", (1,)),
    Field("unmeasured_s", (1,)),
    Field("cost", (3,)),
    Field("beat_ns", (1,), "int64"),
    Field("latency_frames", (2,), "int64"),
    Field("player", (3,), "int64"),
    Field("ways", (len(WAYS),), "int64"),
    Field("events", (EVENTS, 4), "int64"),
)


class Gauges:
    """What the engine tells about itself; `count` is blocks, frames, xruns, events.

    Of the master: `loudness_lufs` is momentary, short-term, integrated, the last over `integrated_s`;
    `true_peak_db` over 400 ms, and the highest since it was reset; `correlation` is NaN in silence;
    `unmeasured_s` is what the meter missed.
    """

    def __init__(self, shared: SharedArrays) -> None:
        self.shared = shared
        self.rate = int(shared.about["rate"])
        self.frames = int(shared.about["frames"])
        self._arrays = shared.arrays

    @classmethod
    def create(cls, path: Path, rate: int, frames: int) -> Self:
        """Make gauges to write to."""
        return cls(SharedArrays.create(path, _FIELDS, {"rate": rate, "frames": frames}))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open another process's gauges for reading."""
        return cls(SharedArrays.open(path))

    @property
    def blocks(self) -> int:
        """How many blocks were rendered."""
        return int(self._arrays["count"][0])

    @property
    def rendered_frames(self) -> int:
        """How many frames were rendered."""
        return int(self._arrays["count"][1])

    @property
    def beat_age_s(self) -> float:
        """Seconds since the last block."""
        return (time.monotonic_ns() - int(self._arrays["beat_ns"][0])) / 1e9

    def beat(self) -> None:
        """Show that the engine is alive before its first block. Any thread of the writer."""
        self._arrays["beat_ns"][0] = time.monotonic_ns()

    def set_latency(self, device_frames: int, engine_frames: int) -> None:
        """Note the latency of device and engine. Control thread."""
        self._arrays["latency_frames"][:] = device_frames, engine_frames

    def set_ways(self, ways: Sequence[str]) -> None:
        """Note which way each strip takes. Control thread."""
        self._arrays["ways"][:] = [ways.count(way) for way in WAYS]

    @property
    def ways(self) -> dict[str, int]:
        """How many strips take which way."""
        return dict(zip(WAYS, self._arrays["ways"].tolist(), strict=True))

    def count_xrun(self) -> None:
        """Note that the device lost a block. Audio thread."""
        self._arrays["count"][2] += np.uint64(1)

    def set_player(self, position: int, heard: bool, underruns: int) -> None:
        """Note the player's next frame, whether it is heard, and how often it ran dry. Audio thread."""
        player = self._arrays["player"]
        player[0] = position
        player[1] = heard
        player[2] = underruns

    @property
    def position(self) -> int:
        """The frame of the player's material that is heard next."""
        return int(self._arrays["player"][0])

    def tell(self, kind: int, strip: int, frame: int) -> None:
        """Note an event. Audio thread, between `begin` and `end`."""
        count = self._arrays["count"]
        self._arrays["events"][int(count[3]) % EVENTS] = int(count[3]), kind, strip, frame
        count[3] += np.uint64(1)

    def begin(self) -> None:
        """Open for writing one block. Audio thread."""
        self.shared.begin()

    def reductions(self, strips: np.ndarray, compressor_db: float, limiter_db: float) -> None:
        """Gain reductions. Audio thread."""
        self._arrays["strip_reduction_db"][: len(strips)] = strips
        self._arrays["master_reduction_db"][:] = compressor_db, limiter_db

    def end(self, frames: int, cost_s: float) -> None:
        """Close the block: count it, note its cost and the heart beat. Audio thread."""
        arrays = self._arrays
        arrays["count"][0] += np.uint64(1)
        arrays["count"][1] += np.uint64(frames)
        load = cost_s * self.rate / frames
        cost = arrays["cost"]
        cost[0] = cost_s * 1e6
        cost[1] += 0.02 * (load - cost[1])
        cost[2] = max(load, cost[2] * 0.9995)
        arrays["beat_ns"][0] = time.monotonic_ns()
        self.shared.end()
