"""Loudness: the standard's known values, at any rate, however the audio is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.loudness import SILENCE_LUFS, LoudnessMeter
from tests.models.material import RATE, make_noise

RATES = (44100, 48000, 88200, 96000)


def make_sine(hz, level_db, seconds, rate=RATE):
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate))[None, :]


def measure(audio, channels, rate=RATE):
    meter = LoudnessMeter(channels, rate)
    meter.feed(audio.astype(np.float32))
    return meter


@pytest.mark.parametrize("rate", RATES)
def test_a_stereo_sine_of_997_hz_is_as_loud_as_its_peak_level(rate):
    sine = make_sine(997, -23.0, 5.0, rate)
    meter = measure(np.concatenate((sine, sine)), ((0, 1), (0,)), rate)
    for read in (meter.momentary, meter.short_term, meter.integrated):
        assert read() == pytest.approx([-23.0, -26.01], abs=0.1)


def test_the_gates_leave_out_silence_and_what_is_far_softer():
    plan = ((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0))
    audio = np.concatenate([make_sine(997, *part) for part in plan], axis=1)
    assert measure(np.concatenate((audio, audio)), ((0, 1),)).integrated() == pytest.approx([-23.0], abs=0.1)


def test_short_term_is_the_mean_of_three_seconds():
    audio = np.concatenate((make_sine(997, -20.0, 1.5), np.zeros((1, 72000))), axis=1)
    meter = measure(audio, ((0,),))
    assert meter.short_term() == pytest.approx([-23.0 - 3.01], abs=0.1)
    assert meter.momentary() < -80


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(16, 9000), min_size=1, max_size=12), st.sampled_from((44100, 96000)))
def test_any_split_measures_the_same(sizes, rate):
    audio = make_noise([-10.0, -30.0, -60.0], 1.3, rate)
    channels = ((0, 2), (1,), (2,))
    whole, cut = measure(audio, channels, rate), LoudnessMeter(channels, rate)
    start = turn = 0
    while start < audio.shape[1]:
        stop = start + sizes[turn % len(sizes)]
        cut.feed(audio[:, start:stop])
        start, turn = stop, turn + 1
    assert cut.momentary() == pytest.approx(whole.momentary(), abs=1e-6)
    assert cut.short_term() == pytest.approx(whole.short_term(), abs=1e-6)
    assert cut.integrated() == pytest.approx(whole.integrated(), abs=1e-6)


def test_silence_has_a_loudness_that_is_a_number():
    meter = measure(np.zeros((2, RATE)), ((0,), (), (1,)))
    for read in (meter.momentary, meter.short_term, meter.integrated):
        assert (read() == SILENCE_LUFS).all()
    assert LoudnessMeter((), RATE).integrated().shape == (0,)


def test_a_track_without_rows_is_silent_and_disturbs_nobody():
    audio = make_noise([-20.0, -30.0], 1.0)
    assert measure(audio, ((0,), (), (1,))).momentary()[[0, 2]] == pytest.approx(
        measure(audio, ((0,), (1,))).momentary()
    )
