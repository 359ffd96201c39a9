"""Resampler: any pieces give the same stream, aligned with what went in, and it knows what it withholds."""

import numpy as np
import pytest

from models.resample import Resampler

RATES = [(44100, 48000), (48000, 44100), (96000, 48000), (48000, 16000), (22050, 96000)]


def sine(rate, seconds=1.0, hz=440.0):
    time = np.arange(round(rate * seconds)) / rate
    return np.stack([np.sin(2 * np.pi * hz * time), np.cos(2 * np.pi * hz * time)]).astype(np.float32)


def stream(resampler, audio, frames):
    pieces = [resampler.feed(audio[:, n : n + frames]) for n in range(0, audio.shape[1], frames)]
    return np.concatenate([*pieces, resampler.feed(audio[:, :0], last=True)], axis=1)


@pytest.mark.parametrize(("old", "new"), RATES)
@pytest.mark.parametrize("frames", [100, 941, 4800])
def test_length_and_place_are_kept_at_any_rate_and_piece(old, new, frames):
    made, wanted = stream(Resampler(2, old, new), sine(old), frames), sine(new)
    assert abs(made.shape[1] - wanted.shape[1]) <= 1
    middle = slice(new // 10, -new // 10)
    np.testing.assert_allclose(made[:, middle], wanted[:, middle][:, : made.shape[1]], atol=2e-3)


@pytest.mark.parametrize(("old", "new"), RATES)
def test_what_is_withheld_is_known_and_short(old, new):
    resampler, audio, given = Resampler(2, old, new), sine(old), 0
    for start in range(0, old - old % 1000, 1000):
        given += resampler.feed(audio[:, start : start + 1000]).shape[1]
        assert abs((start + 1000) * new / old - given - resampler.withheld_frames) <= 1
    assert 0 <= resampler.withheld_frames < 0.03 * new


def test_the_same_rate_changes_nothing():
    audio = sine(48000)
    resampler = Resampler(2, 48000, 48000)
    assert resampler.feed(audio) is audio
    assert resampler.withheld_frames == 0
