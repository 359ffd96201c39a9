"""Response: what minds think a strip does is what the engine does."""

import numpy as np
import pytest

from engine.console.params import INDEX
from engine.console.state import defaults
from engine.render import Renderer
from models.bands import BAND_HZ, BANDS, biquad_power, make_band_matrix, name_hz, weigh_bands
from models.response import band_power, squeeze_db, tone_power
from tests.signals import make_mix, play

RATE = 48000
HZ = np.array([40.0, 63.0, 100.0, 160.0, 250.0, 400.0, 700.0, 1200.0, 2500.0, 5000.0, 9000.0, 15000.0])
SETTINGS = [
    {"hpf_hz": 90},
    {"eq1_gain_db": -4, "eq1_hz": 120},
    {"eq1_gain_db": 5, "eq1_hz": 200, "eq1_q": 0.5},
    {"eq2_gain_db": -6, "eq2_hz": 350, "eq2_q": 1.4},
    {"eq3_gain_db": 4, "eq3_hz": 2800, "eq3_q": 3},
    {"eq4_gain_db": 3, "eq4_hz": 8000},
    {"eq4_gain_db": -5, "eq4_hz": 6000, "eq4_q": 0.6},
    {"hpf_hz": 150, "eq1_gain_db": 2, "eq2_gain_db": -3, "eq3_gain_db": -2.5, "eq4_gain_db": 2.5},
]


def make_values(settings):
    values = np.array(defaults("strip"))
    for name, value in settings.items():
        values[INDEX["strip"][name]] = value
    return values[None]


def measure(settings):
    """(HZ,) power gain of a rendered impulse."""
    mix = make_mix([settings])
    impulse = np.zeros((1, RATE), np.float32)
    impulse[0, 4096] = 0.25
    out = play(Renderer(mix.put("master", "ceiling_db", 0), 1, RATE, 1024), impulse, [1024])[0]
    spectrum = np.fft.rfft(out, 1 << 17)
    hz = np.fft.rfftfreq(1 << 17, 1 / RATE)
    power = np.abs(spectrum) ** 2 / (0.25**2 / 2)
    return np.interp(HZ, hz, power)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_response_is_the_engines_within_a_tenth_of_a_decibel(settings):
    expected_db = 10 * np.log10(measure(settings))
    found_db = 10 * np.log10(tone_power("strip", make_values(settings), HZ)[0])
    assert found_db == pytest.approx(expected_db, abs=0.1)


def test_nothing_set_does_nothing():
    assert (band_power("strip", make_values({})) == 1.0).all()


def test_bands_hold_all_the_power_where_it_is():
    frames = 4096
    matrix = make_band_matrix(RATE, frames)
    time = np.arange(frames) / RATE
    for band in range(3, BANDS):
        tone = 0.5 * np.sin(2 * np.pi * BAND_HZ[band] * time)
        power = np.abs(np.fft.rfft(tone * np.hanning(frames))) ** 2 @ matrix
        assert power.sum() == pytest.approx(0.125, rel=0.01)
        assert power.argmax() == band


def test_bands_are_weighed_as_loudness_is():
    weight_db = 10 * np.log10(weigh_bands())
    assert weight_db[15] == pytest.approx(0.7, abs=0.3)
    assert weight_db[-1] == pytest.approx(4.0, abs=0.2)
    assert weight_db[0] < -4.0


def test_what_lets_everything_through_has_power_one():
    assert biquad_power(np.array([1.0, 0, 0, 1.0, 0, 0]), HZ, RATE) == pytest.approx(np.ones(len(HZ)))


def test_a_compressor_takes_by_its_ratio_from_what_is_over_the_threshold():
    levels = np.array([-30.0, -20.0, -8.0])
    assert squeeze_db(levels, np.array(-20.0), np.array(4.0)) == pytest.approx([0.0, 0.0, 9.0])


@pytest.mark.parametrize(("hz", "said"), [(90.2, "90 Hz"), (2828.0, "2.8 kHz"), (8000.0, "8 kHz")])
def test_frequencies_are_said_as_people_do(hz, said):
    assert name_hz(hz) == said
