"""How far mixes sound from each other: nothing if the same, and more for what is farther off."""

import pytest
import torch

from models.train.stereo import WINDOWS, compare_mixes

FRAMES = 3 * WINDOWS[-1]


def make_mix(pan=0.3, softer_db=0.0):
    """Two noises, the second of them softer; one to each side."""
    dice = torch.Generator().manual_seed(0)
    one, two = 0.1 * torch.randn(2, FRAMES, generator=dice)
    two = two * 10.0 ** (-softer_db / 20.0)
    return torch.stack(((1.0 + pan) * one + (1.0 - pan) * two, (1.0 - pan) * one + (1.0 + pan) * two))


def test_the_same_costs_nothing_at_any_volume():
    mix = make_mix()
    for gain in (1.0, 0.01, 7.0):
        assert compare_mixes(gain * mix, mix) < 1e-5


def test_left_and_right_may_be_swapped():
    mix, other = make_mix(), make_mix(pan=0.6)
    assert compare_mixes(mix.flip(0), mix) < 1e-5
    assert torch.isclose(compare_mixes(other.flip(0), mix), compare_mixes(other, mix))


def test_what_is_farther_off_costs_more():
    mix = make_mix()
    for changes in ({"pan": 0.4}, {"pan": 0.8}), ({"softer_db": 3.0}, {"softer_db": 9.0}):
        near, far = (float(compare_mixes(make_mix(**change), mix)) for change in changes)
        assert 0.01 < near < far


@pytest.mark.parametrize("sides", [(1.0, 1.0), (1.0, -1.0), (0.0, 0.0)])
def test_mono_opposite_and_silent_mixes_cost_no_more_than_others(sides):
    human = torch.tensor(sides)[:, None] * make_mix()[:1]
    for made in (make_mix(), torch.zeros(2, FRAMES)):
        made.requires_grad_()
        cost = compare_mixes(made, human)
        cost.backward()
        assert cost < 15.0
        assert made.grad is not None and torch.isfinite(made.grad).all()
