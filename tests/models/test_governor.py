"""Governor: laws that hold whatever a mind wishes."""

from __future__ import annotations

from math import inf, isclose, log2, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.layers import Layers
from engine.console.moves import Hold, Move, Source
from engine.console.params import INDEX, PARAMS, find_param
from engine.console.state import Mix
from models.governor import MOST_TOTAL_BOOST_DB, Governor, find_authority
from models.predictor import Prediction
from tests.models.tracks import make_layers, make_mix, put_moves, wish

STRIPS = 6
LOUD = np.full(STRIPS, -20.0)
AUTOMATIC = [row.name for row in PARAMS["strip"] if row.automatic]
EVERY = [row.name for row in PARAMS["strip"]]

numbers = st.floats(allow_nan=True, allow_infinity=True)
wishes = st.dictionaries(
    st.tuples(st.sampled_from([f"strip/{n}" for n in range(STRIPS)]), st.sampled_from(AUTOMATIC)),
    st.one_of(st.floats(-120, 30), st.floats(20, 20000), numbers),
    max_size=20,
)
boosts = st.dictionaries(st.integers(0, STRIPS - 1), st.floats(-60, 9), min_size=3)


def to_prediction(wanted: dict[tuple[str, str], float]) -> Prediction:
    return Prediction(tuple(Move(*key, value, Source.MODEL) for key, value in wanted.items()))


def scale(param: str, value: float) -> float:
    return log2(value) if find_param("strip", param).taper == "log" else value


def total_boost_db(mix: Mix) -> float:
    return sum(max(0.0, mix.get(f"strip/{n}", "fader_db")) for n in range(len(mix.strips)))


@given(wishes, st.floats(0.01, 2.0), st.booleans())
def test_no_step_is_faster_or_farther_than_its_authority(wanted, seconds, attenuate_only):
    mix, governor = make_mix(STRIPS), Governor()
    for _ in range(4):
        steps = governor.govern(to_prediction(wanted), make_layers(mix), seconds, LOUD, attenuate_only)
        for move in steps.moves:
            authority = find_authority(move.param)
            now = mix.get(move.place, move.param)
            assert move.source is Source.MODEL and move.value != now
            way = abs(scale(move.param, move.value) - scale(move.param, now))
            assert way <= authority.per_s * seconds + 1e-9
            if authority.low <= now <= authority.high:
                assert authority.low - 1e-9 <= move.value <= authority.high + 1e-9
        mix = put_moves(mix, steps)


@given(boosts, boosts, st.floats(0.05, 30.0))
def test_all_boosts_together_stay_under_the_cap(before, wanted, seconds):
    mix = make_mix(STRIPS)
    for index, value in before.items():
        if total_boost_db(mix) + max(0.0, value) <= MOST_TOTAL_BOOST_DB:
            mix = mix.put(f"strip/{index}", "fader_db", value)
    governor = Governor()
    wanted = {(f"strip/{n}", "fader_db"): value for n, value in wanted.items()}
    for _ in range(5):
        mix = put_moves(mix, governor.govern(to_prediction(wanted), make_layers(mix), seconds, LOUD))
        assert total_boost_db(mix) <= MOST_TOTAL_BOOST_DB + 1e-6


@given(st.lists(st.floats(3.0, 4.0), min_size=STRIPS, max_size=STRIPS), st.floats(0.1, 30.0))
def test_a_mix_near_the_cap_reaches_it_and_stays(before, seconds):
    mix, governor = make_mix(STRIPS), Governor()
    for index, value in enumerate(before):
        mix = mix.put(f"strip/{index}", "fader_db", value)
    wanted = to_prediction({(f"strip/{n}", "fader_db"): 9.0 for n in range(STRIPS)})
    for _ in range(60):
        mix = put_moves(mix, governor.govern(wanted, make_layers(mix), seconds, LOUD))
        assert total_boost_db(mix) <= MOST_TOTAL_BOOST_DB + 1e-6
    assert total_boost_db(mix) == pytest.approx(MOST_TOTAL_BOOST_DB)


@given(wishes, st.data())
def test_held_and_locked_parameters_are_never_moved(wanted, data):
    holds: dict[str, dict[str, Hold]] = {}
    for place, param in wanted:
        hold = data.draw(st.sampled_from(Hold))
        if hold is not Hold.AUTO:
            holds.setdefault(place, {})[param] = hold
    steps = Governor().govern(to_prediction(wanted), make_layers(make_mix(STRIPS), holds), 1.0, LOUD)
    assert not [move for move in steps.moves if move.param in holds.get(move.place, {})]


@given(wishes, st.sampled_from([-60.1, -90.0, -100.0, nan, -inf]))
def test_nothing_gets_louder_in_silence(wanted, lufs):
    mix = make_mix(STRIPS)
    steps = Governor().govern(to_prediction(wanted), make_layers(mix), 1.0, np.full(STRIPS, lufs))
    for move in steps.moves:
        if find_authority(move.param).rises:
            assert move.value < mix.get(move.place, move.param)


def test_falling_is_allowed_in_silence():
    steps = Governor().govern(wish(("strip/0", "fader_db", -10.0)), make_layers(make_mix(1)), 0.1, LOUD - 60)
    assert steps.moves[0].value == pytest.approx(-0.4)


@pytest.mark.parametrize("holder", ["auto", "hand"])
@pytest.mark.parametrize(
    ("ratio", "threshold_db", "rises"), [(1, -30, True), (4, -30, False), (4, -50, True)]
)
def test_nothing_rises_under_the_gate_that_is_heard(holder, ratio, threshold_db, rises):
    plain = make_mix(1)
    gated = plain.put("strip/0", "gate_ratio", ratio).put("strip/0", "gate_threshold_db", threshold_db)
    holds = {"strip/0": {"gate_ratio": Hold.HELD, "gate_threshold_db": Hold.HELD}}
    layers = Layers(plain, gated) if holder == "auto" else Layers(gated, plain, holds)
    steps = Governor().govern(wish(("strip/0", "fader_db", 5.0)), layers, 0.1, np.array([-40.0]))
    assert bool(steps.moves) is rises


@pytest.mark.parametrize(
    ("trim_db", "raw_lufs", "rises"), [(0, -65, False), (20, -65, True), (-20, -45, False)]
)
def test_silence_is_judged_behind_the_trim(trim_db, raw_lufs, rises):
    layers = Layers(make_mix(1).put("strip/0", "trim_db", trim_db), make_mix(1))
    steps = Governor().govern(wish(("strip/0", "fader_db", 5.0)), layers, 0.1, np.array([float(raw_lufs)]))
    assert bool(steps.moves) is rises


@given(wishes)
def test_attenuate_only_never_boosts(wanted):
    mix, governor = make_mix(STRIPS), Governor()
    for _ in range(5):
        mix = put_moves(mix, governor.govern(to_prediction(wanted), make_layers(mix), 2.0, LOUD, True))
        for param in AUTOMATIC:
            if find_authority(param).rises:
                default = find_param("strip", param).default
                assert all(s.values[INDEX["strip"][param]] <= default for s in mix.strips)


def test_attenuate_only_brings_a_boost_back_to_the_default():
    mix, governor = make_mix(1).put("strip/0", "fader_db", 6.0), Governor()
    for _ in range(30):
        mix = put_moves(
            mix, governor.govern(wish(("strip/0", "fader_db", 6.0)), make_layers(mix), 0.1, LOUD, True)
        )
    assert mix.get("strip/0", "fader_db") == 0.0


@given(st.sampled_from(EVERY), numbers, st.sampled_from(["strip/0", "strip/99", "master", "group/0"]))
def test_what_no_mind_may_move_is_dropped_without_harm(param, value, place):
    if place in ("master", "group/0"):
        param = "fader_db"
    steps = Governor().govern(wish((place, param, value)), make_layers(make_mix(1)), 1.0, LOUD)
    for move in steps.moves:
        assert move.place == "strip/0" and move.param in AUTOMATIC and np.isfinite(value)


def test_every_parameter_a_mind_may_move_has_its_authority():
    for param in AUTOMATIC:
        authority, row = find_authority(param), find_param("strip", param)
        assert row.low <= authority.low < authority.high <= row.high
        assert authority.low <= row.default <= authority.high or authority.rises or row.taper == "log"
    with pytest.raises(KeyError, match="no mind may move trim_db"):
        find_authority("trim_db")


def test_small_wishes_rest_and_great_ones_arrive_exactly():
    mix, governor = make_mix(1), Governor()
    assert not governor.govern(wish(("strip/0", "fader_db", 0.2)), make_layers(mix), 0.1, LOUD).moves
    for _ in range(20):
        mix = put_moves(
            mix, governor.govern(wish(("strip/0", "fader_db", 3.33)), make_layers(mix), 0.1, LOUD)
        )
    assert mix.get("strip/0", "fader_db") == 3.33


@settings(max_examples=25)
@given(st.floats(-60.0, 9.0), st.floats(-30.0, 9.0))
def test_after_a_hand_lets_go_the_fader_glides_from_where_it_was(let_go_db, wanted_db):
    wanted = wish(("strip/0", "fader_db", wanted_db))
    layers, governor, seconds = make_layers(make_mix(1)), Governor(), 0.1
    layers = layers.touch(Move("strip/0", "fader_db", let_go_db))
    for _ in range(5):
        assert not governor.govern(wanted, layers, seconds, LOUD).moves
    layers = layers.set_hold("strip/0", "fader_db", Hold.AUTO)
    heard = [layers.heard("strip/0", "fader_db")]
    assert heard == [let_go_db]
    for _ in range(300):
        for move in governor.govern(wanted, layers, seconds, LOUD).moves:
            layers = layers.propose(move)
        heard.append(layers.heard("strip/0", "fader_db"))
    steps = np.diff(heard)
    assert np.abs(steps).max() <= find_authority("fader_db").per_s * seconds + 1e-9
    assert (steps >= 0).all() or (steps <= 0).all()
    assert isclose(heard[-1], wanted_db, abs_tol=find_authority("fader_db").deadband)
