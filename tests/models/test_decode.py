"""Decode: whatever numbers come, only moves that the console allows go out."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.console.moves import Source
from engine.console.params import PARAMS, find_param
from models.decode import decode_moves
from tests.models.tracks import make_mix

NAMES = tuple(row.name for row in PARAMS["strip"])


@given(st.data())
def test_values_are_finite_clamped_and_of_parameters_minds_may_move(data):
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    count = data.draw(st.integers(0, 5))
    number = st.floats(allow_nan=True, allow_infinity=True)
    values = np.array([[data.draw(number) for _ in names] for _ in range(count)]).reshape(count, len(names))
    moves = {(move.place, move.param): move for move in decode_moves(values, names, make_mix(3))}
    for index in range(count):
        for name, value in zip(names, values[index], strict=True):
            row = find_param("strip", name)
            move = moves.pop((f"strip/{index}", name), None)
            if index < 3 and np.isfinite(value) and row.automatic:
                assert move is not None and move.value == row.clamp(float(value))
                assert move.source is Source.MODEL
            else:
                assert move is None
    assert not moves


def test_what_is_no_number_is_left_out():
    values = np.array([[nan], [inf], [-3.0]])
    assert [(m.place, m.value) for m in decode_moves(values, ("fader_db",), make_mix(3))] == [
        ("strip/2", -3.0)
    ]


def test_an_unknown_parameter_is_an_error():
    with pytest.raises(KeyError, match="warmth"):
        decode_moves(np.zeros((1, 1)), ("warmth",), make_mix(1))
