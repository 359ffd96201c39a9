"""Bench: what a block of full strips costs on this machine, played like the audio's thread. Prints JSON."""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from math import sin
from pathlib import Path

import numpy as np
import psutil

from engine.console.params import BANDS, INDEX
from engine.console.state import Mix, Strip, defaults
from engine.devices.priority import raise_priority
from engine.gauges import Gauges
from engine.master_meter import RING_FRAMES, MasterMeter
from engine.render import Renderer
from engine.strips.core import FOLDER, use_core_of
from engine.tap import Tap

MOVES_PER_S = 100
WARM_BLOCKS = 400
BANK_BLOCKS = 4000
BREATH_BLOCKS, BREATH = 4096, 0.1
"""How often the bench rests, and for which share of the time: systems stop real-time threads without."""

SWING_DB = 9.0
SWING_S = 2.0

_BUSY = {
    **{"hpf_hz": 80.0, "comp_ratio": 3.0, "comp_threshold_db": -30.0, "comp_makeup_db": 3.0},
    **{"reverb_send_db": -12.0, "delay_send_db": -18.0, "fader_db": -12.0, "pan": 0.3},
}


def measure(
    tracks: int, frames: int, seconds: float, moving: bool, rate: int = 48000
) -> dict[str, float | str]:
    """Render so many seconds of noise through full strips; times in microseconds a block."""
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap.create(Path(folder) / "tap", tracks, rate)
        gauges = Gauges.create(Path(folder) / "gauges", rate, frames)
        master_tap = Tap.create(Path(folder) / "master", 2, rate, RING_FRAMES)
        meter = MasterMeter(gauges, master_tap)
        renderer = Renderer(_make_mix(tracks, 0.0), tracks, rate, frames, tap, gauges, master_tap)
        noise = np.random.default_rng(0).standard_normal((tracks, frames * 200)).astype(np.float32) * 0.1
        out = np.zeros((2, frames), np.float32)
        blocks = max(1, round(seconds * rate / frames))
        times = np.zeros(blocks)
        every = max(1, round(rate / frames / MOVES_PER_S))
        rested = time.perf_counter()
        for number in range(-WARM_BLOCKS, blocks):
            if number == 0:
                gc.collect()
                gc.freeze()
                gc.disable()
            if moving and number % every == 0:
                renderer.load(_make_mix(tracks, number * frames / rate))
            start = number % 200 * frames
            block = noise[:, start : start + frames]
            begun = time.perf_counter()
            renderer.render(block, out)
            if number >= 0:
                times[number] = time.perf_counter() - begun
            meter.catch_up()
            if number % BREATH_BLOCKS == 0:
                time.sleep(BREATH * (time.perf_counter() - rested))
                rested = time.perf_counter()
    bank = _time_bank(renderer, noise, frames, min(blocks, BANK_BLOCKS))
    micros = times * 1e6
    p50, p99, p999 = (round(float(value), 1) for value in np.percentile(micros, (50, 99, 99.9)))
    rss_mb = round(psutil.Process(os.getpid()).memory_info().rss / 1e6, 1)
    return {
        **{"tracks": tracks, "frames": frames, "rate": rate, "moving": moving, "blocks": blocks},
        **{"period_us": round(frames / rate * 1e6, 1), "p50_us": p50, "p99_us": p99, "p999_us": p999},
        **{"max_us": round(float(micros.max()), 1), "rss_mb": rss_mb, "way": "/".join(set(renderer.ways()))},
        **{"bank_p50_us": bank[0], "bank_p99_us": bank[1]},
    }


def _time_bank(renderer: Renderer, noise: np.ndarray, frames: int, blocks: int) -> tuple[float, float]:
    """Median and 99th percentile of the strips alone, from inputs to bus rows, in microseconds a block."""
    bank = renderer.console.bank
    times = np.zeros(blocks)
    for number in range(blocks):
        start = number % 200 * frames
        block = noise[:, start : start + frames]
        now = renderer.frame + number * frames
        begun = time.perf_counter()
        bank.process(block, now)
        times[number] = time.perf_counter() - begun
    p50, p99 = np.percentile(times * 1e6, (50, 99))
    return round(float(p50), 1), round(float(p99), 1)


def _make_mix(tracks: int, moment_s: float) -> Mix:
    """A mix of full strips; every EQ band of every strip swings over time."""
    strips = []
    for track in range(tracks):
        values = list(defaults("strip"))
        for name, value in _BUSY.items():
            values[INDEX["strip"][name]] = value
        for band in range(1, BANDS + 1):
            phase = 6.2832 * moment_s / SWING_S + track + band
            values[INDEX["strip"][f"eq{band}_gain_db"]] = SWING_DB / 2 * sin(phase)
        strips.append(Strip(f"Track {track + 1}", inputs=(track,), values=tuple(values)))
    mix = Mix(strips=tuple(strips))
    for name, value in {"eq1_gain_db": 1.0, "eq4_gain_db": 1.0, "comp_ratio": 2.0}.items():
        mix = mix.put("master", name, value)
    return mix


if __name__ == "__main__":
    raise_priority()
    if FOLDER in os.environ:
        use_core_of(os.environ[FOLDER])
    tracks_, frames_, seconds_, moving_ = sys.argv[1:5]
    print(json.dumps(measure(int(tracks_), int(frames_), float(seconds_), moving_ == "moving")))
