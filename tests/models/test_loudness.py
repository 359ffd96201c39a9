"""Loudness: the standard's own numbers, and the same for any cut of time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfilt

from models.loudness import SILENCE_LUFS, LoudnessMeter, make_weighting
from tests.models.tracks import RATE, make_audio


def measure(audio: np.ndarray, tracks, rate: int = RATE, cuts=()) -> LoudnessMeter:
    meter = LoudnessMeter(tracks, rate)
    for piece in np.split(audio, list(cuts), axis=1):
        meter.feed(piece)
    return meter


@pytest.mark.parametrize("rate", [44100, 48000, 88200, 96000])
def test_a_stereo_sine_of_997_hz_at_minus_23_dbfs_is_minus_23_lufs(rate):
    sine = np.sin(2 * np.pi * 997 * np.arange(4 * rate) / rate) * 10 ** (-23 / 20)
    meter = measure(np.stack((sine, sine)).astype(np.float32), ((0, 1),), rate)
    for lufs in (meter.momentary(), meter.short_term(), meter.integrated()):
        assert lufs == pytest.approx([-23.0], abs=0.1)


def test_the_weighting_at_48_khz_is_the_one_printed_in_the_standard():
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    highpass = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    assert make_weighting(48000) == pytest.approx(np.array([shelf, highpass]), abs=1e-6)


def test_energies_are_those_of_a_plain_filter():
    audio = make_audio([-20.0, -30.0], 1.0)
    plain = np.asarray(sosfilt(make_weighting(RATE), audio.astype(np.float64), axis=1))
    expected = -0.691 + 10 * np.log10((plain[:, -4 * RATE // 10 :] ** 2).mean(axis=1))
    assert measure(audio, ((0,), (1,))).momentary() == pytest.approx(expected, abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 2 * RATE), max_size=12))
def test_any_cut_gives_the_same(cuts):
    audio = make_audio([-20.0, -35.0, -25.0], 2.0)
    whole = measure(audio, ((0, 2), (1,)))
    pieces = measure(audio, ((0, 2), (1,)), cuts=sorted(cuts))
    for name in ("momentary", "short_term", "integrated"):
        assert getattr(pieces, name)() == pytest.approx(getattr(whole, name)(), abs=1e-6)


def test_stereo_sums_the_energies_of_its_sides():
    audio = np.repeat(make_audio([-20.0], 2.0), 2, axis=0)
    meter = measure(audio, ((0,), (0, 1)))
    assert np.diff(meter.integrated()) == pytest.approx([10 * np.log10(2)], abs=1e-4)


def test_pauses_do_not_count_in_the_integrated_loudness():
    loud = make_audio([-20.0], 4.0)
    paused = np.concatenate((loud, np.zeros_like(loud), loud), axis=1)
    assert measure(paused, ((0,),)).integrated() == pytest.approx(
        measure(loud, ((0,),)).integrated(), abs=0.3
    )


def test_silence_has_a_floor_and_too_little_is_silence():
    meter = measure(np.zeros((1, RATE), np.float32), ((0,),))
    for lufs in (meter.momentary(), meter.short_term(), meter.integrated()):
        assert lufs.tolist() == pytest.approx([SILENCE_LUFS])
    assert measure(make_audio([-20.0], 0.3), ((0,),)).integrated().tolist() == [SILENCE_LUFS]


def test_no_tracks_is_no_trouble():
    assert measure(np.zeros((0, RATE), np.float32), ()).momentary().shape == (0,)
