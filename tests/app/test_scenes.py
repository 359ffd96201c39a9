"""Scenes: what is safe stays, what is touched leaves, and a recall is one step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.history import By
from app.obeying import obey
from app.orders.mix import (
    Copy,
    DeleteScene,
    Give,
    MoveScene,
    Paste,
    PreviewScene,
    RecallScene,
    RenameScene,
    SetDca,
    SetMuteGroup,
    SetSafe,
    SetSceneTime,
    SetSolo,
    StepScene,
    StoreScene,
    Touch,
    Undo,
)
from engine.console.groups import lay_over
from engine.console.layers import Layers
from engine.console.moves import Hold, Move, Source, apply
from engine.console.params import PARAMS, SECTIONS
from engine.console.scenes import ASIDE
from engine.console.session import Session
from engine.console.state import Mix, Strip, split_place
from models.predictor import Prediction

MIX = Mix(strips=(Strip("Vocals"), Strip("Drums", inputs=(1,)), Strip("Bass", inputs=(2,))))
NAMES = (
    "fader_db",
    "pan",
    "mute",
    "eq1_gain_db",
    "hpf_hz",
    "monitor1_send_db",
    "reverb_send_db",
    "solo",
    "safe",
)
ROWS = [row for row in PARAMS["strip"] if row.name in NAMES]

moves = st.builds(
    lambda row, strip, share: Move(
        f"strip/{strip}", row.name, row.clamp(row.low + share * (row.high - row.low))
    ),
    st.sampled_from(ROWS),
    st.integers(0, 2),
    st.floats(0, 1),
)
settings_of = st.lists(moves, max_size=10)
safes = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([r.name for r in ROWS])), max_size=5)


def make_desk(amount=1.0) -> Desk:
    return Desk(Session(layers=Layers(MIX, MIX, {}, amount)))


def say(desk, message, now=0.0, surface=1):
    return obey(desk, message, By(surface, now))


def wish(desk, moves):
    moves = tuple(Move(m.place, m.param, m.value, Source.MODEL) for m in moves)
    return desk.hear(Prediction(moves), True)


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


acts = st.one_of(
    st.builds(Touch, st.lists(moves, min_size=1, max_size=3)),
    st.builds(StoreScene, st.sampled_from("ab"), st.sampled_from([0.0, 3.0])),
    st.builds(RecallScene, st.sampled_from("ab")),
    st.builds(DeleteScene, st.sampled_from("ab")),
    st.builds(
        SetDca, st.integers(0, 1), members=st.just(["strip/0", "strip/2"]), fader_db=st.floats(-30, 10)
    ),
    st.builds(SetDca, st.integers(0, 1), fader_db=st.floats(-30, 10)),
    st.builds(SetMuteGroup, st.integers(0, 1), members=st.just(["strip/1"]), active=st.booleans()),
    st.builds(SetSolo, st.sampled_from(["place", "pfl", "afl"])),
    st.builds(Copy, st.sampled_from(["strip/0", "strip/1"])),
    st.builds(Paste, st.just(["strip/1", "strip/2"]), st.lists(st.sampled_from(list(SECTIONS)), max_size=2)),
    st.builds(SetSafe, st.just(["strip/0"]), st.just(["fader_db"]), st.booleans()),
    st.tuples(st.just("wish"), moves),
)


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


def test_scenes_are_named_once_moved_and_forgotten():
    desk = make_desk()
    for name in "abc":
        say(desk, StoreScene(name))
    say(desk, MoveScene("c", 0))
    say(desk, RenameScene("a", "intro"))
    assert [s.name for s in desk.session.scenes] == ["c", "intro", "b"]
    say(desk, DeleteScene("c"))
    say(desk, StoreScene("b", 2.0))
    assert [(s.name, s.crossfade_s) for s in desk.session.scenes] == [("intro", 0.0), ("b", 2.0)]
    with pytest.raises(ValueError, match="already"):
        say(desk, RenameScene("b", "intro"))
    with pytest.raises(KeyError, match="intro, b"):
        say(desk, RecallScene("verse"))
    with pytest.raises(ValueError, match="name"):
        say(desk, StoreScene("  "))
    with pytest.raises(ValueError, match="0 to 120"):
        say(desk, RecallScene("b", -1.0))


def test_next_and_previous_go_from_the_scene_that_was_last():
    desk = make_desk()
    with pytest.raises(ValueError, match="no scenes yet"):
        say(desk, StepScene())
    for number, name in enumerate(("intro", "verse", "end")):
        say(desk, Touch([Move("strip/0", "fader_db", -float(number))]), 5.0 * number)
        say(desk, StoreScene(name), 5.0 * number + 2)
    assert desk.session.scene == "end"
    with pytest.raises(ValueError, match="end is the last"):
        say(desk, StepScene(1))
    say(desk, StepScene(-1), 20.0)
    assert (desk.session.scene, desk.mix.get("strip/0", "fader_db")) == ("verse", -1.0)
    say(desk, RenameScene("verse", "chorus"), 21.0)
    assert desk.session.scene == "chorus"
    say(desk, StepScene(-1), 22.0)
    assert (desk.session.scene, desk.mix.get("strip/0", "fader_db")) == ("intro", 0.0)
    say(desk, Undo(), 23.0)
    assert (desk.session.scene, desk.mix.get("strip/0", "fader_db")) == ("chorus", -1.0)
    say(desk, DeleteScene("chorus"), 24.0)
    assert desk.session.scene == ""
    say(desk, StepScene(-1), 25.0)
    assert desk.session.scene == "end"


def test_the_time_of_a_scene_is_set_without_storing_it_again():
    desk = make_desk()
    say(desk, StoreScene("verse", 1.0))
    say(desk, Touch([Move("strip/0", "fader_db", -20.0)]), 5.0)
    before = desk.session.scenes[0]
    for turn in range(4):
        say(desk, SetSceneTime("verse", 2.0 + turn), 9.0 + turn / 10)
    after = desk.session.scenes[0]
    assert (after.crossfade_s, after.look) == (5.0, before.look)
    say(desk, Undo(), 20.0)
    assert desk.session.scenes[0] == before
    with pytest.raises(ValueError, match="0 to 120"):
        say(desk, SetSceneTime("verse", 121.0))


def test_a_preview_says_what_would_move_and_moves_nothing():
    desk = make_desk()
    say(desk, StoreScene("verse"))
    moves = [Move("strip/0", "fader_db", -9.0), Move("strip/2", "pan", 0.5), Move("strip/2", "mute", 1.0)]
    say(desk, Touch([*moves, Move("strip/1", "pan", 0.5), Move("strip/1", "safe", 1.0)]))
    mix = desk.mix
    say(desk, PreviewScene("verse"))
    shown = desk.show_preview()
    assert shown is not None
    assert (shown.scene, shown.count, shown.places) == ("verse", 3, ["strip/0", "strip/2"])
    assert desk.mix == mix
    say(desk, RecallScene("verse"))
    shown = desk.show_preview()
    assert shown is not None and shown.count == 0
    say(desk, DeleteScene("verse"))
    assert desk.show_preview() is None


@given(settings_of, st.lists(st.sampled_from(list(SECTIONS)), max_size=3))
@settings(deadline=None)
def test_pasting_sets_and_holds_the_chosen_sections_and_nothing_else(first, sections):
    desk = make_desk()
    wish(desk, first)
    say(desk, Touch(first[:3]))
    say(desk, Copy("strip/0"))
    before = desk.session.layers
    say(desk, Paste(["strip/1", "strip/2"], sections), 5.0)
    after = desk.session.layers
    chosen = {param for name in sections or SECTIONS for param in SECTIONS[name]}
    for place in ("strip/0", "strip/1", "strip/2"):
        for row in PARAMS["strip"]:
            pasted = row.name in chosen and place != "strip/0"
            source = "strip/0" if pasted else place
            assert after.heard(place, row.name) == before.heard(source, row.name)
            if pasted and row.automatic:
                assert after.hold(place, row.name) is not Hold.AUTO
    if after != before:
        assert desk.history.undo_what.startswith("pasting")
        say(desk, Undo(), 6.0)
    assert desk.session.layers == before


def test_sections_make_up_a_strip():
    listed = [param for params in SECTIONS.values() for param in params]
    assert len(listed) == len(set(listed))
    assert set(listed) == {row.name for row in PARAMS["strip"]} - {"solo", "safe"}


def test_a_dca_moves_nobodys_fader():
    desk = make_desk()
    say(desk, Touch([Move("strip/0", "fader_db", -6.0)]))
    hand = desk.session.layers.hand
    say(desk, SetDca(0, "Band", ["strip/0", "strip/1"]), 5.0)
    moved = say(desk, SetDca(0, fader_db=-4.0), 6.0)
    say(desk, SetDca(0, fader_db=-5.0), 6.5)
    assert {(m.place, m.param, m.value) for m in moved} == {
        ("strip/0", "fader_db", -10.0),
        ("strip/1", "fader_db", -4.0),
    }
    assert desk.session.layers.hand == hand
    assert desk.history.undo_what == "fader of Band"
    say(desk, Undo(), 9.0)
    assert desk.mix.get("strip/0", "fader_db") == -6.0
    with pytest.raises(KeyError, match="strip/7"):
        say(desk, SetDca(0, members=["strip/7"]))
    with pytest.raises(KeyError, match="DCA 99"):
        say(desk, SetDca(98))


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
