"""Laws of the bootstrap."""

import numpy as np

from models.evaluate.bootstrap import compare, find_interval, gather_works


def test_renderings_of_one_work_count_once() -> None:
    assert np.allclose(gather_works(np.array([1.0, 3.0, 10.0, np.nan]), ["a", "a", "b", "b"]), [2.0, 10.0])


def test_the_interval_covers_a_known_mean_about_as_often_as_it_says() -> None:
    dice, inside = np.random.default_rng(0), 0
    for _ in range(60):
        values = dice.standard_normal(40) + 1.0
        found = find_interval(values, [str(index) for index in range(40)])
        inside += found.low <= 1.0 <= found.high
    assert 50 <= inside <= 60


def test_a_win_is_above_zero_and_a_tie_is_not() -> None:
    dice = np.random.default_rng(1)
    level = dice.uniform(2.0, 6.0, 30)
    works = [str(index) for index in range(30)]
    assert compare(level - 0.5 + 0.3 * dice.standard_normal(30), level, works).low > 0.0
    tie = compare(level + 0.5 * dice.standard_normal(30), level, works)
    assert tie.low < 0.0 < tie.high


def test_nothing_gives_no_interval() -> None:
    assert find_interval(np.array([np.nan]), ["a"]).works == 0
