"""Blocks that 128 inputs lose over a JACK server without hardware, beside a bare echo.

python -m tests.bench.many_inputs SECONDS TURNS [chains]. A bare echo, an engine of compiled strips and, if
asked for, one of chains take turns of so many seconds, each turn in another order; prints what each lost, and
at the end how far the engine's share may lie from the echo's by chance (turns drawn again 10,000 times). All
strips are full, and nothing else of a show runs.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.children.child import clean_runtime, find_engine, kill_engine, start_engine
from engine.bench import _make_mix
from engine.console.session import Patch
from engine.gauges import Gauges
from engine.messages import LOG, Start
from engine.strips import core
from tests.bench.folders import own_folders

INPUTS, FRAMES, RATE = 128, 64, 48000
SERVER = "deskhand-many"
SETTLE_S = 2.0


class Lost(NamedTuple):
    """Lost and all blocks of one turn."""

    lost: int
    blocks: int
    more: str = ""


def main() -> None:
    """Measure and print."""
    seconds, turns = float(sys.argv[1]), int(sys.argv[2])
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_AUDIO_RESERVATION": "1"}
    command = ["jackd", "-R", "-P", "40", "-n", SERVER, "-d", "dummy", "-r", str(RATE), "-p", str(FRAMES)]
    with own_folders() as folder:
        cores = folder / "cache" / "cores"
        core.make_core(cores)
        with open(folder / "jackd.log", "wb") as log:
            server = subprocess.Popen([*command, "-C", str(INPUTS), "-P", "16"], stdout=log, stderr=log)
        try:
            time.sleep(2.0)
            runs: dict[str, Callable[[], Lost]] = {
                "echo": lambda: run_echo(seconds),
                "compiled": lambda: run_engine(folder, folder / "cache", seconds),
            }
            if "chains" in sys.argv[3:]:
                runs["chains"] = lambda: run_engine(folder, folder / "none", seconds)
            lost: dict[str, list[Lost]] = {who: [] for who in runs}
            for turn in range(turns):
                order = list(runs)[turn % len(runs) :] + list(runs)[: turn % len(runs)]
                for who in order:
                    lost[who].append(runs[who]())
                    show(f"{turn + 1} {who}", lost[who][-1:])
            for who, rows in lost.items():
                show(who, rows)
                if who != "echo" and turns > 1:
                    low, middle, high = compare(lost["echo"], rows)
                    print(f"{'':>12}  {middle:+.3f} points against the echo ({low:+.3f} to {high:+.3f})")
        finally:
            server.terminate()
            server.wait()


def show(who: str, rows: Sequence[Lost]) -> None:
    """A line of the result."""
    lost, blocks = sum(row.lost for row in rows), sum(row.blocks for row in rows)
    load = f"load {os.getloadavg()[0]:.1f} {rows[-1].more}" if len(rows) == 1 else ""
    print(
        f"{who:>12}: {lost:>4} of {blocks} blocks lost, {100 * lost / max(1, blocks):.3f} % {load}",
        flush=True,
    )


def compare(echo: Sequence[Lost], engine: Sequence[Lost]) -> tuple[float, float, float]:
    """How many points more the engine lost: 2.5 %, half and 97.5 % of the draws of turns."""
    rng = np.random.default_rng(1)
    drawn = rng.integers(0, len(echo), (10_000, len(echo)))

    def draw(rows: Sequence[Lost]) -> np.ndarray:
        lost, blocks = (np.array([getattr(row, name) for row in rows])[drawn] for name in ("lost", "blocks"))
        return 100.0 * lost.sum(axis=1) / blocks.sum(axis=1)

    low, middle, high = np.quantile(draw(engine) - draw(echo), [0.025, 0.5, 0.975])
    return float(low), float(middle), float(high)


def run_echo(seconds: float) -> Lost:
    """What a bare echo loses."""
    script = Path(__file__).parents[1] / "jack/echo.py"
    words = [sys.executable, str(script), *map(str, (INPUTS, FRAMES, RATE, seconds))]
    lost, blocks = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[-2:]
    return Lost(int(lost), int(blocks))


def run_engine(folder: Path, cache: Path, seconds: float) -> Lost:
    """What an engine loses."""
    runtime = folder / "run"
    runtime.mkdir(exist_ok=True)
    os.environ["DESKHAND_CACHE"] = str(cache)
    patch = Patch(driver="portaudio", input_device="system", output_device="system", frames=FRAMES)
    process = start_engine(runtime, Start(patch, _make_mix(INPUTS, 0.0)))
    try:
        gauges = None
        until = time.monotonic() + 20.0
        while gauges is None and time.monotonic() < until and process.poll() is None:
            time.sleep(0.1)
            with contextlib.suppress(OSError, ValueError):
                gauges = Gauges.open(runtime / f"gauges.{process.pid}")
        if gauges is None:
            raise RuntimeError((runtime / LOG).read_text())
        while not gauges.blocks:
            time.sleep(0.1)
        time.sleep(SETTLE_S)
        first = gauges.shared.read("count")["count"].astype(int)
        time.sleep(seconds)
        last = gauges.shared.read("count", "cost")
        lost, blocks = (int(last["count"][at]) - int(first[at]) for at in (2, 0))
        return Lost(lost, blocks, f"load of a block {100 * float(last['cost'][1]):.0f} %, {gauges.ways}")
    finally:
        if find_engine(runtime) is not None:
            kill_engine(runtime)
        process.wait()
        clean_runtime(runtime)


if __name__ == "__main__":
    main()
