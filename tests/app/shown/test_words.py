"""What is written on a control can be typed into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shown.words import name_param, read_value, write_value
from engine.console.params import PARAMS, find_param
from engine.console.taper import to_value

ROWS = [row for rows in PARAMS.values() for row in rows if row.taper != "choice"]


@given(st.sampled_from(ROWS), st.floats(0, 1))
def test_a_written_value_can_be_read(row, position):
    value = to_value(row, position)
    read = read_value(row, write_value(row, value))
    assert read is not None
    whole = row.high - row.low
    assert read == pytest.approx(value, rel=0.06, abs=max(0.006, whole * 0.006) if whole < 50 else 0.51)


@pytest.mark.parametrize(
    "name, typed, value",
    [
        ("fader_db", "-6", -6.0),
        ("fader_db", "−6,5 dB", -6.5),
        ("fader_db", "off", -100.0),
        ("fader_db", "99", 10.0),
        ("pan", "l30", -0.3),
        ("pan", "C", 0.0),
        ("pan", "R100", 1.0),
        ("eq2_hz", "1.2k", 1200.0),
        ("eq2_hz", "1.2 kHz", 1200.0),
        ("mute", "on", 1.0),
    ],
)
def test_what_people_type(name, typed, value):
    assert read_value(find_param("strip", name), typed) == pytest.approx(value)


@pytest.mark.parametrize("typed", ["", "x", "nan", "inf", "--3", "1e999"])
def test_what_is_no_value(typed):
    assert read_value(find_param("strip", "fader_db"), typed) is None


def test_every_parameter_has_a_name():
    for row in ROWS:
        assert "_" not in name_param(row)
