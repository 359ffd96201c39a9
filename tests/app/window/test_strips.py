"""Strips on a real desk: names, roles, colours, copies, locks, accepted suggestions; of one or of several."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtWidgets import QMenu

from app.orders.mix import Give, Reset, SetMind, SetStrip, Touch
from app.window.theme import GROUP_COLOURS
from engine.console.moves import Hold, Move
from engine.console.params import PARAMS, SECTIONS
from engine.console.session import load_session
from tests.app.window.gestures import choose, open_menu

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AUTOMATIC = {row.name for row in PARAMS["strip"] if row.automatic}


@pytest.fixture
def mixer(stage):
    """The mixer with three strips at their defaults, that the mind leaves alone."""
    stage.show.send(SetMind("level", mode="freeze"))
    stage.show.send(Reset([f"strip/{n}" for n in range(3)]))
    for number in range(3):
        stage.show.send(SetStrip([f"strip/{number}"], f"Strip {number}", "", ""))
        stage.show.send(Touch([Move(f"strip/{number}", "safe", 0.0)]))
        for param in AUTOMATIC:
            stage.show.send(Give(f"strip/{number}", param, Hold.AUTO))
    stage.show.wait(
        lambda s: not s.session.layers.holds and s.session.layers.hand.strips[0].name == "Strip 0"
    )
    stage.until(lambda: stage.window.mixer.strips[2].scribble.accessibleName() == "Strip 2")
    return stage.window.mixer


def click(stage, strip, modifiers=Qt.KeyboardModifier.NoModifier):
    stage.qtbot.mouseClick(strip.scribble, LEFT, modifiers)


def hand(stage, number):
    return stage.state().session.layers.hand.strips[number]


def test_a_name_a_role_and_a_colour_survive_on_disk_and_are_undone(stage, mixer):
    strip = mixer.strips[1]
    open_menu(strip.scribble)
    choose(mixer.row.menu, "Rename")
    entry = strip._entry
    stage.qtbot.keyClicks(entry, "Moog")
    stage.qtbot.keyClick(entry, Qt.Key.Key_Return)
    stage.until(lambda: hand(stage, 1).name == "Moog")
    open_menu(strip.scribble, QContextMenuEvent.Reason.Keyboard)
    choose(mixer.row.menu, "Role", "Bass")
    stage.until(lambda: hand(stage, 1).role == "bass")
    open_menu(strip.scribble)
    choose(mixer.row.menu, "Colour", "Teal")
    stage.until(lambda: strip.scribble.accessibleName() == "Moog, bass" and strip.view.group == "teal")
    assert "teal" in GROUP_COLOURS
    file = stage.state().file
    stage.show.wait(lambda s: s.saved)
    kept = load_session(Path(file)).layers.hand.strips[1]
    assert (kept.name, kept.role, kept.colour) == ("Moog", "bass", "teal")
    again = stage.open()
    stage.until(lambda: again.mixer.strips[1].scribble.accessibleName() == "Moog, bass")
    for _ in range(3):
        stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(
        lambda: (hand(stage, 1).name, hand(stage, 1).role, hand(stage, 1).colour) == ("Strip 1", "", "")
    )


def test_a_changed_role_reaches_the_mind_that_runs(stage, mixer):
    stage.show.send(SetMind("rules"))
    stage.show.wait(lambda s: s.status.mind == "rules mixes")
    stage.until(lambda: bool(stage.state().because.get("strip/0")), 30)
    starts, pid = stage.state().status.mind_starts, stage.state().status.mind_pid
    open_menu(mixer.strips[0].scribble)
    choose(mixer.row.menu, "Role", "Voices", "Lead vocal")
    stage.until(lambda: hand(stage, 0).role == "lead vocal")
    stage.until(lambda: "lead vocal" in stage.state().because["strip/0"].lower(), 30)
    assert (stage.state().status.mind_starts, stage.state().status.mind_pid) == (starts, pid)


def test_what_was_copied_is_pasted_to_all_that_are_selected_in_one_step(stage, mixer):
    stage.show.send(Touch([Move("strip/0", "pan", -0.5), Move("strip/0", "eq2_gain_db", 4.0)]))
    stage.until(lambda: mixer.strips[0].view.value("eq2_gain_db") == 4.0)
    click(stage, mixer.strips[0])
    stage.qtbot.keyClick(mixer, Qt.Key.Key_C, CTRL)
    stage.until(lambda: stage.state().copied == "Strip 0")
    stage.until(lambda: stage.window._link.state.copied == "Strip 0")
    click(stage, mixer.strips[1])
    click(stage, mixer.strips[2], SHIFT)
    assert mixer.row.list_picked() == ["strip/1", "strip/2"]
    open_menu(mixer.strips[2].scribble)
    choose(mixer.row.menu, "Paste a part", "EQ")
    for number in (1, 2):
        stage.until(lambda n=number: mixer.strips[n].view.value("eq2_gain_db") == 4.0)
        assert mixer.strips[number].view.value("pan") == 0.0
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    for number in (1, 2):
        stage.until(lambda n=number: mixer.strips[n].view.value("eq2_gain_db") == 0.0)
    stage.qtbot.keyClick(mixer, Qt.Key.Key_V, CTRL)
    for number in (1, 2):
        stage.until(lambda n=number: mixer.strips[n].view.value("pan") == -0.5)


def test_locks_gifts_safes_and_resets_go_to_all_that_are_selected(stage, mixer):
    click(stage, mixer.strips[0])
    click(stage, mixer.strips[2], CTRL)
    assert mixer.row.list_picked() == ["strip/0", "strip/2"]
    open_menu(mixer.strips[0].scribble)
    choose(mixer.row.menu, "Lock all")
    stage.until(lambda: mixer.strips[2].light.hold is Hold.LOCKED)
    holds = stage.state().session.layers.holds
    assert {place: set(row) for place, row in holds.items()} == dict.fromkeys(
        ("strip/0", "strip/2"), AUTOMATIC
    )
    assert {hold for row in holds.values() for hold in row.values()} == {Hold.LOCKED}
    open_menu(mixer.strips[0].scribble)
    choose(mixer.row.menu, "Unlock all")
    stage.until(lambda: mixer.strips[0].light.hold is Hold.AUTO and mixer.strips[2].light.hold is Hold.AUTO)
    open_menu(mixer.strips[2].scribble)
    choose(mixer.row.menu, "Safe")
    for number in (0, 2):
        stage.until(lambda n=number: mixer.strips[n].keys["safe"].lit)
    assert not mixer.strips[1].keys["safe"].lit
    stage.show.send(Touch([Move("strip/0", "fader_db", -9.0), Move("strip/2", "fader_db", -9.0)]))
    stage.until(lambda: mixer.strips[2].light.hold is Hold.HELD)
    open_menu(mixer.strips[2].scribble)
    choose(mixer.row.menu, "Reset", "Fader")
    for number in (0, 2):
        stage.until(lambda n=number: mixer.strips[n].fader.value == 0.0)
    open_menu(mixer.strips[2].scribble)
    choose(mixer.row.menu, "Give back")
    stage.until(lambda: not stage.state().session.layers.holds)
    stage.qtbot.keyClick(mixer, Qt.Key.Key_Escape)
    assert mixer.row.list_picked() == ["strip/2"]


def test_one_parameter_is_made_safe_from_the_menu_of_its_control(stage, mixer):
    fader = mixer.strips[1].fader
    for safe in (True, False):
        open_menu(fader)
        choose(fader.findChildren(QMenu)[-1], "Safe from recalls")
        wanted = {"strip/1": ("fader_db",)} if safe else {}
        stage.until(lambda wanted=wanted: stage.state().session.safes == wanted)
        stage.until(lambda wanted=wanted: stage.window._link.state.session.safes == wanted)


def test_a_menu_on_a_strip_that_is_not_selected_is_for_it_alone(stage, mixer):
    click(stage, mixer.strips[0])
    click(stage, mixer.strips[1], CTRL)
    open_menu(mixer.strips[2].scribble)
    assert mixer.row.chosen == 2 and mixer.row.list_picked() == ["strip/2"]
    sections = [a.text() for a in mixer.row.menu.actions() if a.text().startswith("Reset")]
    assert sections and len(SECTIONS) == 11


def test_what_the_mind_suggests_is_accepted_by_strip_and_all_together(stage, mixer):
    bar = stage.window.mind_bar
    assert not bar.keys["accept"].isVisible()
    stage.show.send(SetMind("level", mode="suggest"))
    stage.until(lambda: all(strip.accept.isVisible() for strip in mixer.strips[:2]), 30)
    assert bar.keys["accept"].isVisible() and bar.keys["accept"].isEnabled()
    stage.live(4.0)
    strip = mixer.strips[0]
    (offer,) = [value for name, value in strip.view.offers if name == "fader_db"]
    assert "Fader" in strip.accept.toolTip() and strip.view.value("fader_db") == 0.0
    stage.qtbot.mouseClick(strip.accept, LEFT)
    stage.until(lambda: strip.light.hold is Hold.HELD and not strip.accept.isVisible())
    assert strip.fader.value == pytest.approx(offer, abs=1.0)
    assert mixer.strips[1].light.hold is Hold.AUTO
    stage.qtbot.mouseClick(bar.keys["accept"], LEFT)
    stage.until(lambda: mixer.strips[1].light.hold is Hold.HELD)
    stage.until(lambda: not any(each.accept.isVisible() for each in mixer.strips))
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: mixer.strips[1].light.hold is Hold.AUTO)
    assert strip.light.hold is Hold.HELD
    stage.until(lambda: mixer.strips[1].accept.isVisible())
    stage.show.send(SetMind("level"))
    stage.until(lambda: not bar.keys["accept"].isVisible())
