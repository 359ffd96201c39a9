"""Does a mind cost sound? Blocks lost over JACK with it at work, with it stopped, and by a bare echo.

python -m tests.bench.mind_beside_sound [MIND [ROUNDS [SECONDS [real-time]]]]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from app.children.child import make_environment
from app.orders.mix import SetMind
from app.show import Runner
from engine.console.session import Patch
from models.children import ROOT
from tests.app.shows import TestShow
from tests.jack.conftest import PERIOD, PORTS, RATE, Jack

SETTLE_S = 20.0
"""For so long the mind mixes before anything is counted: a stopped one leaves the mix that it made."""

LOAD_S = 120.0
PATIENT_DESK = """
import sys
from pathlib import Path
import app.children.mind as child
from app.process.loop import run
child.SILENT_S = child.LOAD_S = 1e9
sys.exit(run(Path(sys.argv[1])))
"""
"""A desk that starts no other mind when the one it has is stopped."""

Leg = tuple[int, int, dict[str, float]]
"""Blocks lost, blocks played, and what each process took of a core, in percent."""


def _start_patient_desk(self: Runner) -> None:
    command = [sys.executable, "-P", "-c", PATIENT_DESK, str(self.runtime), "app.process"]
    self.desk = subprocess.Popen(command, start_new_session=True, env=make_environment())


def connect(sources: list[str]) -> None:
    """Let the metronomes sound on all inputs."""
    listed = subprocess.run(["jack_lsp"], capture_output=True, text=True, check=True).stdout.split()
    for number, port in enumerate(port for port in listed if port.startswith("PortAudio:in_")):
        command = ["jack_connect", sources[number % len(sources)], port]
        subprocess.run(command, check=True, capture_output=True)


def echo(sources: list[str], seconds: float) -> Leg:
    """The bare echo beside it."""
    arguments = map(str, (PORTS, PERIOD, RATE, seconds))
    command = [sys.executable, str(ROOT / "tests/jack/echo.py"), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=make_environment())
    assert process.stdout is not None
    process.stdout.readline()
    connect(sources)
    lost, blocks = process.communicate()[0].split()[-2:]
    return int(lost), int(blocks), {}


def play(sources: list[str], seconds: float, mind: str, stopped: bool) -> Leg:
    """A whole show, its mind at work or stopped."""
    patch = Patch(output_device="system", input_device="system", frames=PERIOD)
    show = TestShow(Path(tempfile.mkdtemp()), PORTS, patch=patch)
    try:
        show.send(SetMind(mind))
        state = show.wait(lambda s: s.status.mind == f"{mind} mixes", LOAD_S)
        connect(sources)
        pids = {"mind": state.status.mind_pid, "engine": state.status.engine_pid, "desk": state.pid}
        processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        time.sleep(SETTLE_S)
        if stopped:
            os.kill(pids["mind"], signal.SIGSTOP)
        count = show.meters().shared
        before, begun = count.read("count")["count"].astype(int), time.monotonic()
        used = {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
        while time.monotonic() - begun < seconds:
            show.runner.watch()
            time.sleep(0.1)
        after, elapsed_s = count.read("count")["count"].astype(int), time.monotonic() - begun
        for name, process in processes.items():
            used[name] = round(100.0 * (sum(process.cpu_times()[:2]) - used[name]) / elapsed_s, 1)
        os.kill(pids["mind"], signal.SIGCONT)
        return int(after[2] - before[2]), int(after[0] - before[0]), used
    finally:
        show.runner.stop()


def main(mind: str = "console", rounds: str = "3", seconds: str = "60", priority: str = "") -> None:
    """All legs in turn, the order turned round every time; a line each."""
    folder = Path(tempfile.mkdtemp())
    server = Jack(folder / "jackd.log", real_time=bool(priority))
    os.environ |= {"JACK_DEFAULT_SERVER": server.name, "JACK_NO_START_SERVER": "1"}
    os.environ |= {"JACK_NO_AUDIO_RESERVATION": "1"}
    os.environ |= {f"DESKHAND_{name}": str(folder / name.lower()) for name in ("RUNTIME", "DATA", "CACHE")}
    Runner._start_desk = _start_patient_desk
    server.start()
    subprocess.run(["jack_wait", "-s", server.name, "-w", "-t", "10"], check=True, capture_output=True)
    beats = [
        subprocess.Popen(["jack_metro", "-n", f"m{n}", "-b", str(67 * n), "-f", str(110 * n * n), "-D", "60"])
        for n in (1, 2, 3, 4)
    ]
    time.sleep(1.0)
    sources = [f"m{n}:{67 * n}_bpm" for n in (1, 2, 3, 4)]
    try:
        for turn in range(int(rounds)):
            legs = ["echo", "mind on", "mind off"]
            for leg in legs if turn % 2 == 0 else legs[::-1]:
                if leg == "echo":
                    lost, blocks, used = echo(sources, float(seconds))
                else:
                    lost, blocks, used = play(sources, float(seconds), mind, leg == "mind off")
                line = f"{leg:8} lost {lost:6} of {blocks:6} ({100 * lost / max(1, blocks):.2f} %)"
                print(line, used or "", f"load {os.getloadavg()[0]:.1f}", flush=True)
    finally:
        for beat in beats:
            beat.kill()
            beat.wait()
        server.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
