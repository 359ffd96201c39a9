"""Undo and redo: what people did is taken back exactly, what minds did stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.desk.desk import Desk
from app.desk.history import MOST_STEPS, RIDE_S, By
from app.desk.obeying import obey
from app.orders.mix import GiveMany
from engine.console.layers import Layers, list_changes
from engine.console.moves import Hold, Move, Source, apply
from engine.console.params import PARAMS
from engine.console.session import Session
from engine.console.state import Mix, Strip
from models.card import Macro
from models.predictor import Prediction

MIX = Mix(strips=(Strip("Vocals"), Strip("Drums", inputs=(1,)), Strip("Bass", inputs=(2,))))
MACROS = (Macro("drums", -12.0, 12.0, 0.0, "dB"), Macro("bass", -12.0, 12.0, 0.0, "dB"))
ROWS = [row for row in PARAMS["strip"] if row.name in ("fader_db", "pan", "mute", "eq1_gain_db", "trim_db")]


def move(row, strip, share, source=Source.HAND):
    return Move(f"strip/{strip}", row.name, row.low + share * (row.high - row.low), source)


moves = st.builds(move, st.sampled_from(ROWS), st.integers(0, 2), st.floats(0, 1))
acts = st.one_of(
    st.tuples(st.just("touch"), st.lists(moves, min_size=1, max_size=3)),
    st.tuples(st.just("hold"), st.lists(moves, min_size=1, max_size=2), st.sampled_from(Hold)),
    st.tuples(st.just("mind"), st.sampled_from(["level", "rules"]), st.floats(0, 1)),
    st.tuples(st.just("macro"), st.sampled_from(["drums", "bass"]), st.floats(-12, 12)),
)
wishes = st.tuples(st.just("wish"), st.lists(moves, min_size=1, max_size=3))
times = st.floats(0, 2)


def make_desk(amount=1.0) -> Desk:
    return Desk(Session(layers=Layers(MIX, MIX, {}, amount)))


def do(desk: Desk, act, by: By) -> list[Move]:
    kind = act[0]
    if kind == "touch":
        return desk.touch(act[1], by)
    if kind == "hold":
        return obey(desk, GiveMany([(m.place, m.param) for m in act[1]], act[2]), by)
    if kind == "mind":
        return desk.set_mind(act[1], "run", False, act[2], by)
    if kind == "macro":
        desk.set_macros({act[1]: act[2]}, MACROS, by)
        return []
    wished = tuple(Move(m.place, m.param, m.value, Source.MODEL) for m in act[1])
    return desk.hear(Prediction(wished, {}, {}), True)


def by_hand(session: Session) -> Session:
    """The session without what minds want."""
    return structs.replace(session, layers=structs.replace(session.layers, auto=MIX))


@given(st.lists(st.tuples(st.one_of(acts, wishes), st.integers(0, 2), times), max_size=25), st.floats(0, 1))
@settings(deadline=None)
def test_undoing_everything_leads_back_to_the_beginning_and_redoing_to_the_end(script, amount):
    desk = make_desk(amount)
    begin, now = desk.session, 0.0
    for act, surface, pause in script:
        now += pause
        do(desk, act, By(surface, now))
    end = desk.session
    while desk.history.undo_what:
        desk.undo()
    assert by_hand(desk.session) == by_hand(begin)
    assert desk.session.layers.auto == end.layers.auto
    while desk.history.redo_what:
        desk.redo()
    assert desk.session == end


@given(st.lists(st.one_of(acts, wishes), min_size=1, max_size=12))
@settings(deadline=None)
def test_undo_then_redo_is_identity_and_its_moves_are_those_heard(script):
    desk = make_desk()
    for turn, act in enumerate(script):
        do(desk, act, By(0, turn * 5.0))
    before, mix = desk.session, desk.mix
    for move in desk.undo():
        mix = apply(mix, move)
    assert mix == desk.mix == desk.session.layers.effective()
    for move in desk.redo():
        mix = apply(mix, move)
    assert desk.session == before
    assert mix == desk.mix == before.layers.effective()


@given(st.lists(st.floats(-60, 10), min_size=2, max_size=30))
def test_a_ride_is_one_step(values):
    desk = make_desk()
    for turn, value in enumerate(values):
        desk.touch([Move("strip/0", "fader_db", value)], By(1, turn * 0.9 * RIDE_S))
    assert len(desk.history) == 1
    assert desk.history.undo_what == "fader of Vocals"
    desk.undo()
    assert desk.session == make_desk().session


def test_a_pause_another_control_another_surface_or_the_end_of_a_gesture_ends_a_ride():
    fader, pan = Move("strip/0", "fader_db", -3.0), Move("strip/0", "pan", 0.5)

    def count(*said):
        desk = make_desk()
        for index, (it, surface, now) in enumerate(said):
            if it == "end":
                desk.history.end_gesture(surface)
            else:
                desk.touch([structs.replace(it, value=it.value - index / 10)], By(surface, now))
        return len(desk.history)

    assert count((fader, 1, 0.0), (fader, 1, 0.5)) == 1
    assert count((fader, 1, 0.0), (fader, 1, 1.5)) == 2
    assert count((fader, 1, 0.0), (pan, 1, 0.1), (fader, 1, 0.2)) == 3
    assert count((fader, 1, 0.0), (fader, 2, 0.1)) == 2
    assert count((fader, 1, 0.0), ("end", 1, 0.1), (fader, 1, 0.2)) == 2


def test_two_people_riding_two_faders_make_two_steps():
    desk = make_desk()
    for turn in range(20):
        desk.touch([Move("strip/0", "fader_db", -1.0 - turn)], By(1, turn * 0.05))
        desk.touch([Move("strip/1", "fader_db", -2.0 - turn)], By(2, turn * 0.05))
    assert len(desk.history) == 2
    desk.undo()
    assert desk.session.layers.heard("strip/1", "fader_db") == 0.0
    assert desk.session.layers.heard("strip/0", "fader_db") == -20.0


def test_a_gesture_is_one_step_however_long_it_takes():
    desk = make_desk()
    desk.history.begin_gesture(1)
    for turn in range(5):
        desk.touch([Move("strip/0", "eq1_gain_db", 1.0 + turn)], By(1, turn * 3.0))
        desk.touch([Move("strip/0", "eq1_hz", 100.0 + turn)], By(1, turn * 3.0))
        desk.touch([Move("strip/2", "pan", turn / 10)], By(2, turn * 3.0))
    desk.history.end_gesture(1)
    desk.touch([Move("strip/0", "eq1_gain_db", -1.0)], By(1, 12.1))
    what = []
    while desk.history.undo_what:
        what.append(desk.history.undo_what)
        desk.undo()
    assert what.count("2 settings of Vocals") == 1
    assert what[0] == "EQ 1 gain of Vocals"
    assert by_hand(desk.session) == by_hand(make_desk().session)


def test_a_ride_back_to_where_it_began_is_no_step():
    desk = make_desk()
    desk.touch([Move("strip/0", "trim_db", 6.0)], By(1, 0.0))
    desk.touch([Move("strip/0", "trim_db", 0.0)], By(1, 0.2))
    assert desk.history.undo_what == ""


def test_a_new_move_clears_redo_and_the_mind_does_not():
    desk = make_desk()
    desk.touch([Move("strip/0", "fader_db", -6.0)], By(1, 0.0))
    desk.undo()
    do(desk, ("wish", [Move("strip/0", "fader_db", -9.0)]), By())
    assert desk.history.redo_what == "fader of Vocals"
    desk.touch([Move("strip/1", "pan", 0.5)], By(1, 9.0))
    assert desk.history.redo_what == ""
    assert desk.redo() == []


def test_undo_gives_the_mind_back_what_it_had():
    desk = make_desk()
    do(desk, ("wish", [Move("strip/0", "fader_db", -9.0)]), By())
    desk.touch([Move("strip/0", "fader_db", -2.0)], By(1, 0.0))
    changed = desk.undo()
    assert [(m.param, m.value) for m in changed] == [("fader_db", -9.0)]
    assert desk.session.layers.hold("strip/0", "fader_db") is Hold.AUTO


def test_the_history_is_bounded():
    desk = make_desk()
    for turn in range(MOST_STEPS + 50):
        desk.touch([Move("strip/0", "fader_db", -turn / 10)], By(1, turn * 5.0))
    assert len(desk.history) == MOST_STEPS
    assert len(desk.history) == MOST_STEPS


def test_what_nobody_did_is_no_step():
    desk = make_desk()
    desk.set_mind("level", "freeze", False, 1.0)
    desk.set_macros({"drums": 3.0}, MACROS)
    assert desk.history.undo_what == ""


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ([("strip/0", "fader_db")], "fader of Vocals"),
        ([("strip/0", "fader_db"), ("strip/1", "fader_db")], "fader of 2 strips"),
        ([("strip/1", "comp_threshold_db")], "compressor threshold of Drums"),
        ([("strip/2", "eq3_hz")], "EQ 3 frequency of Bass"),
        ([("strip/2", "monitor2_send_db")], "monitor 2 send of Bass"),
        ([("strip/2", "pan"), ("strip/1", "mute")], "2 settings"),
        ([("master", "fader_db")], "fader of Master"),
    ],
)
def test_steps_have_names(moves, words):
    desk = make_desk()
    desk.touch([Move(place, param, 0.5) for place, param in moves], By(1, 0.0))
    desk.touch([Move(place, param, 1.0) for place, param in moves], By(1, 0.1))
    assert desk.history.undo_what == words


@given(st.lists(st.one_of(acts, wishes), max_size=12))
@settings(deadline=None)
def test_the_mix_is_always_the_effective_one_and_walked_to_by_the_moves(script):
    desk = make_desk(0.5)
    walked = desk.mix
    for turn, act in enumerate(script):
        for change in do(desk, act, By(0, turn)):
            walked = apply(walked, change)
        assert walked == desk.mix == desk.session.layers.effective()
        assert list_changes(walked, desk.mix, Source.HAND) == []
