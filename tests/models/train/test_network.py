"""Network: what may be a good mix already is left alone the more, and alike levels are none."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.train.network import ERROR_DB, MOST_DOUBT, STRANGE_DB, guess_good

HUMAN = torch.tensor([[-18.0, -25.0, -30.0, -21.0, -27.0, -33.0]])
THERE = torch.ones(1, 6)
SIDES = torch.tensor([[1.0, -1.0, 1.0, -1.0, 1.0, -1.0]])


def test_alike_levels_are_no_mix_whatever_is_wanted():
    for far in (0.0, 2.0, 9.0):
        assert guess_good(far * SIDES, torch.full((1, 6), -23.0), THERE).item() == pytest.approx(
            0.0, abs=1e-6
        )


@given(st.integers(0, 120), st.integers(1, 120))
def test_the_farther_from_what_is_wanted_the_less_it_is_a_good_mix(near, more):
    closer, farther = (guess_good(far / 10.0 * SIDES, HUMAN, THERE).item() for far in (near, near + more))
    assert farther <= closer


def test_a_mix_as_far_as_good_ones_are_is_probably_good_and_a_strange_one_is_not():
    assert guess_good(ERROR_DB * SIDES, HUMAN, THERE).item() > 0.6
    assert guess_good(1.5 * STRANGE_DB * SIDES, HUMAN, THERE).item() < 0.2
    assert 0.0 < MOST_DOUBT < 1.0


def test_more_tracks_that_agree_make_it_surer_and_padding_changes_nothing():
    twice = [torch.cat((value, value), dim=1) for value in (2.0 * SIDES, HUMAN, THERE)]
    assert guess_good(twice[0], twice[1], twice[2]).item() > guess_good(2.0 * SIDES, HUMAN, THERE).item()
    there = torch.cat((THERE, 0.0 * THERE), dim=1)
    padded, plain = guess_good(twice[0], twice[1], there), guess_good(2.0 * SIDES, HUMAN, THERE)
    assert padded.item() == pytest.approx(plain.item(), abs=1e-5)
