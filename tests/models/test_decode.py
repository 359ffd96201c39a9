"""Decode: whatever numbers a network gives, moves are within their rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.console.moves import Source
from engine.console.params import find_param
from models.decode import decode_moves, strip_places

NAMES = ("fader_db", "pan", "hpf_hz", "eq2_gain_db", "comp_ratio", "reverb_send_db")


@given(arrays(np.float32, (3, len(NAMES)), elements=st.floats(width=32)))
def test_moves_are_clamped_and_what_is_no_number_is_dropped(values):
    moves = decode_moves(values, NAMES, strip_places(3))
    assert len(moves) == np.isfinite(values).sum()
    for move in moves:
        row = find_param("strip", move.param)
        assert row.low <= move.value <= row.high
        assert move.source is Source.MODEL


def test_numbers_within_their_rows_come_through_in_order():
    moves = decode_moves(np.array([[-3.0, 0.5], [np.nan, -1.0]]), ("fader_db", "pan"), strip_places(2))
    assert [(m.place, m.param, m.value) for m in moves] == [
        ("strip/0", "fader_db", -3.0),
        ("strip/0", "pan", 0.5),
        ("strip/1", "pan", -1.0),
    ]


def test_padding_rows_make_no_moves():
    assert len(decode_moves(np.zeros((8, 1)), ("fader_db",), strip_places(3))) == 3
    assert decode_moves(np.zeros((8, 1)), ("fader_db",), ()) == ()


def test_the_master_is_a_place_like_any_other():
    (move,) = decode_moves(np.array([[30.0]]), ("eq1_gain_db",), ("master",))
    assert (move.place, move.value) == ("master", 18.0)


@pytest.mark.parametrize("name", ["trim_db", "mute", "monitor1_send_db"])
def test_what_is_not_a_mind_s_to_move_is_an_error(name):
    with pytest.raises(ValueError, match=name):
        decode_moves(np.zeros((1, 1)), (name,), strip_places(1))


def test_an_unknown_parameter_is_an_error():
    with pytest.raises(KeyError, match="wobble"):
        decode_moves(np.zeros((1, 1)), ("wobble",), strip_places(1))
