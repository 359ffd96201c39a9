"""Strips: what a person says of them, and what is copied, pasted and reset, each in one step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.mix import Accept, Copy, Paste, Redo, Reset, SetInserts, SetStrip, Touch, Undo
from engine.console.moves import Hold, Move
from engine.console.params import PARAMS, SECTIONS
from engine.console.session import load_session, save_session
from engine.console.state import COLOURS, Insert
from models.roles import ROLES
from tests.app.told import make_desk, say, settings_of, touches, wish

facts = st.builds(
    SetStrip,
    st.lists(st.sampled_from(["strip/0", "strip/1", "strip/2"]), min_size=1, max_size=3, unique=True),
    st.none(),
    st.none() | st.sampled_from(["", *ROLES]),
    st.none() | st.sampled_from(["", *COLOURS]),
)

names = st.builds(
    SetStrip, st.sampled_from([["strip/0"], ["strip/2"]]), st.text("abc ", min_size=1).filter(str.strip)
)

inserts = st.builds(
    SetInserts,
    st.sampled_from(["strip/0", "strip/1"]),
    st.lists(st.builds(Insert, st.sampled_from(["Reverb", "Chorus"]), bypass=st.booleans()), max_size=3).map(
        tuple
    ),
)


@given(st.lists(facts | names | inserts | touches, max_size=8))
@settings(deadline=None)
def test_everything_said_of_strips_is_undone_done_again_and_kept(tmp_path_factory, script):
    desk, seen = make_desk(), []
    for turn, message in enumerate(script):
        before, steps = desk.session, len(desk.history)
        say(desk, message, 5.0 * turn)
        if len(desk.history) > steps:
            seen.append(before)
    last = desk.session
    path = tmp_path_factory.mktemp("strips") / "show.json"
    save_session(last, path)
    assert load_session(path) == last
    for before in reversed(seen):
        say(desk, Undo(), 100.0)
        assert desk.session == before
    for _ in seen:
        say(desk, Redo(), 101.0)
    assert desk.session == last


def test_what_is_said_of_a_strip_makes_no_sound_and_leaves_the_rest():
    desk = make_desk()
    assert say(desk, SetStrip(["strip/1"], name=" Kit ", role="drums", colour="teal")) == []
    strip = desk.session.layers.hand.strips[1]
    assert (strip.name, strip.role, strip.colour, strip.inputs) == ("Kit", "drums", "teal", (1,))
    assert desk.session.layers.auto.strips[1] == strip
    assert desk.mix.strips[1].name == "Kit"
    assert desk.history.undo_what == "name and role and colour of Drums"
    say(desk, SetStrip(["strip/1"], role=""), 5.0)
    assert desk.session.layers.hand.strips[1].role == ""
    assert desk.session.layers.hand.strips[1].name == "Kit"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (SetStrip(["strip/0", "strip/1"], name="Both"), "one strip"),
        (SetStrip(["strip/0"], name="  "), "needs a name"),
        (SetStrip(["strip/0"], role="kik"), "did you mean 'kick'"),
        (SetStrip(["strip/0"], colour="mauve"), "no colour"),
        (SetStrip(["master"], colour="red"), "only strips"),
        (SetStrip(["strip/9"], colour="red"), "there is no strip/9"),
        (SetInserts("master", ()), "only strips"),
        (Reset(["master"]), "strips only"),
        (Reset(["strip/0"], ["tone"]), "no section 'tone'"),
        (Accept(), "press SUGGEST"),
    ],
)
def test_what_cannot_be_said_changes_nothing_and_is_explained(message, words):
    desk = make_desk()
    before = desk.session
    with pytest.raises((KeyError, ValueError), match=words):
        say(desk, message)
    assert desk.session == before


@given(st.lists(touches, max_size=6), st.lists(st.sampled_from(list(SECTIONS)), max_size=3))
@settings(deadline=None)
def test_a_reset_puts_the_chosen_sections_to_their_defaults_and_holds_them(script, sections):
    desk = make_desk()
    for turn, message in enumerate(script):
        say(desk, message, 5.0 * turn)
    before = desk.session.layers
    say(desk, Reset(["strip/0", "strip/1"], sections), 90.0)
    after = desk.session.layers
    chosen = {param for name in sections or SECTIONS for param in SECTIONS[name]}
    for place in ("strip/0", "strip/1", "strip/2"):
        for row in PARAMS["strip"]:
            reset = row.name in chosen and place != "strip/2"
            assert after.heard(place, row.name) == (row.default if reset else before.heard(place, row.name))
            assert not reset or not row.automatic or after.hold(place, row.name) is not Hold.AUTO
    if after != before:
        say(desk, Undo(), 99.0)
    assert desk.session.layers == before


def test_copies_are_pasted_to_several_strips_in_one_step():
    desk = make_desk()
    say(desk, Touch([Move("strip/0", "pan", 0.5), Move("strip/0", "eq1_gain_db", 3.0)]))
    say(desk, Copy("strip/0"))
    say(desk, Paste(["strip/1", "strip/2"], ["eq"]), 5.0)
    assert [desk.mix.get(f"strip/{n}", "eq1_gain_db") for n in range(3)] == [3.0, 3.0, 3.0]
    assert [desk.mix.get(f"strip/{n}", "pan") for n in range(3)] == [0.5, 0.0, 0.0]
    say(desk, Undo(), 9.0)
    assert [desk.mix.get(f"strip/{n}", "eq1_gain_db") for n in range(3)] == [3.0, 0.0, 0.0]


def test_inserts_are_copied_with_all_or_by_themselves_and_reset():
    desk = make_desk()
    row = (Insert("Reverb", {"wet_level": 0.5}), Insert("Invert", bypass=True))
    say(desk, SetInserts("strip/0", row))
    say(desk, Copy("strip/0"))
    say(desk, Paste(["strip/1"], ["inserts"]), 5.0)
    say(desk, Paste(["strip/2"], ["eq"]), 10.0)
    assert [strip.inserts for strip in desk.mix.strips] == [row, row, ()]
    say(desk, Paste(["strip/2"]), 15.0)
    assert desk.mix.strips[2].inserts == row
    say(desk, Reset(["strip/0", "strip/1"], ["inserts"]), 20.0)
    assert [strip.inserts for strip in desk.mix.strips] == [(), (), row]
    say(desk, Undo(), 25.0)
    assert [strip.inserts for strip in desk.mix.strips] == [row, row, row]
    assert not desk.session.layers.holds.get("strip/1")


def test_turning_an_insert_is_one_step_and_adding_one_is_another():
    desk = make_desk()
    say(desk, SetInserts("strip/0", (Insert("Reverb"),)), 0.0)
    for turn in range(5):
        say(desk, SetInserts("strip/0", (Insert("Reverb", {"wet_level": turn / 10}),)), 0.2 + turn / 10)
    assert len(desk.history) == 2
    say(desk, SetInserts("strip/0", (Insert("Reverb", {"wet_level": 9.0}),)), 5.0)
    assert desk.mix.strips[0].inserts[0].params == {"wet_level": 1.0}


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
