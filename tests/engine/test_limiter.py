"""The limiter: its ceiling holds, it is smooth, and it is not there when it is not needed."""

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from engine.limiter import Limiter

CEILING = 0.891
TOLERANCE_DB = 0.05


def limit(audio, ceiling: float | np.ndarray = CEILING, rate=48000, blocks=(64,), limiter=None):
    """The audio through a limiter in blocks of these sizes, in turn, with room for its tail."""
    limiter = limiter or Limiter(rate, max(blocks))
    frames = audio.shape[1]
    ceiling = np.broadcast_to(np.float32(ceiling), (frames,))
    parts, start, turn = [], 0, 0
    while start < frames:
        stop = min(frames, start + blocks[turn % len(blocks)])
        parts.append(limiter.process(audio[:, start:stop], ceiling[start:stop]).copy())
        start, turn = stop, turn + 1
    return np.concatenate(parts, axis=1)


def true_peak_db(audio, ceiling=CEILING):
    """The highest reading of several oversampling meters, in dB over the ceiling."""
    audio = audio.astype(float)
    meters = [signal.resample_poly(audio, times, 1, axis=1) for times in (1, 4, 8, 16)]
    return 20 * np.log10(max(np.abs(meter).max() for meter in meters) / ceiling)


def band_limit(audio, rate, top_hz=18000.0):
    taps = signal.firwin(401, min(top_hz, 0.42 * rate), fs=rate)
    return signal.lfilter(taps, 1, audio, axis=1)


def make_nasty(rate):
    """Signals (2, frames) that betray limiters, by name."""
    dice = np.random.default_rng(7)
    frames = rate // 3
    time = np.arange(frames)
    noise = dice.uniform(-1, 1, (2, frames))
    impulses = np.zeros((2, frames))
    impulses[:, 500::777] = 4
    impulses[1, 501::777] = -4
    step = 3 * np.sin(2 * np.pi * 0.19 * time) * (time > frames // 2)
    swell = 1 + np.sin(2 * np.pi * 6 * time / frames)
    music = 3 * swell * band_limit(dice.standard_normal((2, frames)), rate, 4000)
    nasty = {
        "white noise": 4 * noise,
        "fs/4 at 45 degrees": np.tile(2 * np.sin(np.pi / 2 * time + np.pi / 4), (2, 1)),
        "square": np.tile(2 * signal.square(2 * np.pi * 997 * time / rate), (2, 1)),
        "impulses": impulses,
        "step": np.stack([step, 0.1 * step]),
        "music": music,
        "direct current": np.full((2, frames), 5.0),
        "high sine": np.tile(2 * np.sin(2 * np.pi * 0.43 * time), (2, 1)),
    }
    return {name: np.pad(audio, ((0, 0), (0, 800))).astype(np.float32) for name, audio in nasty.items()}


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("name", make_nasty(48000))
def test_ceiling_holds(rate, name):
    limited = limit(make_nasty(rate)[name], rate=rate)
    assert np.abs(limited).max() <= np.float32(CEILING)
    assert true_peak_db(limited) < TOLERANCE_DB
    assert np.abs(limited).max() > 0.5


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
def test_ceiling_holds_on_a_mastering_grade_meter_for_audible_sound(rate):
    noise = np.random.default_rng(3).standard_normal((2, rate))
    audio = np.pad(4 * band_limit(noise, rate), ((0, 0), (0, 800))).astype(np.float32)
    limited = limit(audio, rate=rate)
    meter = soxr.resample(np.ascontiguousarray(limited.T, np.float64), rate, 16 * rate, "VHQ")
    assert 20 * np.log10(np.abs(meter).max() / CEILING) < TOLERANCE_DB


def test_long_run_of_loud_noise_keeps_the_ceiling():
    noise = 4 * np.random.default_rng(1).standard_normal((2, 200_000))
    limited = limit(noise.astype(np.float32), blocks=(512,))
    assert true_peak_db(limited[:, :190_000]) < 2 * TOLERANCE_DB


@pytest.mark.parametrize("lookahead_ms", [0.0, 0.1, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("rate", [44100, 96000])
def test_below_the_ceiling_it_is_a_bit_exact_delay_of_its_latency(rate, lookahead_ms):
    limiter = Limiter(rate, 64, lookahead_ms=lookahead_ms)
    audio = np.random.default_rng(2).uniform(-0.3, 0.3, (2, 4000)).astype(np.float32)
    late = limiter.latency_frames
    assert late == (max(round(lookahead_ms * rate / 1000), 31) if lookahead_ms else 0)
    limited = limit(audio, limiter=limiter)
    np.testing.assert_array_equal(limited[:, late:], audio[:, : audio.shape[1] - late])
    assert not limited[:, :late].any()
    assert limiter.reduction_db == 0.0


def test_a_tone_just_under_the_ceiling_is_not_touched():
    tone = 0.99 * CEILING * np.sin(2 * np.pi * 997 / 48000 * np.arange(9600), dtype=np.float32)
    audio = np.stack([tone * np.minimum(1, np.arange(9600, dtype=np.float32) / 480)] * 2)
    limited = limit(audio)
    np.testing.assert_array_equal(limited[:, 72:], audio[:, :-72])


def test_it_is_exact_again_after_it_has_let_go():
    dice = np.random.default_rng(5)
    audio = dice.uniform(-0.2, 0.2, (2, 96000)).astype(np.float32)
    audio[:, 1000:1100] *= 20
    limiter = Limiter(48000, 128)
    limited = limit(audio, limiter=limiter, blocks=(128,))
    np.testing.assert_array_equal(limited[:, -20000:], audio[:, -20072:-72])
    assert limiter.reduction_db == 0.0


@settings(max_examples=25, deadline=None)
@given(
    blocks=st.lists(st.integers(1, 300), min_size=1, max_size=12),
    lookahead_ms=st.sampled_from([0.0, 0.8, 1.5]),
    seed=st.integers(0, 99),
)
def test_any_split_gives_the_same_sound(blocks, lookahead_ms, seed):
    dice = np.random.default_rng(seed)
    shape = np.repeat(dice.uniform(0, 2, 6), 500)
    audio = (dice.standard_normal((2, 3000)) * shape).astype(np.float32)
    ceiling = np.interp(np.arange(3000), [0, 1000, 1500, 3000], [0.9, 0.9, 0.3, 0.5]).astype(np.float32)
    whole = limit(audio, ceiling, limiter=Limiter(48000, 3000, lookahead_ms=lookahead_ms), blocks=(3000,))
    split = limit(audio, ceiling, limiter=Limiter(48000, 300, lookahead_ms=lookahead_ms), blocks=blocks)
    np.testing.assert_allclose(split, whole, rtol=0, atol=1e-6)


def test_a_moving_ceiling_holds_at_every_frame():
    frames = np.arange(48000)
    ceiling = np.interp(frames, [0, 9000, 9960, 20000, 20960], [0.9, 0.9, 0.1, 0.1, 0.9]).astype(np.float32)
    noise = 2 * band_limit(np.random.default_rng(4).standard_normal((2, 48000)), 48000)
    limited = limit(np.asarray(noise, np.float32), ceiling)[:, 72:]
    assert (np.abs(limited) <= ceiling[:-72]).all()
    relative = limited[:, 9500:20500] / ceiling[9500:20500]
    assert true_peak_db(relative[:, 200:-200], 1.0) < 2 * TOLERANCE_DB


def test_without_look_ahead_the_samples_hold_at_once():
    limiter = Limiter(48000, 64, lookahead_ms=0.0)
    audio = make_nasty(48000)["impulses"]
    limited = limit(audio, limiter=limiter)
    assert limiter.latency_frames == 0
    assert np.abs(limited).max() <= np.float32(CEILING)
    assert np.argmax(np.abs(limited[0]) > 0.8) == 500


def test_both_channels_take_the_same_gain():
    left = make_nasty(48000)["music"][0]
    audio = np.stack([left, 0.01 * left]).astype(np.float32)
    limited = limit(audio)
    np.testing.assert_allclose(limited[1], 0.01 * limited[0], atol=2e-7)


def test_gain_falls_smoothly_and_rises_slowly():
    audio = np.full((2, 48000), 0.5, np.float32)
    audio[:, 12000:24000] = 4.0
    gain = limit(audio)[0, 72:] / audio[0, :-72]
    gain_db = 20 * np.log10(gain)
    change = np.diff(gain_db)
    depth_db = -gain_db.min()
    assert 20 * np.log10(4 / CEILING) <= depth_db < 15
    assert np.abs(change).max() < depth_db / 20
    assert np.abs(np.diff(change)).max() < depth_db / 300
    after = gain_db[24000:]
    assert (np.diff(after) > -1e-4).all()
    third_ms = np.argmax(after > -depth_db / np.e) / 48
    assert 80 < third_ms < 150


def test_reduction_is_reported():
    limiter = Limiter(48000, 64)
    limit(np.full((2, 4800), 4 * CEILING, np.float32), limiter=limiter)
    assert limiter.reduction_db == pytest.approx(12.04, abs=0.8)
    limiter.reset()
    assert limiter.reduction_db == 0.0


@pytest.mark.parametrize("fault", [np.nan, np.inf, -np.inf, 3e38])
def test_faults_become_silence_and_the_sound_goes_on(fault):
    limiter = Limiter(48000, 64)
    audio = 3 * np.random.default_rng(6).standard_normal((2, 9600)).astype(np.float32)
    broken = audio.copy()
    broken[1, 3210] = fault
    limited = limit(broken, limiter=limiter)
    assert np.isfinite(limited).all()
    assert np.abs(limited).max() <= np.float32(CEILING)
    assert np.abs(limited[:, 5000:]).max() > 0.5


@pytest.mark.parametrize("ceiling", [0.0, np.nan, np.inf])
def test_no_ceiling_makes_the_output_unsound(ceiling):
    audio = 3 * np.random.default_rng(6).standard_normal((2, 960)).astype(np.float32)
    assert np.isfinite(limit(audio, ceiling)).all()


def test_reset_forgets_everything():
    limiter = Limiter(48000, 64)
    audio = make_nasty(48000)["music"]
    first = limit(audio, limiter=limiter)
    limiter.reset()
    np.testing.assert_array_equal(limit(audio, limiter=limiter), first)


def test_any_number_of_channels():
    audio = 2 * np.random.default_rng(8).standard_normal((1, 2000)).astype(np.float32)
    mono = limit(audio, limiter=Limiter(48000, 64, channels=1))
    wide = limit(np.repeat(audio, 6, axis=0), limiter=Limiter(48000, 64, channels=6))
    np.testing.assert_allclose(wide, np.repeat(mono, 6, axis=0), atol=1e-6)


def test_an_empty_block_is_nothing():
    assert Limiter(48000, 64).process(np.zeros((2, 0), np.float32), 1.0).shape == (2, 0)
