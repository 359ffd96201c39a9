"""Features: known numbers for known sounds, whatever else plays, and nothing learnt in a pause."""

import numpy as np
import pytest

from models.bands import BAND_HZ
from models.features import LEVELS_DB, Ears
from tests.models.material import RATE, make_noise

HOP = RATE // 10


def hear(audio, channels=None, trims=None):
    ears = Ears(channels or tuple((n,) for n in range(len(audio))), RATE)
    for start in range(0, audio.shape[1] - HOP + 1, HOP):
        ears.hear(audio[:, start : start + HOP], trims)
    return ears


def make_tone(hz, level, seconds=6.0):
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)[None]


def make_clicks(every_s, seconds=6.0):
    """Bursts of 5 ms of noise, so many seconds apart."""
    noise = make_noise([-10.0], seconds)
    time = np.arange(noise.shape[1]) / RATE % every_s
    return noise * (time < 0.005)


def test_a_tone_is_in_its_band_at_its_level():
    found = hear(make_tone(1000.0, 0.1), trims=np.zeros(1)).features()
    assert BAND_HZ[found.spectrum[0].argmax()] == pytest.approx(1000.0)
    assert 10 * np.log10(found.power()[0]) == pytest.approx(-23.0, abs=0.2)
    assert found.level_db(0.5)[0] == pytest.approx(-23.0, abs=1.0)
    assert found.crest_db[0] == pytest.approx(3.0, abs=0.2)
    assert found.centroid_hz()[0] == pytest.approx(1000.0, rel=0.05)


def test_strokes_are_percussive_and_counted_and_a_tone_is_neither():
    found = hear(np.concatenate((make_clicks(0.25), make_tone(300.0, 0.1))), trims=np.zeros(2)).features()
    assert found.onsets_per_s == pytest.approx([4.0, 0.1], abs=0.3)
    struck, sustained = found.percussive()
    assert struck > 0.6 and sustained < 0.1


def test_what_is_louder_is_only_louder():
    quiet = make_noise([-40.0], 6.0)
    found = hear(np.concatenate((quiet, quiet * np.float32(10**0.5))), trims=np.zeros(2)).features()
    assert np.diff(found.loud_lufs)[0] == pytest.approx(10.0, abs=0.01)
    assert found.spectrum[1] == pytest.approx(10.0 * found.spectrum[0], rel=1e-3)
    assert np.diff(found.level_db(0.5))[0] == 10.0
    assert np.ptp(found.crest_db) < 0.01 and np.ptp(found.onsets_per_s) < 0.01


def test_pauses_teach_nothing():
    audio = make_noise([-20.0], 12.0)
    audio[:, 6 * RATE :] *= 1e-4
    before = hear(audio[:, : 6 * RATE], trims=np.zeros(1)).features()
    after = hear(audio, trims=np.zeros(1)).features()
    assert 10 * np.log10(after.power() / before.power())[0] == pytest.approx(0.0, abs=0.5)
    assert after.played_s[0] == pytest.approx(before.played_s[0], abs=0.5)


def test_silence_is_never_playing():
    found = hear(np.zeros((2, 3 * RATE), np.float32), trims=np.zeros(2)).features()
    assert not found.played_s.any() and not found.power().any()


def test_sides_and_owners_of_stereo_tracks():
    audio = make_noise([-20.0, -20.0, -26.0], 4.0)
    found = hear(audio, ((0,), (1, 2)), np.zeros(2)).features()
    assert found.sides[0] == pytest.approx([0.5, 0.5])
    assert found.sides[1] == pytest.approx([0.8, 0.2], abs=0.02)


def test_who_plays_with_whom_is_known():
    audio = make_noise([-20.0, -20.0, -20.0], 12.0)
    audio[1, 6 * RATE :] = 0.0
    audio[2, : 6 * RATE] = 0.0
    together = hear(audio, trims=np.zeros(3)).features().together
    assert together[0] == pytest.approx([1.0, 0.5, 0.5], abs=0.05)
    assert together[1, 0] == pytest.approx(1.0) and together[1, 2] < 0.1


def test_levels_are_shares_of_the_time_played():
    found = hear(make_noise([-20.0, -50.0], 3.0)).whole()
    assert found.levels.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert found.levels.shape == (2, len(LEVELS_DB))


def test_a_whole_song_counts_every_part_alike():
    audio = make_noise([-20.0], 60.0)
    audio[:, 30 * RATE :] *= 0.5
    found = hear(audio).whole()
    assert 10 * np.log10(found.power()[0]) == pytest.approx(-20.0 + 10 * np.log10(0.625), abs=0.1)
