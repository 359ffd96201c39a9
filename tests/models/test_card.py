"""ModelCard: a card comes back as it was, and one that makes no sense is refused with the reason."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.card import ModelError, read_card, write_card
from tests.models.graphs import CARD, PROCESSOR


@pytest.mark.parametrize("card", [CARD, PROCESSOR])
def test_a_card_comes_back_as_it_was(card):
    assert read_card(write_card(card)) == card


def param(**changes):
    return [{"name": "fader_db", "unit": "dB", "low": -30.0, "high": 9.0, **changes}]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Even Mix"}, "small letters"),
        ({"name": "../../etc"}, "small letters"),
        ({"kind": "mixer"}, "kind"),
        ({"summary": ""}, "summary and a licence"),
        ({"summary": "\x1b[31mred"}, "printed"),
        ({"author": "x" * 5000}, "too long"),
        ({"sample_rate": 1}, "sample rate"),
        ({"hop": 0}, "hop"),
        ({"hop": 10**9}, "hop"),
        ({"latency": -1}, "latency"),
        ({"max_tracks": 1000}, "max_tracks"),
        ({"params": param(name="trim_db")}, "no mind may move trim_db"),
        ({"params": param(name="loudness")}, "no parameter 'loudness'"),
        ({"params": param(unit="linear")}, "is in 'dB', not in 'linear'"),
        ({"params": param(high=20.0)}, "not within -100 to 10"),
        ({"params": param(low=9.0)}, "not within"),
        ({"params": param() * 2}, "twice"),
        ({"params": [], "master": []}, "names no parameter"),
        ({"kind": "processor"}, "a processor has none"),
        ({"roles": ["kick", "kick"]}, "role twice"),
        ({"macros": [{"name": "m", "low": 0, "high": 1, "default": 2}]}, "default"),
        ({"macros": [{"name": "m", "low": 1, "high": 1, "default": 1}]}, "no range"),
        ({"hop": "long"}, "makes no sense"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(changes, reason):
    with pytest.raises(ModelError, match=reason):
        read_card(json.dumps({**json.loads(write_card(CARD)), **changes}))


@given(st.one_of(st.text(), st.binary(), st.recursive(st.none() | st.floats(), st.lists).map(json.dumps)))
def test_anything_else_is_refused_too(text):
    with pytest.raises(ModelError):
        read_card(text)
