"""Blocks that 128 inputs lose over a JACK server without hardware, beside a bare echo.

python -m tests.bench.many_inputs SECONDS. Runs an echo, an engine of compiled strips, an engine of chains
and an echo again, and prints what each lost; all strips are full, and nothing else of a show runs.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.child import clean_runtime, find_engine, kill_engine, start_engine
from engine.bench import _make_mix
from engine.console.session import Patch
from engine.gauges import Gauges
from engine.messages import LOG, Start
from engine.strips import core

INPUTS, FRAMES, RATE = 128, 64, 48000
SERVER = "deskhand-many"
SETTLE_S = 2.0


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1])
    os.environ |= {"JACK_DEFAULT_SERVER": SERVER, "JACK_NO_AUDIO_RESERVATION": "1"}
    command = ["jackd", "-R", "-P", "40", "-n", SERVER, "-d", "dummy", "-r", str(RATE), "-p", str(FRAMES)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cores = folder / "cache" / "cores"
        core.make_core(cores)
        with open(folder / "jackd.log", "wb") as log:
            server = subprocess.Popen([*command, "-C", str(INPUTS), "-P", "16"], stdout=log, stderr=log)
        try:
            time.sleep(2.0)
            print(f"load {os.getloadavg()[0]:.1f}")
            show("echo", *run_echo(seconds / 2))
            for way, cache in (("compiled", folder / "cache"), ("chains", folder / "none")):
                show(way, *run_engine(folder, cache, seconds))
            show("echo", *run_echo(seconds / 2))
            print(f"load {os.getloadavg()[0]:.1f}")
        finally:
            server.terminate()
            server.wait()


def show(who: str, lost: int, blocks: int, more: str = "") -> None:
    """A line of the result."""
    print(f"{who:>9}: {lost} of {blocks} blocks lost, {100 * lost / max(1, blocks):.3f} % {more}", flush=True)


def run_echo(seconds: float) -> tuple[int, int]:
    """Lost and all blocks of a bare echo."""
    script = Path(__file__).parents[1] / "jack/echo.py"
    words = [sys.executable, str(script), *map(str, (INPUTS, FRAMES, RATE, seconds))]
    lost, blocks = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[-2:]
    return int(lost), int(blocks)


def run_engine(folder: Path, cache: Path, seconds: float) -> tuple[int, int, str]:
    """Lost and all blocks of an engine."""
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
        return lost, blocks, f"load of a block {100 * float(last['cost'][1]):.0f} %, {gauges.ways}"
    finally:
        if find_engine(runtime) is not None:
            kill_engine(runtime)
        process.wait()
        clean_runtime(runtime)


if __name__ == "__main__":
    main()
