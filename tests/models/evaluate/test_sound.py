"""Laws of the distances between sounds: nothing for the same, the same both ways, more for more."""

import numpy as np
import pytest

from engine.console.state import Mix, Strip
from engine.render import Renderer
from models.evaluate.features import compare_mixes, describe_mix
from models.evaluate.kad import measure_kad
from models.evaluate.pan import measure_pan
from models.evaluate.peak import measure_true_peak_db
from models.evaluate.response import find_change_lu, find_response, make_grid, measure_power
from models.evaluate.spectrum import compare_spectra, find_bark_db, measure_stft_distance
from tests.models.evaluate.material import RATE, make_stems


def test_a_sound_is_no_distance_from_itself_at_any_level() -> None:
    (sound,) = make_stems(1)
    assert compare_spectra(sound, sound, RATE) == 0.0
    assert compare_spectra(sound, 0.3 * sound, RATE) < 1e-3
    assert measure_stft_distance(sound, sound, RATE) == 0.0
    assert max(v for k, v in compare_mixes(sound, sound, RATE).items() if k != "loudness_lufs") < 1e-4


def test_distances_are_the_same_both_ways_and_grow() -> None:
    one, other, third = make_stems(3)
    assert measure_stft_distance(one, other, RATE) == pytest.approx(measure_stft_distance(other, one, RATE))
    near = measure_stft_distance(one, one + np.float32(0.1) * other, RATE)
    far = measure_stft_distance(one, one + np.float32(0.5) * other, RATE)
    assert 0.0 < near < far
    bark = find_bark_db(one, RATE) - find_bark_db(third, RATE)
    assert np.abs(bark).mean() > 3.0


def test_stft_distance_hears_what_only_the_sides_hold() -> None:
    (sound,) = make_stems(1)
    narrow = np.repeat(sound.mean(axis=0, keepdims=True), 2, axis=0)
    assert measure_stft_distance(sound, narrow, RATE) > 0.05


@pytest.mark.parametrize(
    "values",
    [
        {"eq1_gain_db": 6.0, "eq1_hz": 200.0},
        {"eq2_gain_db": -6.0, "eq2_hz": 800.0, "eq2_q": 2.0},
        {"eq4_gain_db": 6.0, "eq4_hz": 5000.0},
    ],
)
def test_a_foreseen_response_is_the_engines(values: dict[str, float]) -> None:
    mix = Mix(strips=(Strip("a"),))
    for name, value in values.items():
        mix = mix.put("strip/0", name, value)
    renderer = Renderer(mix, 1, RATE, 8192)
    impulse, out = np.zeros((1, 8192), np.float32), np.zeros((2, 8192), np.float32)
    impulse[0, 100] = 0.1
    renderer.render(impulse, out)
    heard = np.abs(np.fft.rfft(renderer.console.bank.post_fader(0)[0] / 0.1))
    hz = np.fft.rfftfreq(8192, 1.0 / RATE)
    foreseen = np.interp(hz, make_grid(RATE), find_response(mix.strips[0], RATE))
    middle = (hz > 60.0) & (hz < 18000.0)
    assert np.abs(20.0 * np.log10(heard) - foreseen)[middle].max() < 0.15


def test_a_flat_response_changes_no_loudness() -> None:
    (sound,) = make_stems(1, 1.0)
    power = measure_power(sound, RATE)
    assert find_change_lu(power, np.zeros(len(power)), RATE) == pytest.approx(0.0)
    assert find_change_lu(power, np.full(len(power), 3.0), RATE) == pytest.approx(3.0)


def test_pans_are_measured_up_to_a_mirror_and_unknown_ones_not_at_all() -> None:
    human = np.array([-0.5, 0.0, 0.5, np.nan])
    assert measure_pan(-human, human, np.ones(4)) == 0.0
    assert measure_pan(np.zeros(4), human, np.ones(4)) == pytest.approx(1.0 / 3.0)
    assert np.isnan(measure_pan(np.zeros(1), np.array([np.nan]), np.ones(1)))


def test_a_true_peak_is_found_between_samples() -> None:
    time = np.arange(RATE) / RATE
    sound = np.sin(2.0 * np.pi * RATE / 4.0 * time + np.pi / 4.0).astype(np.float32)[None]
    assert 20.0 * np.log10(np.abs(sound).max()) < -2.9
    assert measure_true_peak_db(sound) == pytest.approx(0.0, abs=0.1)


def test_mixes_from_one_source_are_no_kernel_distance_apart() -> None:
    dice = np.random.default_rng(0)
    one, same = dice.standard_normal((2, 400, 8))
    assert abs(measure_kad(one, same)) < 0.5
    assert measure_kad(one + 1.0, same) > 5.0
    assert np.isnan(measure_kad(one[:1], same[:1]))


def test_a_mix_is_described_piece_by_piece() -> None:
    (sound,) = make_stems(1, 11.0)
    rows = describe_mix(sound, RATE)
    assert rows.shape[0] == 2
    assert np.isfinite(rows).all()
