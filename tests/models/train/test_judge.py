"""The balance's error: what it forgives, and what it does not."""

import numpy as np
import torch
from msgspec import to_builtins
from msgspec.structs import replace

from models.train.judge import balance_error, bootstrap, judge_song, within_error
from models.train.network import Console
from tests.models.train.material import TINY, make_song

HUMAN = np.random.default_rng(0).normal(-25.0, 5.0, 9)
GROUP = np.array([0, 0, 0, 1, 2, 2, 2, -1, -1])


def test_the_human_s_balance_is_right_at_any_volume():
    for offset in (0.0, 7.0, -20.0):
        assert balance_error(HUMAN + offset, HUMAN) < 1e-9
        assert within_error(HUMAN + offset, HUMAN, GROUP) < 1e-9


def test_the_order_of_the_stems_does_not_count():
    dice = np.random.default_rng(1)
    reached, order = HUMAN + dice.normal(0.0, 3.0, 9), dice.permutation(9)
    assert np.isclose(balance_error(reached, HUMAN), balance_error(reached[order], HUMAN[order]))
    within = within_error(reached, HUMAN, GROUP)
    assert np.isclose(within, within_error(reached[order], HUMAN[order], GROUP[order]))


def test_one_stem_that_is_off_costs_its_share():
    reached = HUMAN.copy()
    reached[4] += 9.0
    assert np.isclose(balance_error(reached, HUMAN), 1.0)
    assert np.isclose(within_error(reached, HUMAN, GROUP), 9.0 / 6.0)


def test_within_groups_whole_groups_may_move():
    moved = HUMAN + np.array([4.0, -3.0, 8.0, 0.0])[GROUP]
    assert within_error(moved, HUMAN, GROUP) < 1e-9
    assert balance_error(moved, HUMAN) > 1.0
    assert np.isnan(within_error(HUMAN, HUMAN, np.arange(9)))


def test_the_verdict_does_not_know_the_order_of_the_stems():
    torch.manual_seed(0)
    console, song = Console(TINY).eval(), make_song(0)
    order = np.random.default_rng(0).permutation(len(song.lufs))
    arrays = {name: getattr(song, name)[order] for name in ("features", "lufs", "pan", "role")}
    plain = to_builtins(judge_song(console, song))
    for name, value in to_builtins(judge_song(console, replace(song, **arrays))).items():
        assert value == plain[name] if isinstance(value, str) else np.isclose(value, plain[name], atol=1e-3)


def test_the_interval_of_the_mean_holds_it():
    mean, low, high = bootstrap(np.random.default_rng(0).normal(0.5, 1.0, 50))
    assert low < mean < high
    assert high - low < 1.0
    assert np.isnan(bootstrap(np.array([]))).all()
