"""What is wrong in one strip stays there, and costs nothing."""

from __future__ import annotations

import time

import numpy as np
import pytest

from engine.console.state import Insert
from engine.plugins.inserts import InsertChain
from engine.strips.core import Core
from engine.strips.fused import FusedBank
from engine.target import make_target
from tests.engine.test_render import BUSY
from tests.signals import make_mix, noise

STRIPS = 20
FRAMES = 64
BAD = {
    "a NaN": np.float32(np.nan),
    "an infinity": np.float32(np.inf),
    "denormals": np.float32(1e-40),
}


def make(core: Core) -> FusedBank:
    return FusedBank(core, make_target(make_mix([BUSY] * STRIPS)), STRIPS, 48000, FRAMES)


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("broken", [0, 7, 16])
def test_the_other_strips_are_bit_exact(compiled, what, broken):
    well, ill = make(compiled), make(compiled)
    others = np.arange(STRIPS) != broken
    for number in range(60):
        audio = noise(STRIPS, FRAMES, seed=number)
        well.process(audio, number * FRAMES)
        if number >= 20:
            audio[broken, 5:] = BAD[what]
        ill.process(audio, number * FRAMES)
        np.testing.assert_array_equal(ill.after[others], well.after[others])
        expected = [broken] if number >= 20 and what != "denormals" else []
        assert ill.faults == expected
        if expected:
            assert np.abs(ill.after[broken]).max() == 0.0
            assert ill.levels()[0][:, broken].max() == 0.0


def test_a_strip_plays_again_after_a_fault(compiled):
    bank = make(compiled)
    for number in range(200):
        audio = noise(STRIPS, FRAMES, seed=number)
        if number == 20:
            audio[3, 7] = np.nan
        bank.process(audio, number * FRAMES)
        assert (np.abs(bank.after[3]).max() == 0.0) == (number == 20)


def test_a_strip_that_explodes_is_silenced_in_the_same_block(compiled):
    bank = FusedBank(
        compiled, make_target(make_mix([{"eq1_gain_db": 18}] * 3, stereo=True)), 6, 48000, FRAMES
    )
    audio = noise(6, FRAMES)
    audio[2] = 3e38
    rows = bank.process(audio, 0)
    assert bank.faults == [1]
    assert np.isfinite(rows).all() and np.abs(bank.after[2:4]).max() == 0.0


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_costs_no_more(compiled, what):
    bank = make(compiled)
    good = [noise(STRIPS, FRAMES, seed=number) for number in range(8)]
    bad = [block.copy() for block in good]
    for block in bad:
        block[3] = BAD[what]
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(3000):
        ill = number // 50 % 2 == 1
        block = (bad if ill else good)[number % 8]
        begun = time.perf_counter()
        bank.process(block, number * FRAMES)
        times[ill].append(time.perf_counter() - begun)
    assert np.percentile(times[True], 20) < 1.5 * np.percentile(times[False], 20)


@pytest.mark.parametrize("what", ["a NaN", "an infinity"])
def test_inserts_forget_what_broke_their_strip(compiled, what):
    bank = FusedBank(compiled, make_target(make_mix([{}, {}])), 2, 48000, FRAMES)
    inserts = (Insert("Delay", {"delay_seconds": 0.001, "feedback": 0.9, "mix": 0.5}),)
    for strip in (0, 1):
        bank.insert(strip, InsertChain(inserts, 48000, 1, FRAMES))
    for number in range(60):
        audio = noise(2, FRAMES, seed=number)
        if number == 50:
            audio[1, 3] = BAD[what]
        bank.process(audio, number * FRAMES)
        assert bank.faults == ([1] if number == 50 else [])
        assert (np.abs(bank.after[1]).max() == 0.0) == (number == 50)
        assert np.abs(bank.after[0]).max() > 0.0
