"""Bucket: however time goes, never more than the burst and the rate allow, and never less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.bucket import Bucket

STEPS = st.lists(st.floats(0.0, 3.0), min_size=1, max_size=200)


@given(steps=STEPS, burst=st.integers(1, 20), rate=st.floats(0.5, 50.0), start=st.floats(0.0, 1e6))
def test_no_more_than_the_burst_and_the_rate(steps: list[float], burst: int, rate: float, start: float):
    bucket, now, taken = Bucket(burst, rate), start, 0
    for step in steps:
        now += step
        taken += bucket.take(now)
        assert taken <= burst + (now - start) * rate + 1e-3


@given(burst=st.integers(1, 20), rate=st.floats(0.5, 50.0))
def test_full_at_first_and_again_after_a_rest(burst: int, rate: float):
    bucket = Bucket(burst, rate)
    for now in (5.0, 6.0 + burst / rate):
        assert [bucket.take(now) for _ in range(burst + 1)] == [True] * burst + [False]


@given(burst=st.integers(1, 20), rate=st.floats(0.5, 50.0))
def test_after_the_wait_that_it_names_there_is_one(burst: int, rate: float):
    bucket = Bucket(burst, rate)
    while bucket.take(1.0):
        pass
    wait_s = bucket.wait_s(1.0)
    assert wait_s == pytest.approx(1.0 / rate, rel=1e-6)
    assert not bucket.take(1.0 + 0.9 * wait_s)
    assert bucket.take(1.0 + 1.001 * wait_s)


def test_a_clock_that_goes_back_fills_nothing():
    bucket = Bucket(1, 1.0)
    assert bucket.take(10.0)
    assert not bucket.take(9.0)
