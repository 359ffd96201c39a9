"""Bench: what a mind costs on this machine. Prints one JSON object."""

from __future__ import annotations

import json
import os
import sys
import time

import numpy as np
import psutil

from engine.console.state import Mix, Strip
from models.contract import read_contract
from models.live import LiveMind, settle_memory
from models.messages import Heard
from models.minds import find_mind
from models.predictor import list_tracks

RATE = 48000
WARM_HOPS = 20


def measure(name: str, tracks: int, seconds: float) -> dict[str, float | str]:
    """Let a mind hear so many seconds of noise, at once; times in milliseconds a hop, governor and all.

    `cpu_...` leaves out what other processes took of the machine; `network_...` is a model alone.
    """
    mix = Mix(strips=tuple(Strip(f"Track {n + 1}", inputs=(n,)) for n in range(tracks)))
    heard = Heard(auto=mix, hand=mix, holds={}, mode="run", attenuate_only=False, amount=1.0)
    begun = time.perf_counter()
    mind = LiveMind(name, list_tracks(mix), RATE, patient=False)
    load_s = time.perf_counter() - begun
    settle_memory()
    noise = np.random.default_rng(0).standard_normal((tracks, mind.hop_frames * 20)).astype(np.float32)
    noise *= np.float32(0.1)
    hops = max(1, round(seconds * RATE / mind.hop_frames))
    took, used = np.zeros(hops), np.zeros(hops)
    for number in range(-WARM_HOPS, hops):
        start = number % 20 * mind.hop_frames
        begun, cpu = time.perf_counter(), time.thread_time()
        mind.feed(noise[:, start : start + mind.hop_frames], heard, number * mind.hop_frames)
        if number >= 0:
            took[number] = 1000.0 * (time.perf_counter() - begun)
            used[number] = 1000.0 * (time.thread_time() - cpu)
    hop_ms = 1000.0 * mind.hop_frames / RATE
    return {
        **{"mind": name, "tracks": tracks, "hops": hops, "hop_ms": round(hop_ms, 3)},
        **_spread("", took),
        **{"max_ms": round(float(took.max()), 3)},
        **_spread("cpu_", used),
        **_measure_network(name, tracks, hops),
        "core_share": round(float(used.mean()) / hop_ms, 4),
        "load_ms": round(1000.0 * load_s, 1),
        "rss_mb": round(psutil.Process(os.getpid()).memory_info().rss / 1e6, 1),
    }


def _measure_network(name: str, tracks: int, hops: int) -> dict[str, float]:
    """Processor time of a model alone, without all that is around it; nothing for a mind that is none."""
    path = find_mind(name).path
    if path is None:
        return {}
    from models.runtime import Session

    session = Session(read_contract(path), tracks)
    audio = session.inputs["audio"]
    audio[:tracks] = 0.1 * np.random.default_rng(0).standard_normal(audio[:tracks].shape)
    if "channels" in session.inputs:
        session.inputs["channels"][:tracks] = 1.0
    used = np.zeros(hops)
    for number in range(-WARM_HOPS, hops):
        cpu = time.thread_time()
        session.run()
        if number >= 0:
            used[number] = 1000.0 * (time.thread_time() - cpu)
    return _spread("network_", used)


def _spread(what: str, times_ms: np.ndarray) -> dict[str, float]:
    """The middle and the worst of a hundred."""
    p50, p99 = np.percentile(times_ms, (50, 99))
    return {f"{what}p50_ms": round(float(p50), 3), f"{what}p99_ms": round(float(p99), 3)}


if __name__ == "__main__":
    name_, tracks_, seconds_ = sys.argv[1:4]
    print(json.dumps(measure(name_, int(tracks_), float(seconds_))))
