"""Compiled strips sound like chains: the null test, whatever the settings, rates and blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.console.params import INDEX, PARAMS
from engine.console.state import Mix, Strip
from engine.strips.bank import StripBank
from engine.strips.chains import ChainBank
from engine.strips.core import Core
from engine.strips.fused import FusedBank
from engine.target import make_target
from engine.tone import CELLS
from tests.signals import noise

RATES = (44100, 48000, 88200, 96000)
LONGEST = 1024

DYNAMICS = {row.name for row in PARAMS["strip"] if row.name.startswith(("gate_", "comp_"))}
DYNAMICS.remove("comp_makeup_db")


def make_strip(seed: int, dynamics: bool, low_hz: float = 0.0) -> Strip:
    """A strip, mono or stereo, with some of its parameters anywhere in their ranges."""
    draw = np.random.default_rng(seed)
    share = draw.uniform(0, 1)
    values = [row.default for row in PARAMS["strip"]]
    for index, row in enumerate(PARAMS["strip"]):
        if (dynamics or row.name not in DYNAMICS) and draw.uniform() < share:
            least = max(row.low, low_hz) if row.unit == "Hz" else row.low
            if row.taper == "log":
                values[index] = row.clamp(np.exp(draw.uniform(np.log(least), np.log(row.high))))
            else:
                values[index] = row.clamp(draw.choice([least, row.high, draw.uniform(least, row.high)]))
    values[INDEX["strip"]["trim_db"]] = draw.uniform(-12, 12)
    first = int(draw.integers(0, 4))
    inputs = (first, first + 1) if draw.uniform() < 0.5 else (first,)
    return Strip("strip", inputs=inputs, values=tuple(values))


def play(bank: StripBank, audio: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """What reached the faders (rows, frames) and the buses (BUS_ROWS, frames)."""
    after, buses = [], []
    start = turn = 0
    while start < audio.shape[1]:
        stop = min(audio.shape[1], start + sizes[turn % len(sizes)])
        buses.append(bank.process(audio[:, start:stop], start).copy())
        after.append(bank.after.copy())
        start, turn = stop, turn + 1
    return np.concatenate(after, axis=1), np.concatenate(buses, axis=1)


def worst_db(is_: np.ndarray, should: np.ndarray) -> float:
    """The greatest difference in dB of the loudest sample of its row, or of -60 dBFS if that is less."""
    loudest = np.maximum(np.abs(should).max(axis=1), 1e-3)
    return float(20 * np.log10((np.abs(is_ - should).max(axis=1) / loudest).max() + 1e-12))


def compare(core: Core, mix: Mix, rate: int, sizes: list[int]) -> float:
    audio = noise(5, 6000)
    target = make_target(mix)
    fused = play(FusedBank(core, target, 5, rate, LONGEST), audio, sizes)
    chains = play(ChainBank(target, 5, rate, LONGEST), audio, sizes)
    return max(worst_db(*pair) for pair in zip(fused, chains, strict=True))


cuts = st.lists(st.integers(32, LONGEST), min_size=1, max_size=5)
seeds = st.lists(st.integers(0, 2**32), min_size=1, max_size=18)
some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@some
@given(seeds, st.sampled_from(RATES), cuts)
def test_filters_and_gains_null_against_chains(compiled, seeds, rate, sizes):
    mix = Mix(strips=tuple(make_strip(seed, False) for seed in seeds))
    assert compare(compiled, mix, rate, sizes) < -100


@some
@given(seeds, st.sampled_from(RATES), cuts)
def test_dynamics_null_against_chains(compiled, seeds, rate, sizes):
    mix = Mix(strips=tuple(make_strip(seed, True) for seed in seeds))
    assert compare(compiled, mix, rate, sizes) < -80


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds, st.integers(0, 2**32), cuts, cuts)
def test_any_split_moves_alike(compiled, seeds, seed, sizes, others):
    before = Mix(strips=tuple(make_strip(each, True, 80.0) for each in seeds))
    moved = structs.replace(before.strips[0], values=make_strip(seed, True, 80.0).values)
    after = structs.replace(before, strips=(moved, *before.strips[1:]))
    audio = noise(5, 12000)
    played = []
    for cut in (sizes, others):
        bank = FusedBank(compiled, make_target(before), 5, 48000, LONGEST)
        pieces, now = [], 0
        for frame, mix in ((1111, after), (2500, before), (12000, before)):
            pieces.append(play_from(bank, audio[:, now:frame], now, cut))
            bank.arm(make_target(mix))
            bank.move(make_target(mix), frame)
            now = frame
        played.append(np.concatenate(pieces, axis=1))
    assert worst_db(*played) < -100


def play_from(bank: StripBank, audio: np.ndarray, now: int, sizes: list[int]) -> np.ndarray:
    pieces = [np.zeros((22, 0), np.float32)]
    start = turn = 0
    while start < audio.shape[1]:
        stop = min(audio.shape[1], start + sizes[turn % len(sizes)])
        pieces.append(bank.process(audio[:, start:stop], now + start).copy())
        start, turn = stop, turn + 1
    return np.concatenate(pieces, axis=1)


def test_after_a_move_both_ways_sound_alike_again(compiled):
    still = Mix(strips=tuple(Strip(f"{n}", inputs=(n,)) for n in range(5)))
    moved = still
    moves = {"eq1_gain_db": 6, "eq2_gain_db": -9, "hpf_hz": 120, "comp_ratio": 4, "comp_threshold_db": -40}
    for name, value in {**moves, "fader_db": -5, "pan": 0.4, "monitor2_send_db": -3}.items():
        moved = moved.put("strip/1", name, value).put("strip/4", name, value / 2)
    rests = []
    audio = noise(5, 60000)
    for bank in (
        FusedBank(compiled, make_target(still), 5, 48000, 64),
        ChainBank(make_target(still), 5, 48000, 64),
    ):
        play_from(bank, audio[:, :640], 0, [64])
        bank.arm(make_target(moved))
        bank.move(make_target(moved), 640)
        rests.append(play_from(bank, audio[:, 640:], 640, [64])[:, -6400:])
    assert worst_db(*rests) < -80


def test_meters_and_reductions_are_those_of_chains(compiled):
    mix = Mix(strips=(Strip("a", inputs=(0, 1)), Strip("b", inputs=(2,))))
    for name, value in {"comp_ratio": 6, "comp_threshold_db": -40, "fader_db": -6, "trim_db": 3}.items():
        mix = mix.put("strip/0", name, value)
    target = make_target(mix)
    banks = FusedBank(compiled, target, 3, 48000, 512), ChainBank(target, 3, 48000, 512)
    audio = noise(3, 512 * 64)
    for bank in banks:
        play(bank, audio, [512])
    for fused, chains in zip(banks[0].levels(), banks[1].levels(), strict=True):
        np.testing.assert_allclose(fused, chains, rtol=1e-4)
    np.testing.assert_allclose(banks[0].reduction_db, banks[1].reduction_db, atol=1.0)
    assert banks[0].reduction_db[0] > 3 and banks[0].reduction_db[1] == 0


def test_the_core_counts_cells_as_the_console_does():
    bands = [f"eq{band}_{what}" for band in (1, 2, 3, 4) for what in ("gain_db", "hz", "q")]
    sides = [
        f"{stage}_{what}"
        for stage in ("gate", "comp")
        for what in ("threshold_db", "ratio", "attack_ms", "release_ms")
    ]
    assert [cell.name for cell in CELLS["strip"]] == ["hpf_hz", *bands, *sides]
