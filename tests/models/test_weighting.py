"""The K-weighting: the standard's filter at every rate, and the same as any other way to compute it."""

import numpy as np
import pytest
from scipy.signal import sosfilt, sosfreqz

from models.weighting import Weighting, make_weighting
from tests.models.material import make_noise

RATES = (44100, 48000, 88200, 96000)


def test_the_weighting_at_48_khz_is_the_table_of_the_standard():
    shelf, highpass = make_weighting(48000)
    wanted = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585]
    assert shelf == pytest.approx(wanted, abs=1e-8)
    assert highpass == pytest.approx([1, -2, 1, 1, -1.99004745483398, 0.99007225036621], abs=1e-8)


@pytest.mark.parametrize("rate", RATES)
def test_the_weighting_is_the_same_at_every_rate(rate):
    hz = np.geomspace(20, 10000, 60)
    _, here = sosfreqz(make_weighting(rate), hz, fs=rate)
    _, there = sosfreqz(make_weighting(48000), hz, fs=48000)
    assert 20 * np.log10(np.abs(here / there)) == pytest.approx(np.zeros(60), abs=0.3)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("frames", [1, 63, 64, 4410, 4800])
def test_it_filters_as_the_sections_say(rate, frames):
    audio = make_noise([0.0, -40.0], 0.5, rate)
    weighting = Weighting(rate, 2)
    weighted = np.concatenate(
        [weighting.process(audio[:, n : n + frames]) for n in range(0, 20 * frames, frames)], axis=1
    )
    expected = sosfilt(make_weighting(rate), audio[:, : weighted.shape[1]].astype(float), axis=1)
    for row in range(2):
        assert np.abs(weighted[row] - expected[row]).max() < 2e-6 * np.abs(expected[row]).max()


def test_after_the_sound_it_comes_to_rest():
    weighting = Weighting(48000, 1)
    weighting.process(make_noise([0.0], 0.1))
    tail = np.ones(1)
    for _ in range(60):
        tail = weighting.process(np.zeros((1, 4800), np.float32))
    assert not tail.any()
