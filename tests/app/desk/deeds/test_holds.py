"""Holds: what is accepted of a mind is what it suggests now, held, in one step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.mix import Accept, Undo
from engine.console.moves import Hold, Move, Source
from engine.console.params import PARAMS
from models.predictor import Prediction
from tests.app.told import AUTOMATIC, make_desk, say, touches

suggestions = st.lists(
    st.builds(
        lambda row, strip, share: Move(
            f"strip/{strip}", row.name, row.clamp(row.low + share * (row.high - row.low)), Source.MODEL
        ),
        st.sampled_from(AUTOMATIC),
        st.integers(0, 2),
        st.floats(0, 1),
    ),
    max_size=12,
    unique_by=lambda move: (move.place, move.param),
)


@given(suggestions, st.lists(touches, max_size=4), st.booleans(), st.floats(0, 1))
@settings(deadline=None)
def test_accepting_takes_what_is_suggested_and_no_more(suggested, touched, one, amount):
    desk = make_desk("suggest", amount)
    for message in touched:
        say(desk, message)
    desk.hear(Prediction(tuple(suggested)), False)
    before = desk.session.layers
    wanted = {
        (move.place, move.param): move.value
        for move in suggested
        if before.hold(move.place, move.param) is Hold.AUTO and (not one or move.place == "strip/0")
    }
    if not wanted:
        with pytest.raises(ValueError, match="suggests nothing"):
            say(desk, Accept(["strip/0"] if one else []), 50.0)
        return
    say(desk, Accept(["strip/0"] if one else []), 50.0)
    after = desk.session.layers
    for strip in range(3):
        for row in PARAMS["strip"]:
            control = f"strip/{strip}", row.name
            assert after.heard(*control) == wanted.get(control, before.heard(*control))
            assert after.hold(*control) is (Hold.HELD if control in wanted else before.hold(*control))
    say(desk, Undo(), 60.0)
    assert desk.session.layers == before


def test_suggestions_are_those_of_now_and_late_moves_are_none():
    desk = make_desk("suggest")
    desk.hear(Prediction((Move("strip/0", "pan", 0.5, Source.MODEL),)), False)
    desk.hear(Prediction((Move("strip/1", "fader_db", -3.0, Source.MODEL),)), False)
    assert desk.suggested == {"strip/1": {"fader_db": -3.0}}
    desk.hear(Prediction((Move("strip/2", "fader_db", -0.1, Source.MODEL),)), True)
    assert desk.suggested == {"strip/1": {"fader_db": -3.0}}
