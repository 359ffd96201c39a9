"""Listeners: every hop once and in order, or the newest when it is too late for that."""

from __future__ import annotations

import numpy as np

from engine.tap import Tap
from models.predictor import ArrayListener, TapListener


def read_all(listener) -> list[np.ndarray]:
    hops = []
    while (hop := listener.read()) is not None:
        hops.append(hop)
    return hops


def count_frames(start: int, frames: int) -> np.ndarray:
    return np.arange(start, start + frames, dtype=np.float32)[None, :]


def test_an_array_is_heard_in_whole_hops():
    hops = read_all(ArrayListener(count_frames(0, 1050), 100))
    assert np.array_equal(np.concatenate(hops, axis=1), count_frames(0, 1000))


def test_a_tap_is_heard_from_now_on_hop_by_hop(tmp_path):
    tap = Tap.create(tmp_path / "tap", 1, 48000, 1 << 14)
    tap.write(count_frames(0, 70))
    listener = TapListener(Tap.open(tmp_path / "tap"), 100)
    heard = []
    for start in range(70, 1070, 64):
        tap.write(count_frames(start, 64))
        heard += read_all(listener)
    heard = np.concatenate(heard, axis=1)
    assert np.array_equal(heard, count_frames(70, heard.shape[1])) and heard.shape[1] >= 900
    assert listener.at_frame == 70 + heard.shape[1]


def test_a_listener_left_behind_goes_on_with_the_newest_hop(tmp_path):
    tap = Tap.create(tmp_path / "tap", 1, 48000, 1 << 13)
    listener = TapListener(Tap.open(tmp_path / "tap"), 100)
    for start in range(0, 1 << 14, 64):
        tap.write(count_frames(start, 64))
    hop = listener.read()
    assert hop is not None and np.array_equal(hop, count_frames((1 << 14) - 100, 100))
    assert listener.read() is None
