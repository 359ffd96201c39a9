"""Peaks: how loud prepared material is, 512 frames at a time, for drawing, by a process of its own.

    python -m app.material.peaks FILE CHANNELS OUT PARENT

prints how much is done (0 to 1) and dies with its parent.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.folders import cache_folder
from models.children import die_with_parent

BUCKET = 512
"""Frames that become one number."""

PIECE = 16 * BUCKET
KEPT = 12
TELL_S = 0.5


def find_peaks(file: Path, channels: int) -> Path:
    """Where the peaks of prepared material lie, or will: its name says what is in it. OSError without it."""
    return cache_folder() / "peaks" / f"{file.stem}-{file.stat().st_size}-{channels}.npy"


def draft_of(path: Path) -> Path:
    """What is done of peaks that are being measured."""
    return path.with_name(f".{path.name}.part")


def measure(file: Path, channels: int, out: Path, tell: Callable[[float], None]) -> None:
    """Write (2, channels, buckets) uint8: the root of peak and of RMS, 255 for full scale."""
    sound = np.memmap(file, np.float32, "r").reshape(-1, channels)
    buckets = -(-len(sound) // BUCKET)
    out.parent.mkdir(parents=True, exist_ok=True)
    _tidy(out)
    draft = draft_of(out)
    peaks = np.lib.format.open_memmap(draft, "w+", np.uint8, (2, channels, buckets))
    told = 0.0
    for start in range(0, len(sound), PIECE):
        piece = np.abs(sound[start : start + PIECE])
        if len(piece) % BUCKET:
            piece = np.pad(piece, ((0, -len(piece) % BUCKET), (0, 0)))
        rows = piece.reshape(-1, BUCKET, channels)
        first = start // BUCKET
        mean = np.einsum("bfc,bfc->bc", rows, rows) / BUCKET
        for which, level in enumerate((rows.max(1), np.sqrt(mean))):
            root = np.sqrt(np.clip(np.nan_to_num(level), 0.0, 1.0))
            peaks[which, :, first : first + len(rows)] = np.ceil(255 * root).T
        if time.monotonic() - told > TELL_S:
            told = time.monotonic()
            tell(min(1.0, (start + PIECE) / len(sound)))
    peaks.flush()
    del peaks
    os.replace(draft, out)


def _tidy(wanted: Path) -> None:
    """Leave room for one more among the newest."""
    found = sorted(wanted.parent.glob("*.npy"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [*found[KEPT - 1 :], *wanted.parent.glob(".*.part")]:
        with suppress(OSError):
            path.unlink()


if __name__ == "__main__":
    die_with_parent(int(sys.argv[4]))
    os.nice(10)
    measure(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        Path(sys.argv[3]),
        lambda share: print(f"{share:.4f}", flush=True),
    )
