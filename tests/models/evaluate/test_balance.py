"""Laws of the balance measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluate.balance import count_stems, measure_balance, weighted_median

GROUPS = ["drums", "drums", "music", "voice", "music"]
HUMAN = np.array([-20.0, -25.0, -18.0, -22.0, -30.0])
ACTIVE = np.array([1.0, 0.5, 0.8, 0.3, 1.0])


@given(st.floats(-40.0, 40.0))
def test_the_persons_balance_scores_nothing_at_any_volume(offset_db: float) -> None:
    found = measure_balance(HUMAN + offset_db, HUMAN, ACTIVE, GROUPS)
    assert max(found[:3]) < 1e-9


@given(st.permutations(range(5)), st.integers(0, 1000))
def test_the_order_of_stems_does_not_matter(order: list[int], seed: int) -> None:
    system = np.random.default_rng(seed).uniform(-40.0, -10.0, 5)
    first = measure_balance(system, HUMAN, ACTIVE, GROUPS)
    second = measure_balance(system[order], HUMAN[order], ACTIVE[order], [GROUPS[index] for index in order])
    assert first[:3] == pytest.approx(second[:3])


def test_the_error_is_the_least_that_any_volume_could_give() -> None:
    dice = np.random.default_rng(1)
    for _ in range(20):
        system = dice.uniform(-40.0, -10.0, 5)
        away = system - HUMAN
        least = min(np.average(np.abs(away - knob), weights=ACTIVE) for knob in away)
        assert measure_balance(system, HUMAN, ACTIVE, GROUPS).error_db == pytest.approx(least)


def test_stems_nobody_hears_are_not_counted() -> None:
    human = np.array([-20.0, -20.0, -51.0])
    assert count_stems(human, np.ones(3))[2] == 0.0
    found = measure_balance(np.array([-20.0, -20.0, 0.0]), human, np.ones(3), ["a", "a", "b"])
    assert found.error_db == 0.0
    assert np.isnan(found.each_db[2])


def test_a_group_that_is_too_loud_is_an_error_between_groups_only() -> None:
    system = HUMAN + np.array([5.0, 5.0, 0.0, 0.0, 0.0])
    found = measure_balance(system, HUMAN, np.ones(5), GROUPS)
    assert found.within_db == 0.0
    assert found.between_db == pytest.approx(2.0)


def test_an_error_inside_a_group_is_none_between() -> None:
    human = np.zeros(6)
    system = np.array([3.0, 0.0, -3.0, 0.0, 0.0, 0.0])
    found = measure_balance(system, human, np.ones(6), ["drums"] * 3 + ["music"] * 3)
    assert found.between_db == 0.0
    assert found.within_db == pytest.approx(1.0)


def test_the_weighted_median_of_equal_weights_is_the_median() -> None:
    dice = np.random.default_rng(2)
    for count in (1, 2, 5, 8):
        values = dice.standard_normal(count)
        assert weighted_median(values, np.full(count, 0.3)) == pytest.approx(np.median(values))
