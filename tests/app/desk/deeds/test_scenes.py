"""Scenes: named once, in an order, each with a time of its own, and looked at without being heard."""

from __future__ import annotations

import pytest

from app.orders.mix import (
    DeleteScene,
    MoveScene,
    PreviewScene,
    RecallScene,
    RenameScene,
    SetSceneTime,
    StepScene,
    StoreScene,
    Touch,
    Undo,
)
from engine.console.moves import Move
from tests.app.told import make_desk, say


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
