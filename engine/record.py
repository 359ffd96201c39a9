"""The recorder process: reads the taps and writes a file for each strip. It never disturbs the sound.

It outlives whoever started it, and ends at SIGTERM, when the engine goes, or when the disk is full. The main
thread reads the taps, another one writes, so that a slow disk may take its time.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct, structs

from engine.shared import Field, SharedArrays
from engine.take import MASTER, Take, save_take
from engine.tap import Tap
from engine.writing import Writing

START, PID, LOG, STATE = "record.start", "record.pid", "record.log", "record.state"
"""Names in the runtime folder."""

TICK_S = 0.05
TELL_S = 0.25
GONE_S = 1.5
"""A tap that stands still for so long belongs to an engine that went away."""

RESERVE_BYTES = 256 << 20
"""So much of the disk is left to others, sessions among them."""

FULL, ENGINE_GONE = 5, 6
"""Exit statuses: the disk is full or does not take it; the engine went away."""

_FIELDS = (Field("count", (4,), "int64"),)


class Order(Struct, frozen=True):
    """What is to be recorded, and where; lies in the runtime folder for the recorder to find."""

    tap: str
    master_tap: str
    """"" where the master is not recorded."""
    folder: str
    take: Take
    reserve_bytes: int = RESERVE_BYTES


class Progress(Struct, frozen=True):
    """How far a recorder is; anyone may ask."""

    pid: int
    folder: str
    frames: int
    written_bytes: int
    free_bytes: int
    lost_frames: int


class Recorder:
    """One take on its way to the disk."""

    def __init__(self, runtime: Path, order: Order) -> None:
        self._order = order
        self._folder = Path(order.folder)
        self._tap = Tap.open(Path(order.tap))
        self._master = Tap.open(Path(order.master_tap)) if order.master_tap else None
        self.stopping = False
        rows = [list(track.inputs) for track in order.take.tracks]
        names = [track.file for track in order.take.tracks]
        if self._master is not None:
            (self._folder / MASTER).mkdir(exist_ok=True)
            first = self._tap.channels
            rows.append([first, first + 1])
            names.append(f"{MASTER}/Master.wav")
        self._writing = Writing([self._folder / name for name in names], rows, self._tap.rate)
        self._lost = 0
        self._at = self._head()
        save_take(order.take, self._folder)
        about = {"pid": os.getpid(), "folder": order.folder}
        self._state = SharedArrays.create(runtime / STATE, _FIELDS, about)

    def run(self) -> str:
        """Record until it is over; why, where nobody asked for it."""
        moved = told = time.monotonic()
        at, why = self._at, ""
        self._tell()
        while not why:
            stopping = self.stopping
            self._read()
            now = time.monotonic()
            if self._at != at:
                at, moved = self._at, now
            if now - told > TELL_S:
                told = now
                self._tell()
                if self._free() < self._order.reserve_bytes:
                    why = f"{self._folder}: the disk is nearly full; free some space"
            if self._writing.fault:
                why = self._writing.fault
            elif now - moved > GONE_S:
                why = "the engine went away"
            if stopping:
                break
            time.sleep(TICK_S)
        frames = self._writing.finish()
        if self._writing.fault and self._writing.fault != why:
            why = self._writing.fault
        self._tell()
        take = structs.replace(
            self._order.take,
            frames=frames,
            lost_frames=self._lost,
            ended=time.time(),
            why=why,
            master=self._master is not None,
        )
        with contextlib.suppress(OSError):
            save_take(take, self._folder)
        return why

    def _head(self) -> int:
        return self._tap.head if self._master is None else min(self._tap.head, self._master.head)

    def _read(self) -> None:
        """Take what came since; what was overwritten, or finds no room, is silence and counted."""
        head = self._head()
        most = self._tap.ring_frames // 8
        while self._at < head:
            frames = min(head - self._at, most)
            pieces = [tap.read(self._at, frames) for tap in (self._tap, self._master) if tap is not None]
            whole = [piece for piece in pieces if piece is not None]
            if len(whole) < len(pieces):
                frames = head - self._at
                self._lose(frames)
            elif not self._writing.take(_silence_nonsense(np.concatenate(whole))):
                self._lose(frames)
            self._at += frames

    def _lose(self, frames: int) -> None:
        self._lost += frames
        self._writing.skip(frames)

    def _free(self) -> int:
        disk = os.statvfs(self._folder)
        return disk.f_bavail * disk.f_frsize

    def _tell(self) -> None:
        writing = self._writing
        self._state.begin()
        self._state.arrays["count"][:] = (
            writing.frames,
            writing.written_bytes,
            max(0, self._free() - self._order.reserve_bytes),
            self._lost,
        )
        self._state.end()


def _silence_nonsense(audio: np.ndarray) -> np.ndarray:
    """What is no number is silence, as the strips hear it; all else stays, bit for bit."""
    sound = np.isfinite(audio)
    return audio if sound.all() else np.where(sound, audio, np.float32(0.0))


def read_progress(runtime: Path) -> Progress | None:
    """How far the recorder of a runtime folder is, or was when it ended."""
    try:
        state = SharedArrays.open(runtime / STATE)
        frames, written, free, lost = state.read("count", tries=20)["count"].tolist()
    except (OSError, ValueError, TimeoutError, msgspec.MsgspecError):
        return None
    return Progress(int(state.about["pid"]), str(state.about["folder"]), frames, written, free, lost)


def run(runtime: Path) -> int:
    """The whole life of a recorder; its exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = msgspec.msgpack.decode((runtime / START).read_bytes(), type=Order)
    try:
        recorder = Recorder(runtime, order)
    except (OSError, ValueError) as error:
        where = getattr(error, "filename", None) or order.folder
        print(f"{where}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return FULL
    signal.signal(signal.SIGTERM, lambda *_: setattr(recorder, "stopping", True))
    (runtime / PID).write_text(str(os.getpid()))
    why = recorder.run()
    for name in (PID, STATE):
        (runtime / name).unlink(missing_ok=True)
    if why:
        print(why, file=sys.stderr)
    return 0 if not why else ENGINE_GONE if why == "the engine went away" else FULL


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
