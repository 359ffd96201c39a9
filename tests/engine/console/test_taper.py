"""Every parameter stands somewhere on its way, and comes back from there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.console.params import PARAMS, find_param
from engine.console.taper import to_position, to_value

ROWS = [row for rows in PARAMS.values() for row in rows if row.taper not in ("switch", "choice")]


@given(st.sampled_from(ROWS), st.floats(0, 1))
def test_a_value_comes_back_from_its_position(row, share):
    value = row.low + share * (row.high - row.low)
    assert to_value(row, to_position(row, value)) == pytest.approx(value, rel=1e-9, abs=1e-7)


@given(st.sampled_from(ROWS), st.floats(0, 1), st.floats(0, 1))
def test_further_up_is_never_less(row, one, other):
    low, high = sorted((one, other))
    assert to_value(row, low) <= to_value(row, high) + 1e-9


def test_a_fader_has_half_of_its_way_for_the_working_range():
    row = find_param("strip", "fader_db")
    for level_db, position in ((10, 1.0), (0, 0.75), (-10, 0.5), (-30, 0.25), (-60, 0.0625), (-100, 0.0)):
        assert to_position(row, level_db) == pytest.approx(position)


def test_what_lies_outside_stands_at_the_ends():
    row = find_param("strip", "hpf_hz")
    assert (to_position(row, 5.0), to_position(row, 9000.0)) == (0.0, 1.0)
    assert (to_value(row, -1.0), to_value(row, 2.0)) == (row.low, pytest.approx(row.high))
