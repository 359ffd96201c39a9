"""The master's figures against the standard's signals, against scipy, and against any cut of time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly, sosfilt

from engine.gauges import Gauges
from engine.loudness import SILENCE_LUFS
from engine.master_meter import RING_FRAMES, MasterMeter
from engine.render import Renderer
from engine.tap import Tap
from models.loudness import measure_loudness
from models.weighting import make_weighting
from tests.signals import RATE, make_mix, noise, play

RATES = [44100, 48000, 96000]
FIGURES = ("loudness_lufs", "integrated_s", "true_peak_db", "correlation", "unmeasured_s")


class Bench:
    """A meter, and what a reader of its gauges sees."""

    def __init__(self, folder: Path, rate: int = RATE) -> None:
        self._gauges = Gauges.create(folder / "gauges", rate, 64)
        self.seen = Gauges.open(folder / "gauges")
        self.tap = Tap.create(folder / "master", 2, rate, RING_FRAMES)
        self.meter = MasterMeter(self._gauges, self.tap)

    def hear(self, audio: np.ndarray, sizes: tuple[int, ...] = (4800,)) -> dict[str, np.ndarray]:
        """The figures after audio (2, frames), given in blocks of these sizes over and over."""
        start = turn = 0
        while start < audio.shape[1]:
            size = sizes[turn % len(sizes)]
            self.tap.write(audio[:, start : start + size])
            if turn % 3 == 0 or size > 3000:
                self.meter.catch_up()
            start, turn = start + size, turn + 1
        self.meter.catch_up()
        return self.seen.shared.read(*FIGURES)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def weigh(rate: int, audio: np.ndarray) -> np.ndarray:
    """Audio (2, frames) through the standard's filters."""
    return np.asarray(sosfilt(make_weighting(rate), audio.astype(float)))


def tone(level_db: float, seconds: float, rate: int = RATE, hz: float = 1000.0) -> np.ndarray:
    """A stereo sine (2, frames), in phase; its peak in dBFS as in EBU Tech 3341."""
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (2, 1))


CASES = {
    1: ([(-23, 20)], -23.0),
    2: ([(-33, 20)], -33.0),
    3: ([(-36, 10), (-23, 60), (-36, 10)], -23.0),
    4: ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
    5: ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
}


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("case", CASES)
def test_signals_of_ebu_tech_3341_hold_their_tolerance(tmp_path, rate, case):
    parts, lufs = CASES[case]
    audio = np.concatenate([tone(level_db, seconds, rate) for level_db, seconds in parts], axis=1)
    figures = Bench(tmp_path, rate).hear(audio)
    assert figures["loudness_lufs"][2] == pytest.approx(lufs, abs=0.1)
    assert figures["integrated_s"][0] == pytest.approx(audio.shape[1] / rate, abs=0.11)
    if case in (1, 2):
        np.testing.assert_allclose(figures["loudness_lufs"], lufs, atol=0.1)


def test_signal_6_as_far_as_stereo_goes(bench):
    """The front pair of its five channels alone: -28 dBFS in each of two is 3 dB over one."""
    assert bench.hear(tone(-28, 20))["loudness_lufs"][2] == pytest.approx(-28.0, abs=0.1)
    bench.meter.reset(True, True)
    one_side = tone(-28, 20) * np.array([[1.0], [0.0]], np.float32)
    assert bench.hear(one_side)["loudness_lufs"][2] == pytest.approx(-31.01, abs=0.1)


def test_signal_9_short_term_is_steady(bench):
    part = np.concatenate((tone(-20, 1.34), tone(-30, 1.66)), axis=1)
    bench.hear(part)
    for _ in range(5):
        for piece in np.split(part, 30, axis=1):
            assert bench.hear(piece)["loudness_lufs"][1] == pytest.approx(-23.0, abs=0.1)


def test_signal_12_momentary_is_steady(bench):
    part = np.concatenate((tone(-20, 0.18), tone(-30, 0.22)), axis=1)
    for _ in range(5):
        bench.hear(part)
    for _ in range(10):
        for piece in np.split(part, 4, axis=1):
            assert bench.hear(piece)["loudness_lufs"][0] == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
def test_the_weighting_is_the_standard_s(tmp_path, rate):
    dice = np.random.default_rng(3)
    audio = (dice.standard_normal((2, rate * 6)) * [[0.1], [0.03]]).astype(np.float32)
    audio[:, : rate * 2] *= 0.2
    figures = Bench(tmp_path, rate).hear(audio)
    weighted = weigh(rate, audio[:, -3 * rate :])
    short_term = -0.691 + 10 * np.log10((weighted**2).mean(axis=1).sum())
    assert figures["loudness_lufs"][1] == pytest.approx(short_term, abs=0.02)
    assert figures["loudness_lufs"][2] == pytest.approx(measure_loudness([audio], rate)[0], abs=0.03)


@pytest.mark.parametrize(
    "divisor, degrees, peak, expected_db",
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
)
@pytest.mark.parametrize("rate", RATES)
def test_true_peaks_of_ebu_tech_3341(tmp_path, rate, divisor, degrees, peak, expected_db):
    turn = 2 * np.pi * np.arange(rate) / divisor + np.radians(degrees)
    fade = np.minimum(1.0, np.minimum(np.arange(rate), np.arange(rate)[::-1]) / (0.1 * rate))
    audio = np.tile((peak * fade * np.sin(turn)).astype(np.float32), (2, 1))
    figures = Bench(tmp_path, rate).hear(audio)
    assert -0.4 <= figures["true_peak_db"][1] - expected_db <= 0.2


@pytest.mark.parametrize("offset", range(4))
def test_a_peak_between_samples_is_found_wherever_it_lies(bench, offset):
    """After signals 20 to 23: one loud period amid a softer tone, made at four times the rate."""
    time = np.arange(4 * RATE)
    wave = 0.5 * np.sin(2 * np.pi * time / 16)
    wave[96000:96016] *= 2.0
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / (0.1 * 4 * RATE))
    fine = resample_poly(wave * fade, 1, 4, window=("kaiser", 8.0))
    true_db = 20 * np.log10(np.abs(resample_poly(fine, 16, 1, window=("kaiser", 8.0))).max())
    shifted = resample_poly(np.roll(wave * fade, offset), 1, 4, window=("kaiser", 8.0)).astype(np.float32)
    figures = bench.hear(np.tile(shifted, (2, 1)))
    assert -0.4 <= figures["true_peak_db"][1] - true_db <= 0.2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
def test_any_split_into_blocks_gives_the_same_figures(tmp_path, sizes):
    audio = noise(2, RATE * 4) * np.linspace(0.05, 1.0, RATE * 4, dtype=np.float32)
    whole = Bench(tmp_path).hear(audio)
    cut = Bench(tmp_path).hear(audio, tuple(sizes) if max(sizes) > 200 else (*sizes, 700))
    for name in FIGURES:
        np.testing.assert_array_equal(cut[name], whole[name], name)


@pytest.mark.parametrize(
    "sides, expected", [((1, 1), 1.0), ((1, -1), -1.0), ((1, 0.2), 1.0), ((0.3, -0.1), -1.0)]
)
def test_correlation_tells_phase_and_not_level(bench, sides, expected):
    audio = noise(1, RATE) * np.array(sides, np.float32)[:, None]
    assert bench.hear(audio)["correlation"][0] == pytest.approx(expected, abs=1e-4)


def test_strangers_do_not_correlate_and_silence_has_no_correlation(bench):
    assert abs(bench.hear(noise(2, RATE * 2))["correlation"][0]) < 0.05
    figures = bench.hear(np.zeros((2, RATE * 5), np.float32))
    assert np.isnan(figures["correlation"][0])
    assert figures["loudness_lufs"][:2].tolist() == [SILENCE_LUFS, SILENCE_LUFS]


def test_each_reset_begins_its_own_figure_anew(bench):
    bench.hear(tone(-10, 5))
    bench.meter.reset(loudness=True, peak=False)
    figures = bench.hear(tone(-30, 5))
    assert figures["loudness_lufs"][2] == pytest.approx(-30.0, abs=1.5)
    assert figures["integrated_s"][0] == pytest.approx(5.0)
    assert figures["true_peak_db"][1] == pytest.approx(-10.0, abs=0.2)
    bench.meter.reset(loudness=False, peak=True)
    figures = bench.hear(tone(-30, 1))
    assert figures["true_peak_db"][1] == pytest.approx(-30.0, abs=0.2)
    assert figures["integrated_s"][0] == pytest.approx(6.0)


def test_a_meter_left_alone_too_long_says_what_it_missed_and_goes_on(bench):
    bench.hear(tone(-23, 5))
    for _ in range(RING_FRAMES // 4800 + 10):
        bench.tap.write(noise(2, 4800, 0.5))
    figures = bench.hear(tone(-23, 5))
    assert figures["unmeasured_s"][0] > 5.0
    assert figures["loudness_lufs"][1] == pytest.approx(-23.0, abs=0.1)


def test_what_is_measured_is_the_master_as_it_leaves(tmp_path):
    mix = make_mix([{"pan": -1, "fader_db": -6}]).put("master", "ceiling_db", -12)
    bench = Bench(tmp_path)
    renderer = Renderer(mix, 1, RATE, 128, master_tap=bench.tap)
    out = play(renderer, noise(1, RATE * 2, 0.5), [128])
    figures = bench.hear(np.zeros((2, 0), np.float32))
    assert figures["true_peak_db"][1] <= -11.9
    weighted = weigh(RATE, out[:2])[:, -round(0.4 * RATE) :]
    momentary = -0.691 + 10 * np.log10((weighted**2).mean(axis=1).sum())
    assert figures["loudness_lufs"][0] == pytest.approx(momentary, abs=0.1)
