"""Losses: what is right costs nothing, and what may be chosen freely costs nothing either."""

import numpy as np
import pytest
import torch

from models.train.batch import GROUP_OF, make_trial
from models.train.curves import eq_curves
from models.train.hearing import recall_window
from models.train.losses import Weights, list_losses, median_of, score
from models.train.network import Console
from tests.models.train.material import TINY, make_song


@pytest.fixture(scope="module")
def heard():
    torch.manual_seed(0)
    console, batch = Console(TINY).eval(), make_trial(make_song(0))
    with torch.inference_mode():
        (means,) = recall_window(console, batch.features, (batch.features.shape[2],), batch.apart)
        settings = console.decide(means, batch.role, batch.there)
    return console, batch, means, settings._replace(spread=torch.ones_like(settings.spread))


def cost(heard, batch=None, **changes):
    console, whole, means, settings = heard
    batch = whole if batch is None else batch
    with torch.inference_mode():
        return list_losses(console, batch, means, settings._replace(**changes), whole.there)


def test_the_human_s_balance_costs_nothing_at_any_volume(heard):
    human = heard[1].human_db
    assert cost(heard)["level"] > 0.5
    for offset in (0.0, -11.0):
        costs = cost(heard, target_db=human + offset)
        assert costs["level"] < 1e-5
        assert costs["within"] < 1e-5


def test_within_groups_whole_groups_may_move(heard):
    batch = heard[1]
    batch = batch._replace(true_role=torch.tensor([[0, 1, 2, 7, 8, 16]]))
    offset = torch.tensor([3.0, 0.0, -6.0, 9.0])[torch.as_tensor(GROUP_OF)[batch.true_role]]
    costs = cost(heard, batch, target_db=batch.human_db + offset)
    assert costs["within"] < 1e-5
    assert costs["level"] > 0.1


def test_left_and_right_may_be_swapped(heard):
    human = torch.nan_to_num(heard[1].pan)
    assert cost(heard, pan=human)["pan"] == cost(heard, pan=-human)["pan"] < 1e-6
    assert cost(heard)["pan"] > 0.1


def test_the_opposite_eq_costs_next_to_nothing(heard):
    console, batch, *_ = heard
    hz = heard[3].eq_hz
    gain = torch.tensor(np.random.default_rng(0).uniform(-6.0, 6.0, hz.shape), dtype=torch.float32)
    damaged = batch._replace(eq_db=eq_curves(gain, hz, console.eq_q.expand_as(gain)))
    assert cost(heard, damaged, eq_gain_db=-gain)["eq"] < 0.05
    assert cost(heard, damaged, eq_gain_db=torch.zeros_like(gain))["eq"] > 0.5


def test_the_master_s_opposite_eq_costs_next_to_nothing(heard):
    console, batch, *_ = heard
    gain = torch.tensor([[3.0, -4.0, 2.0, -5.0]])
    damaged = batch._replace(bus_db=eq_curves(gain, console.eq_hz[None], console.eq_q[None]))
    assert cost(heard, damaged, master_gain_db=-gain)["master"] < 0.05
    assert cost(heard, damaged, master_gain_db=0.0 * gain)["master"] > 0.5


def test_padding_costs_nothing(heard):
    console, batch, *_ = heard
    doubled = [torch.cat((value, value), dim=1) for value in batch[:10]]
    there = torch.cat((batch.there, torch.zeros_like(batch.there)), dim=1)
    padded = type(batch)(*doubled, batch.bus_db, torch.cat((batch.audible,) * 2, dim=1), batch.apart)
    with torch.inference_mode():
        plain, parts = score(console, batch, Weights())
        more, _ = score(console, padded._replace(there=there), Weights())
    assert parts.keys() | {"sound"} == set(Weights.__struct_fields__)
    assert torch.isclose(plain, more, rtol=1e-4)


def test_the_median_does_not_see_padding():
    values, there = torch.tensor([[1.0, 5.0, 3.0, 99.0]]), torch.tensor([[1.0, 1.0, 1.0, 0.0]])
    assert median_of(values, there) == 3.0
    assert median_of(values, 0.0 * there) == 0.0
