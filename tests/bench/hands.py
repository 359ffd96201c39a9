"""MIDI controllers: how soon a hardware fader is heard, and what a flood of MIDI costs the sound.

    python -m tests.bench.hands [latency | midi SECONDS]

Over a dummy JACK, with real MIDI ports, a real desk, engine (clock, 128 frames, 16 strips) and mind. latency:
from sending a fader's position until the engine's gauge of that strip has begun to rise. midi: ten thousand
messages a second; the share of blocks that the engine lost, before and during, and the value at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from app.material.stems import find_stems, prepare_player_file
from engine.soundfiles import write_audio
from tests.app.shows import RATE, TestShow
from tests.bench.fader_to_sound import settle, time_rise
from tests.bench.folders import own_folders
from tests.jack.conftest import Jack

STRIPS = 16
MOVES = 200
APART_S, FALL_S = 0.06, 3.5


class Bench:
    """A show of square waves, and the processes of hands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        stems = folder / "stems"
        stems.mkdir()
        square = np.where(np.arange(RATE) % 48 < 24, 0.5, -0.5).astype(np.float32)[None]
        for strip in range(STRIPS):
            write_audio(stems / f"{strip + 1:02d} Square.wav", square, RATE)
        player = prepare_player_file(find_stems(stems), RATE, folder / "cache")
        self.show = TestShow(folder, STRIPS, str(player))
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Another process of hands."""
        runtime = os.environ["DESKHAND_RUNTIME"]
        line = [sys.executable, "-m", command[0], runtime, *command[1:]]
        child = subprocess.Popen(line, env={**os.environ, **environment})
        self.children.append(child)
        return child

    def live(self) -> None:
        """Let the desk live a little."""
        self.show.runner.watch()
        time.sleep(0.0002)

    def lost(self) -> tuple[int, int]:
        """Blocks rendered and lost so far."""
        blocks, _, lost = self.show.meters().shared.arrays["count"][:3].tolist()
        return blocks, lost

    def share(self, act: Callable[[], None]) -> str:
        """Do something and say how many blocks were lost meanwhile."""
        blocks, lost = self.lost()
        act()
        blocks_then, lost_then = self.lost()
        return f"{lost_then - lost} of {blocks_then - blocks} blocks lost"

    def end(self) -> None:
        """End everything."""
        for child in self.children:
            child.terminate()
            child.wait()
        self.show.runner.stop()


def bench_latency(bench: Bench, box: object) -> None:
    """From the fader to the sound."""
    slide = box.slide  # pyright: ignore[reportAttributeAccessIssue]
    taken, share = [], 1.0
    for _ in range(MOVES):
        if share > 0.75:
            share = 0.2
            slide(0, share)
            settle(FALL_S, bench.live)
        settle(APART_S, bench.live)
        share += 0.012
        taken.append(1000 * time_rise(bench.show, 0, partial(slide, 0, share), bench.live))
    p50, p95, p99 = np.nanpercentile(taken, [50, 95, 99])
    lost = int(np.isnan(taken).sum())
    print(f"{MOVES} moves: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms, {lost} not heard")


def bench_midi(bench: Bench, box: object, seconds: float) -> None:
    """Ten thousand messages a second."""
    slide = box.slide  # pyright: ignore[reportAttributeAccessIssue]
    print("before:", bench.share(lambda: settle(seconds, bench.live)))

    def flood() -> None:
        begun, sent = time.perf_counter(), 0
        while (passed := time.perf_counter() - begun) < seconds:
            for _ in range(min(200, int(passed * 10_000) - sent)):
                slide(sent % 8, (sent % 997) / 997)
                sent += 1
            bench.live()
        print(f"{sent / seconds:.0f} messages a second for {seconds:.0f} s")
        settle(1.0, bench.live)
        for fader in range(8):
            slide(fader, 0.5)

    print("flood:", bench.share(flood))
    settle(1.0, bench.live)
    heard = [bench.show.state().session.layers.heard(f"strip/{n}", "fader_db") for n in range(8)]
    print("at the end:", [round(level, 2) for level in heard], "(wanted: -10.0)")


@contextmanager
def open_bench() -> Iterator[Bench]:
    """A bench over folders of its own, which ends whatever happens."""
    with own_folders() as folder:
        os.environ["DESKHAND_MIDI"] = "off"
        bench = Bench(folder)
        try:
            yield bench
        finally:
            bench.end()


def main(what: str, amount: float) -> None:
    """One of the measurements."""
    with tempfile.TemporaryDirectory() as name:
        server = Jack(Path(name) / "jackd.log")
        os.environ |= {"JACK_DEFAULT_SERVER": server.name, "JACK_NO_START_SERVER": "1"}
        server.start()
        try:
            from tests.jack.box import Box

            with open_bench() as bench:
                box = Box("Mackie Control")
                bench.start("app.surfaces.midi.process", DESKHAND_MIDI="jack")
                settle(4.0, bench.live)
                bench_latency(bench, box) if what == "latency" else bench_midi(bench, box, amount or 60.0)
                box.unplug()
        finally:
            server.kill()
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "latency", float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
