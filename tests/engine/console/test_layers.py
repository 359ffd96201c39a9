"""Whose a parameter is, and what is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.console.layers import Layers, list_changes
from engine.console.moves import Hold, Move, Source, apply
from engine.console.params import PARAMS
from engine.console.state import Mix, Strip
from engine.console.units import balance_to_gains, db_to_gain, gain_to_db, pan_to_gains

MIX = Mix(strips=(Strip("A"), Strip("B", inputs=(1,))))
AUTOMATIC = [row for row in PARAMS["strip"] if row.automatic]
HANDS = [source for source in Source if source is not Source.MODEL]

moves = st.builds(
    lambda strip, row, share, source: Move(
        f"strip/{strip}", row.name, row.low + share * (row.high - row.low), source
    ),
    st.integers(0, 1),
    st.sampled_from(AUTOMATIC),
    st.floats(0, 1),
    st.sampled_from(Source),
)
actions = st.lists(st.one_of(moves, st.tuples(moves, st.sampled_from(Hold))), max_size=25)


def play(layers: Layers, steps) -> Layers:
    for step in steps:
        if isinstance(step, tuple):
            layers = layers.set_hold(step[0].place, step[0].param, step[1])
        elif step.source is Source.MODEL:
            layers = layers.propose(step)
        else:
            layers = layers.touch(step)
    return layers


@given(actions, moves, st.floats(0, 1))
def test_a_mind_never_moves_what_is_held_or_locked(steps, wish, amount):
    layers = play(Layers(MIX, MIX, {}, amount), steps)
    after = layers.propose(Move(wish.place, wish.param, wish.value, Source.MODEL))
    if layers.hold(wish.place, wish.param) is not Hold.AUTO:
        assert after == layers


@given(actions, moves, st.sampled_from(HANDS), st.floats(0, 1))
def test_a_touch_is_heard_at_once_and_exactly(steps, move, source, amount):
    layers = play(Layers(MIX, MIX, {}, amount), steps)
    after = layers.touch(Move(move.place, move.param, move.value, source))
    assert after.effective().get(move.place, move.param) == MIX.put(move.place, move.param, move.value).get(
        move.place, move.param
    )
    assert after.hold(move.place, move.param) is not Hold.AUTO


@given(actions, moves, st.sampled_from(Hold), st.floats(0, 1))
def test_giving_or_taking_a_parameter_changes_nothing_that_is_heard(steps, move, hold, amount):
    layers = play(Layers(MIX, MIX, {}, amount), steps)
    before, after = layers.effective(), layers.set_hold(move.place, move.param, hold).effective()
    heard, was = after.get(move.place, move.param), before.get(move.place, move.param)
    assert heard == pytest.approx(was, rel=1e-9, abs=1e-9)


@given(actions, st.floats(0, 1))
def test_the_effective_mix_is_what_each_parameter_says(steps, amount):
    layers = play(Layers(MIX, MIX, {}, amount), steps)
    mix = layers.effective()
    for strip in range(2):
        for row in PARAMS["strip"]:
            assert mix.get(f"strip/{strip}", row.name) == layers.heard(f"strip/{strip}", row.name)


@given(actions, actions)
def test_listed_changes_lead_from_one_mix_to_the_other(first, second):
    old = play(Layers(MIX, MIX), first).effective()
    new = play(Layers(MIX, MIX), second).effective()
    walked = old
    for move in list_changes(old, new, Source.HAND):
        walked = apply(walked, move)
    assert walked == new


@given(actions)
def test_amount_zero_is_the_hand_alone(steps):
    layers = play(Layers(MIX, MIX, {}, 0.0), steps)
    assert layers.effective() == layers.hand


@given(st.floats(-99.9, 20))
def test_levels_round_trip(level_db):
    assert gain_to_db(db_to_gain(level_db)) == pytest.approx(level_db, abs=1e-9)


@given(st.floats(-1, 1))
def test_the_pan_law_keeps_the_power(pan):
    left, right = pan_to_gains(pan)
    assert left**2 + right**2 == pytest.approx(1.0)
    assert max(balance_to_gains(pan)) == pytest.approx(1.0)


def test_every_row_has_a_sound_default():
    for rows in PARAMS.values():
        assert len({row.name for row in rows}) == len(rows)
        for row in rows:
            assert row.low <= row.default <= row.high
            assert row.taper != "log" or row.low > 0
