"""The governor's laws: whatever a mind wants and hands do, the moves stay within what is safe."""

from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.console.layers import Layers
from engine.console.moves import Hold, Move, Source
from engine.console.params import INDEX, find_param
from engine.console.state import split_place
from models.authority import FLOOR_DB, find_authority, list_controls
from models.governor import ARRIVED, DOUBT, FALL, GLIDE, MOST_TOTAL_BOOST_DB, Governor
from models.predictor import Prediction
from tests.models.material import list_faders, make_heard, make_mix

STRIPS = 4
HOP_S = 0.1
LOUD = np.full(STRIPS, -20.0)
GOVERNOR = Governor(STRIPS)
CONTROLS = [(f"strip/{n}", row.name) for n in range(STRIPS) for row in list_controls()[0]]
CONTROLS += [("master", row.name) for row in list_controls()[1]]


def find_row(place, param):
    return find_param(split_place(place)[0], param)


def position(place, param, value):
    """A value on the scale on which its speed is counted."""
    row = find_row(place, param)
    if row.taper == "log":
        return log2(value)
    return max(value, FLOOR_DB) if row.taper == "fader" else value


def total_boost(layers):
    mix = layers.effective()
    column = INDEX["strip"]
    return sum(
        max(0.0, s.values[column["fader_db"]] + s.values[column["comp_makeup_db"]]) for s in mix.strips
    )


def want(*moves, confidence=None):
    return Prediction(
        tuple(Move(place, param, value, Source.MODEL) for place, param, value in moves),
        confidence=confidence or {},
    )


def run(layers, prediction, steps, level_db=LOUD, state=None, **mode):
    """The layers, state and all moves after some hops of wanting the same."""
    state = GOVERNOR.wish(state or GOVERNOR.start(), prediction)
    spoken = []
    for _ in range(steps):
        state, moves = GOVERNOR.step(state, make_heard(layers, **mode), level_db, HOP_S)
        for move in moves:
            layers = layers.propose(move)
        spoken.append(moves)
    return layers, state, spoken


def make_layers(strips=STRIPS):
    mix = make_mix(strips)
    return Layers(mix, mix)


@st.composite
def some_moves(draw):
    """Moves of a handful of controls to anywhere in their rows, sometimes far out."""
    chosen = draw(st.lists(st.sampled_from(CONTROLS), max_size=8, unique=True))
    faders = draw(st.lists(st.integers(0, STRIPS - 1), max_size=STRIPS, unique=True))
    moves = []
    for place, param in {*chosen, *((f"strip/{n}", "fader_db") for n in faders)}:
        row = find_row(place, param)
        moves.append((place, param, draw(st.floats(row.low, row.high))))
    return moves


def touch(layers, moves, let_go):
    for place, param, value in moves:
        layers = layers.touch(Move(place, param, value))
        if let_go:
            layers = layers.set_hold(place, param, Hold.AUTO)
    return layers


@settings(max_examples=80, deadline=None)
@given(some_moves(), some_moves(), st.booleans(), st.booleans())
def test_no_step_is_too_long_leaves_the_range_or_takes_a_held_control(wishes, touched, let_go, attenuate):
    layers = touch(make_layers(), touched, let_go)
    state = GOVERNOR.wish(GOVERNOR.start(), want(*wishes))
    for _ in range(12):
        heard = make_heard(layers, attenuate_only=attenuate)
        state, moves = GOVERNOR.step(state, heard, LOUD, HOP_S)
        before = layers
        for move in moves:
            authority, row = find_authority(move.param), find_row(move.place, move.param)
            assert before.hold(move.place, move.param) is Hold.AUTO
            assert move.source is Source.MODEL
            old = position(move.place, move.param, before.auto.get(move.place, move.param))
            new = position(move.place, move.param, move.value)
            most = authority.per_s * HOP_S + 1e-6
            assert -most * (FALL if row.taper == "fader" else 1.0) <= new - old <= most
            low, high = (position(move.place, move.param, v) for v in (authority.low, authority.high))
            hand = position(move.place, move.param, before.hand.get(move.place, move.param))
            if attenuate and authority.louder:
                assert new <= max(old, hand) + 1e-6
                low = min(low, hand)
            assert min(low, old) - 1e-6 <= new <= max(high, old) + 1e-6
            assert row.low <= move.value <= row.high
            layers = layers.propose(move)
        assert total_boost(layers) <= max(MOST_TOTAL_BOOST_DB, total_boost(before)) + 1e-6


@settings(max_examples=30, deadline=None)
@given(some_moves(), some_moves())
def test_what_is_settled_at_once_keeps_the_same_bounds(wishes, touched):
    layers = touch(make_layers(), touched, let_go=False)
    state = GOVERNOR.wish(GOVERNOR.start(), want(*wishes))
    before = total_boost(layers)
    for move in GOVERNOR.settle(state, make_heard(layers)):
        authority = find_authority(move.param)
        assert layers.hold(move.place, move.param) is Hold.AUTO
        if authority.low > FLOOR_DB and (move.place, move.param) in {wish[:2] for wish in wishes}:
            assert authority.low - 30 <= move.value <= authority.high + 1e-9
        layers = layers.propose(move)
    assert total_boost(layers) <= max(MOST_TOTAL_BOOST_DB, before) + 1e-6


def test_a_wish_is_reached_and_then_all_is_still():
    wishes = want(
        ("strip/0", "fader_db", -7.0),
        ("strip/1", "pan", 0.4),
        ("strip/1", "hpf_hz", 80.0),
        ("strip/2", "reverb_send_db", -18.0),
        ("master", "eq1_gain_db", 2.0),
    )
    layers, _, spoken = run(make_layers(), wishes, 60)
    for move in wishes.moves:
        near = find_authority(move.param).deadband * ARRIVED
        reached = layers.auto.get(move.place, move.param)
        assert position(move.place, move.param, reached) == pytest.approx(
            position(move.place, move.param, move.value), abs=near
        )
    assert not any(spoken[-10:])


def test_a_send_jumps_where_nothing_is_heard_and_ends_in_silence():
    layers, state, spoken = run(make_layers(), want(("strip/0", "delay_send_db", -20.0)), 40)
    assert spoken[0][0].value == pytest.approx(FLOOR_DB + find_authority("delay_send_db").per_s * HOP_S)
    layers, _, _ = run(layers, want(("strip/0", "delay_send_db", -100.0)), 60, state=state)
    assert layers.auto.get("strip/0", "delay_send_db") == -100.0


def test_too_little_is_not_worth_a_move():
    _, _, spoken = run(make_layers(), want(("strip/0", "fader_db", 0.25), ("strip/1", "pan", 0.015)), 5)
    assert not any(spoken)


def test_all_boosts_together_are_capped_and_shared_by_need():
    wishes = want(*((f"strip/{n}", "fader_db", value) for n, value in enumerate((9.0, 9.0, 9.0, 4.5))))
    layers, _, _ = run(make_layers(), wishes, 60)
    faders = list_faders(layers.auto)
    assert faders.sum() == pytest.approx(MOST_TOTAL_BOOST_DB, abs=0.5)
    assert faders[0] == pytest.approx(2 * faders[3], abs=0.5)


def test_boosts_by_hand_count_and_are_left_alone():
    layers = make_layers()
    for n in range(3):
        layers = layers.touch(Move(f"strip/{n}", "fader_db", 7.0))
    layers, _, _ = run(layers, want(("strip/3", "fader_db", 9.0)), 60)
    assert list_faders(layers.effective()) == pytest.approx([7, 7, 7, 3], abs=0.1)


@pytest.mark.parametrize("level_db", [-61.0, -100.0])
def test_what_makes_louder_stands_still_in_silence(level_db):
    quiet = np.array([level_db, level_db, -20.0, -20.0])
    wishes = want(
        ("strip/0", "fader_db", 6.0),
        ("strip/0", "comp_makeup_db", 6.0),
        ("strip/0", "eq1_gain_db", 3.0),
        ("strip/0", "reverb_send_db", -10.0),
        ("strip/1", "fader_db", -6.0),
        ("strip/2", "fader_db", 6.0),
        ("strip/3", "fader_db", -6.0),
    )
    layers, _, spoken = run(make_layers(), wishes, 30, level_db=quiet)
    assert not [move for moves in spoken for move in moves if move.place in ("strip/0", "strip/1")]
    assert list_faders(layers.auto) == pytest.approx([0, 0, 6, -6], abs=0.1)


def test_what_is_over_the_hand_comes_down_even_in_silence_if_nothing_may_be_boosted():
    layers, state, _ = run(make_layers(), want(("strip/0", "fader_db", 6.0)), 30)
    quiet = np.full(STRIPS, -100.0)
    layers, _, _ = run(layers, want(), 30, level_db=quiet, state=state, attenuate_only=True)
    assert list_faders(layers.auto)[0] == pytest.approx(0.0, abs=0.1)


def test_a_level_falls_faster_than_it_rises():
    _, _, spoken = run(make_layers(), want(("strip/0", "fader_db", 9.0), ("strip/1", "fader_db", -9.0)), 1)
    up, down = (move.value for move in spoken[0])
    assert up == pytest.approx(find_authority("fader_db").per_s * HOP_S)
    assert down == pytest.approx(-FALL * up)


def test_nothing_rises_under_its_gate():
    mix = make_mix([{"gate_ratio": 4.0, "gate_threshold_db": -35.0}, {"gate_threshold_db": -35.0}, {}, {}])
    wishes = want(("strip/0", "fader_db", 6.0), ("strip/1", "fader_db", 6.0))
    layers, state, _ = run(Layers(mix, mix), wishes, 30, level_db=np.full(STRIPS, -40.0))
    assert list_faders(layers.auto)[:2] == pytest.approx([0, 6], abs=0.1)
    layers, _, _ = run(layers, wishes, 30, level_db=np.full(STRIPS, -34.0), state=state)
    assert list_faders(layers.auto)[:2] == pytest.approx([6, 6], abs=0.1)


def test_attenuate_only_ends_at_the_hand_s_level_and_takes_back_boosts():
    layers = make_layers()
    layers, state, _ = run(layers, want(("strip/0", "fader_db", 6.0)), 30)
    assert list_faders(layers.auto)[0] == pytest.approx(6, abs=0.1)
    wishes = want(("strip/1", "fader_db", 6.0), ("strip/2", "fader_db", -6.0), ("strip/2", "pan", 0.5))
    layers, _, _ = run(layers, wishes, 30, state=state, attenuate_only=True)
    assert list_faders(layers.auto) == pytest.approx([0, 0, -6, 0], abs=0.1)
    assert layers.auto.get("strip/2", "pan") == pytest.approx(0.5, abs=0.01)


def test_freeze_moves_nothing_and_what_was_wanted_meanwhile_follows():
    layers, state, spoken = run(make_layers(), want(("strip/0", "fader_db", -6.0)), 10, mode="freeze")
    assert not any(spoken)
    layers, _, spoken = run(layers, Prediction(), 30, state=state)
    assert list_faders(layers.auto)[0] == pytest.approx(-6, abs=0.1)
    assert spoken[0][0].value == pytest.approx(-FALL * find_authority("fader_db").per_s * HOP_S)


def test_suggest_shows_the_destination_at_once_and_stays_still():
    layers, wishes = make_layers(), want(("strip/0", "fader_db", -12.0), ("strip/1", "pan", 0.001))
    state = GOVERNOR.wish(GOVERNOR.start(), wishes)
    state, first = GOVERNOR.step(state, make_heard(layers, "suggest"), LOUD, HOP_S)
    assert [(move.place, move.param, move.value) for move in first] == [("strip/0", "fader_db", -12.0)]
    state = GOVERNOR.wish(state, want(("strip/0", "fader_db", -12.1)))
    state, second = GOVERNOR.step(state, make_heard(layers, "suggest"), LOUD, HOP_S)
    assert second == first
    state = GOVERNOR.wish(state, want(("strip/0", "fader_db", -10.0)))
    state, third = GOVERNOR.step(state, make_heard(layers, "suggest"), LOUD, HOP_S)
    assert third[0].value == pytest.approx(-10.0)
    layers = layers.propose(third[0])
    assert GOVERNOR.step(state, make_heard(layers, "suggest"), LOUD, HOP_S)[1] == ()


@given(st.floats(-100, 10), st.floats(-30, 9))
@settings(max_examples=25, deadline=None)
def test_after_a_hand_lets_go_the_fader_glides_from_what_was_heard(left_at, wanted):
    wishes = want(("strip/0", "fader_db", wanted))
    layers, state, _ = run(make_layers(), wishes, 40)
    layers = layers.touch(Move("strip/0", "fader_db", left_at))
    layers, state, spoken = run(layers, wishes, 3, state=state)
    assert not any(spoken)
    layers = layers.set_hold("strip/0", "fader_db", Hold.AUTO)
    heard = [max(FLOOR_DB, layers.heard("strip/0", "fader_db"))]
    assert heard[0] == max(FLOOR_DB, left_at)
    for _ in range(270):
        layers, state, _ = run(layers, wishes, 1, state=state)
        heard.append(layers.heard("strip/0", "fader_db"))
    steps = np.diff(heard)
    assert np.abs(steps).max() <= find_authority("fader_db").per_s * HOP_S + 1e-9
    far = np.abs(np.array(heard[1:]) - wanted) > 1.0
    assert np.abs(steps[far]).max(initial=0.0) <= GLIDE * find_authority("fader_db").per_s * HOP_S + 1e-9
    assert heard[-1] == pytest.approx(wanted, abs=find_authority("fader_db").deadband)


def test_the_less_sure_the_slower_and_in_doubt_not_at_all():
    wishes = want(
        *((f"strip/{n}", "fader_db", -9.0) for n in range(3)),
        confidence={"strip/0": 1.0, "strip/1": 0.5, "strip/2": 0.2},
    )
    layers, _, _ = run(make_layers(), wishes, 5)
    faders = list_faders(layers.auto)
    assert faders[0] == pytest.approx(2 * faders[1])
    assert faders[2] == 0.0


def test_wishes_for_what_is_not_there_or_not_its_to_move_are_ignored():
    wishes = want(("strip/9", "fader_db", -6.0), ("strip/0", "mute", 1.0), ("reverb", "room_size", 0.1))
    _, _, spoken = run(make_layers(), wishes, 5)
    assert not any(spoken)


def test_a_state_is_a_value():
    state = GOVERNOR.wish(GOVERNOR.start(), want(("strip/0", "fader_db", -6.0)))
    copies = [field.copy() for field in state]
    one = GOVERNOR.step(state, make_heard(make_layers()), LOUD, HOP_S)[1]
    GOVERNOR.wish(state, want(("strip/0", "fader_db", 6.0)))
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(state, copies, strict=True))
    assert GOVERNOR.step(state, make_heard(make_layers()), LOUD, HOP_S)[1] == one


def test_a_mix_without_strips_has_a_master():
    layers = make_layers(0)
    governor = Governor(0)
    state = governor.wish(governor.start(), want(("master", "eq1_gain_db", -3.0)))
    _, moves = governor.step(state, make_heard(layers), np.zeros(0), HOP_S)
    assert [move.place for move in moves] == ["master"]


def test_a_parameter_s_own_confidence_goes_before_that_of_its_place():
    wanted = [("strip/0", "pan", 1.0), ("strip/0", "fader_db", -20.0), ("strip/1", "pan", 1.0)]
    prediction = structs.replace(
        want(*wanted, confidence={"strip/0": 1.0, "strip/1": 1.0}),
        param_confidence={"strip/0": {"pan": DOUBT / 2}, "strip/1": {"pan": 0.5}, "strip/9": {"pan": 1.0}},
    )
    layers, _, _ = run(make_layers(), prediction, 1)
    assert layers.heard("strip/0", "pan") == 0.0
    assert layers.heard("strip/0", "fader_db") == pytest.approx(-0.6 * FALL)
    assert layers.heard("strip/1", "pan") == pytest.approx(0.025)
