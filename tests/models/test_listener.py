"""Listeners: every hop once and in order, and never more than a ring behind."""

import numpy as np
import pytest

from engine.tap import Tap
from models.listener import SAFETY_FRAMES, ArrayListener, TapListener

RATE, HOP, RING = 48000, 1000, 1 << 15


@pytest.fixture
def tap(tmp_path):
    return Tap.create(tmp_path / "tap", 2, RATE, RING)


def write(tap, frames):
    """Frames whose samples are their own numbers."""
    count = np.arange(tap.head, tap.head + frames, dtype=np.float32)
    for start in range(0, frames, 500):
        tap.write(np.stack((count, -count))[:, start : start + 500])


def hear(listener):
    block = listener.read()
    assert block is not None
    return block


def test_hops_come_whole_once_and_in_order(tap):
    listener = TapListener(Tap.open(tap.shared.path), HOP)
    assert listener.read() is None
    assert listener.due_s() == pytest.approx(HOP / RATE)
    write(tap, 2500)
    first, second = hear(listener), hear(listener)
    assert listener.read() is None
    assert listener.due_s() == pytest.approx(500 / RATE)
    assert np.array_equal(np.concatenate((first, second), axis=1)[0], np.arange(2000))
    assert listener.at_frame == 2000


def test_a_late_listener_hears_what_the_ring_still_holds(tap):
    write(tap, 50000)
    listener = TapListener(tap, HOP)
    assert listener.at_frame == 50000 - (RING - SAFETY_FRAMES)
    block = listener.read()
    assert block is not None and block[0, 0] == listener.at_frame - HOP


def test_one_that_falls_behind_goes_on_with_the_newest_hop(tap):
    listener = TapListener(tap, HOP)
    write(tap, 2 * RING)
    block = listener.read()
    assert block is not None and block[0, -1] == 2 * RING - 1
    assert listener.skipped_frames == 2 * RING - HOP
    assert listener.read() is None
    write(tap, HOP)
    block = listener.read()
    assert block is not None and block[0, 0] == 2 * RING


def test_an_array_is_heard_in_whole_hops():
    audio = np.arange(5000, dtype=np.float32).reshape(2, 2500)
    listener = ArrayListener(audio, HOP)
    heard = np.concatenate((hear(listener), hear(listener)), axis=1)
    assert np.array_equal(heard, audio[:, :2000])
    assert listener.read() is None and listener.at_frame == 2000
