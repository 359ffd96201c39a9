"""Mixes are compared over the same passage, whatever was played while each was heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.process.matching import MOST_DB, Matching, find_shares
from engine.render import Renderer
from tests.signals import RATE, make_mix, noise, play

STEP_S = 0.1


def run(matching: Matching, heard: str, errors_db: dict[str, float], gains_db: dict[str, float], program_db):
    """Play a passage: a level for each step; forecasts are off by their errors."""
    for level_db in program_db:
        forecasts = {name: 10 ** ((level_db + gain) / 10) for name, gain in gains_db.items()}
        matching.note(forecasts, STEP_S, heard, forecasts[heard] * 10 ** (errors_db[heard] / 10))


def test_until_both_were_heard_the_forecast_counts():
    matching = Matching()
    run(matching, "a", {"a": 4.0, "b": 1.0}, {"a": 0.0, "b": -3.0}, [-20.0] * 30)
    assert matching.find_trim("b", "a") == pytest.approx(3.0)
    assert not matching.is_measured("b")


@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(-3, 3))
def test_what_was_measured_mends_the_forecast_whatever_was_played_meanwhile(error_a, error_b, gain_b):
    matching = Matching()
    errors, gains = {"a": error_a, "b": error_b}, {"a": 0.0, "b": gain_b}
    dice = np.random.default_rng(0)
    run(matching, "a", errors, gains, dice.uniform(-40, -10, 50))
    run(matching, "b", errors, gains, dice.uniform(-60, -30, 80))
    assert matching.is_measured("b")
    assert matching.find_trim("b", "a") == pytest.approx(error_a - error_b - gain_b, abs=1e-6)
    assert matching.find_trim("a", "b") == pytest.approx(-matching.find_trim("b", "a"))


@given(st.floats(-60, 60))
def test_no_trim_is_out_of_bounds(gain_db):
    matching = Matching()
    run(matching, "a", {"a": 0.0, "b": 0.0}, {"a": 0.0, "b": gain_db}, [-20.0] * 9)
    assert abs(matching.find_trim("b", "a")) <= MOST_DB


def test_silence_says_nothing():
    matching = Matching()
    matching.note({"a": 0.0, "b": 0.0}, STEP_S, "a", None)
    assert matching.find_trim("b", "a") == 0.0
    assert matching.find_trim("never seen", "a") == 0.0


def test_a_mix_that_became_another_is_measured_anew():
    matching = Matching()
    run(matching, "a", {"a": 2.0}, {"a": 0.0}, [-20.0] * 9)
    matching.forget("a")
    assert not matching.is_measured("a")


@pytest.mark.parametrize("stereo", [False, True])
def test_shares_foretell_what_the_renderer_lets_through(stereo):
    mix = make_mix(
        [
            {"trim_db": 6, "fader_db": -10, "pan": -0.4},
            {"fader_db": -3, "group": 2, "pan": 0.7},
            {"fader_db": 0, "mute": 1},
        ],
        stereo,
    )
    mix = mix.put("group/1", "fader_db", -4).put("master", "fader_db", -6)
    width = 2 if stereo else 1
    audio = noise(3 * width, RATE, 0.1) * np.repeat([1.0, 0.5, 2.0], width).astype(np.float32)[:, None]
    out = play(Renderer(mix, 3 * width, RATE, 512), audio, [512])[:2]
    power = (audio**2).mean(axis=1).reshape(3, width).mean(axis=1)
    heard = float((out[:, 4800:] ** 2).mean(axis=1).sum())
    assert 10 * np.log10(float(find_shares(mix) @ power) / heard) == pytest.approx(0.0, abs=0.1)
    assert find_shares(mix)[2] == 0.0


def test_no_strips_no_shares():
    assert find_shares(make_mix([])).shape == (0,)
