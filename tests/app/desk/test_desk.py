"""Desk: a recall is one step, what is touched leaves a crossfade, and the engine hears the effective mix."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk.desk import Desk
from app.orders.mix import Give, RecallScene, SetSafe, StoreScene, Touch, Undo
from engine.console.groups import lay_over
from engine.console.moves import Hold, Move, Source, apply
from engine.console.params import PARAMS
from engine.console.scenes import ASIDE
from engine.console.state import split_place
from tests.app.told import MIX, acts, make_desk, safes, say, settings_of, wish


@given(settings_of, settings_of, settings_of, safes)
@settings(deadline=None)
def test_a_recall_brings_back_all_that_is_not_safe_and_holds_it(first, wished, second, safe):
    desk = make_desk()
    say(desk, Touch(first))
    wish(desk, wished)
    say(desk, StoreScene("verse"), 5.0)
    stored = desk.session.layers.effective()
    say(desk, Touch(second), 10.0)
    for strip, name in safe:
        say(desk, SetSafe([f"strip/{strip}"], [name], True), 11.0)
    before = desk.session
    say(desk, RecallScene("verse"), 20.0)
    layers = desk.session.layers
    for place in MIX.places():
        kind, _ = split_place(place)
        for row in PARAMS[kind]:
            kept = row.name in ASIDE or row.name in before.safes.get(place, ())
            kept = kept or (kind == "strip" and before.layers.hand.get(place, "safe") == 1)
            wanted = before.layers.heard(place, row.name) if kept else stored.get(place, row.name)
            assert layers.heard(place, row.name) == wanted
            if row.automatic and not kept:
                assert layers.hold(place, row.name) is not Hold.AUTO
            if kept:
                assert layers.hold(place, row.name) is before.layers.hold(place, row.name)
    say(desk, Undo(), 30.0)
    assert desk.session == before


def test_what_is_locked_stays_locked():
    desk = make_desk()
    say(desk, Give("strip/0", "fader_db", Hold.LOCKED))
    say(desk, StoreScene("verse"))
    say(desk, RecallScene("verse"), 5.0)
    assert desk.session.layers.hold("strip/0", "fader_db") is Hold.LOCKED


@given(settings_of, settings_of, st.lists(st.floats(0, 2.5), max_size=8).map(sorted))
@settings(deadline=None)
def test_a_crossfade_walks_one_way_ends_exactly_and_says_every_move(first, second, times):
    desk = make_desk()
    say(desk, Touch(first))
    say(desk, StoreScene("verse"), 5.0)
    say(desk, Touch(second), 10.0)
    start = desk.mix
    walked = desk.mix
    for change in say(desk, RecallScene("verse", 2.0), 100.0):
        walked = apply(walked, change)
    assert desk.mix == start
    scene = dict(zip(MIX.places(), (desk.session.scenes[0].values()[p] for p in MIX.places()), strict=True))
    for time in [*times, 2.5]:
        last = desk.mix
        for change in desk.walk(100.0 + time):
            assert change.source is Source.SCENE
            walked = apply(walked, change)
        assert walked == desk.mix
        for place in MIX.places():
            rows = zip(last.at(place).values, desk.mix.at(place).values, scene[place], strict=True)
            for row, (was, now, goal) in zip(PARAMS[split_place(place)[0]], rows, strict=True):
                if row.name not in ASIDE and not (place.startswith("strip") and start.get(place, "safe")):
                    assert min(was, goal) - 1e-9 <= now <= max(was, goal) + 1e-9
    assert desk.fade is None
    again = make_desk()
    say(again, Touch(first))
    say(again, StoreScene("verse"), 5.0)
    say(again, Touch(second), 10.0)
    say(again, RecallScene("verse"), 100.0)
    assert desk.session == again.session


def test_a_touched_control_leaves_a_crossfade_at_once():
    desk = make_desk()
    say(desk, StoreScene("verse", 4.0))
    say(desk, Touch([Move("strip/0", "fader_db", -40.0), Move("strip/1", "fader_db", -40.0)]), 5.0)
    say(desk, RecallScene("verse"), 10.0)
    desk.walk(12.0)
    middle = desk.session.layers.heard("strip/1", "fader_db")
    assert -40.0 < middle < 0.0
    say(desk, Touch([Move("strip/0", "fader_db", -20.0)]), 12.0)
    desk.walk(13.0)
    desk.walk(20.0)
    assert desk.session.layers.heard("strip/0", "fader_db") == -20.0
    assert desk.session.layers.heard("strip/1", "fader_db") == 0.0
    say(desk, Undo(), 21.0)
    assert desk.session.layers.heard("strip/0", "fader_db") == 0.0
    say(desk, Undo(), 22.0)
    assert desk.session.layers.heard("strip/0", "fader_db") == -40.0


def test_undo_in_the_middle_of_a_crossfade_goes_back_and_stays():
    desk = make_desk()
    say(desk, StoreScene("verse", 4.0))
    say(desk, Touch([Move("strip/0", "fader_db", -40.0)]), 5.0)
    before = desk.session
    say(desk, RecallScene("verse"), 10.0)
    desk.walk(11.0)
    say(desk, Undo(), 11.5)
    assert desk.session == before
    assert desk.walk(12.0) == []
    assert desk.session == before


def test_another_step_undone_leaves_the_crossfade_alone():
    desk = make_desk()
    say(desk, StoreScene("verse", 4.0))
    say(desk, Touch([Move("strip/0", "fader_db", -40.0)]), 5.0)
    say(desk, RecallScene("verse"), 10.0)
    say(desk, Touch([Move("strip/2", "mute", 1.0)]), 11.0)
    desk.walk(12.0)
    middle = desk.session.layers.heard("strip/0", "fader_db")
    moved = say(desk, Undo(), 12.0)
    assert [(m.place, m.param) for m in moved] == [("strip/2", "mute")]
    assert desk.session.layers.heard("strip/0", "fader_db") == middle
    desk.walk(15.0)
    assert desk.session.layers.heard("strip/0", "fader_db") == 0.0


@given(st.lists(st.tuples(acts, st.integers(1, 2), st.floats(0, 2)), max_size=20))
@settings(deadline=None, max_examples=150)
def test_everything_can_be_undone_and_redone_and_the_engine_always_hears_the_effective_mix(script):
    desk, now = make_desk(), 0.0
    begin, walked = desk.session, desk.mix
    for act, surface, pause in script:
        now += pause
        try:
            changes = desk.walk(now) + (
                wish(desk, [act[1]]) if isinstance(act, tuple) else say(desk, act, now, surface)
            )
        except (KeyError, ValueError):
            continue
        for change in changes:
            walked = apply(walked, change)
        assert walked == desk.mix == lay_over(desk.session.layers.effective(), desk.session.over)
    desk.walk(now + 10.0)
    end, mix = desk.session, desk.mix
    while desk.history.undo_what:
        desk.undo()
    assert desk.session.layers.hand == begin.layers.hand
    assert desk.session.layers.holds == {}
    assert (desk.session.over, desk.session.scenes, desk.session.safes) == (begin.over, (), {})
    while desk.history.redo_what:
        desk.redo()
    assert desk.session == end
    assert desk.mix == mix


@given(st.lists(acts, max_size=8), settings_of)
@settings(deadline=None)
def test_a_new_desk_believes_the_engine_and_leaves_what_lies_over_it(script, wished):
    desk, now = make_desk(), 0.0
    for act in script:
        now += 5.0
        try:
            desk.walk(now)
            _ = wish(desk, [act[1]]) if isinstance(act, tuple) else say(desk, act, now)
        except (KeyError, ValueError):
            continue
    desk.walk(now + 10.0)
    memory = desk.session
    wish(desk, wished)
    new = Desk(memory)
    new.adopt(desk.mix)
    assert new.mix == desk.mix
    again = new.touch([])
    for move in again:
        assert desk.mix.get(move.place, move.param) == pytest.approx(move.value, abs=1e-9)
    assert new.session.layers.holds == desk.session.layers.holds
    assert new.session.over == desk.session.over
