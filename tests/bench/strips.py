"""What strips cost, compiled, as chains, in scalar C and scsynth: python -m tests.bench.strips PICTURE.

All play the strips of `deskhand bench` one after the other on this machine; medians in microseconds a block.
The picture shows cost against tracks and block size. Rivals that are missing are left out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import matplotlib
import numpy as np

from engine.bench import _make_mix
from engine.devices.priority import raise_priority
from engine.strips import core
from engine.strips.bank import StripBank
from engine.strips.chains import ChainBank
from engine.strips.fused import FusedBank
from engine.target import Target, make_target
from tests.bench.supercollider import time_strips

RATE, BLOCKS = 48000, 1500
TRACKS = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
FRAMES = (32, 64, 128, 256)

Row = dict[int, float]
"""Microseconds by tracks."""


def main() -> None:
    """Measure, print and draw."""
    raise_priority()
    with tempfile.TemporaryDirectory() as folder:
        core.make_core(Path(folder))
        path = core.find_core(Path(folder))
        assert path is not None
        compiled = core.Core(path)
        print(f"{compiled.lanes} lanes")
        rows: dict[str, Row] = {}
        for frames in FRAMES:
            rows[f"compiled, {frames} frames"] = {
                tracks: time_bank(partial(FusedBank, compiled), tracks, frames) for tracks in TRACKS
            }
        some = (8, 32, 128, 256)
        rows["chains, 64 frames"] = {tracks: time_bank(ChainBank, tracks, 64) for tracks in some}
        if shutil.which("cc"):
            program = compile_scalar(Path(folder))
            rows["scalar C, 64 frames"] = {tracks: time_scalar(program, tracks, 64) for tracks in some}
        if shutil.which("scsynth"):
            rows["scsynth, 64 frames"] = {tracks: time_strips(tracks, 64, 5.0) for tracks in some}
    for name, row in rows.items():
        print(f"{name:>20}: " + "  ".join(f"{tracks}: {micros:.1f}" for tracks, micros in row.items()))
    reference = rows["compiled, 64 frames"]
    for name, row in rows.items():
        if "64" in name:
            ratios = (f"{tracks}: {row[tracks] / reference[tracks]:.1f}" for tracks in some)
            print(f"{name:>20}, over compiled: " + "  ".join(ratios))
    draw(rows, Path(sys.argv[1]))


def time_bank(make: Callable[[Target, int, int, int], StripBank], tracks: int, frames: int) -> float:
    """The median of a bank's block."""
    bank = make(make_target(_make_mix(tracks, 0.0)), tracks, RATE, frames)
    noise = (np.random.default_rng(0).standard_normal((tracks, frames * 16)) * 0.1).astype(np.float32)
    times = np.zeros(BLOCKS)
    for number in range(-200, BLOCKS):
        block = noise[:, number % 16 * frames : (number % 16 + 1) * frames]
        begun = time.perf_counter()
        bank.process(block, (number + 200) * frames)
        if number >= 0:
            times[number] = time.perf_counter() - begun
    return float(np.median(times)) * 1e6


def compile_scalar(folder: Path) -> Path:
    """scalar.c, optimised but not vectorised."""
    program, source = folder / "scalar", Path(__file__).with_name("scalar.c")
    flags = ["-O2", "-march=native", "-fno-tree-vectorize", "-o", str(program), str(source), "-lm"]
    subprocess.run(["cc", *flags], check=True)
    return program


def time_scalar(program: Path, tracks: int, frames: int) -> float:
    """The median of its block."""
    words = [str(program), str(tracks), str(frames), str(BLOCKS)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def draw(rows: dict[str, Row], path: Path) -> None:
    """Cost against tracks, and cost of a strip and frame."""
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (whole, share) = pyplot.subplots(1, 2, figsize=(9, 3.4), dpi=80)
    for name, row in rows.items():
        dashes = "-" if name.startswith("compiled") else "--"
        frames = int(name.split()[-2])
        tracks, micros = np.array(list(row)), np.array(list(row.values()))
        whole.loglog(tracks, micros, dashes, marker=".", label=name)
        share.loglog(tracks, 1000 * micros / tracks / frames, dashes, marker=".")
    whole.set(xlabel="strips", ylabel="us a block", title="the strips of a block")
    share.set(xlabel="strips", ylabel="ns", title="of it, a frame of a strip")
    figure.legend(fontsize=7, loc="outside right center")
    figure.tight_layout(rect=(0, 0, 0.8, 1))
    figure.savefig(path)


if __name__ == "__main__":
    main()
