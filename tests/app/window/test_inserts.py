"""Insert effects from the strip page of a real desk: added, turned, moved, bypassed, heard, kept, undone."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt

from app.orders.mix import SetInserts, SetMind, Touch
from app.window.inserts.insert_board import KINDS, name_effect
from engine.console.effects import EFFECTS, MOST_INSERTS
from engine.console.moves import Move
from engine.console.session import load_session
from engine.console.state import Insert
from tests.app.window.gestures import choose

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(stage):
    """The strip page of the first strip with its inserts in sight, of which there are none."""
    stage.show.send(SetMind("level", mode="freeze"))
    stage.show.send(Touch([Move("strip/0", "fader_db", 0.0)]))
    stage.show.send(SetInserts("strip/0", ()))
    stage.show.wait(lambda s: not s.session.layers.hand.strips[0].inserts)
    stage.window.open_strip(0)
    stage.qtbot.mouseClick(stage.window.strip_page.keys["inserts"], LEFT)
    stage.until(lambda: not stage.window.strip_page.inserts.rows)
    stage.live(0.5)
    return stage.window.strip_page


def effects(stage):
    return [insert.effect for insert in stage.state().session.layers.hand.strips[0].inserts]


def add(stage, panel, *path):
    count = len(panel.rows)
    stage.qtbot.mouseClick(panel.add, LEFT)
    choose(panel.menu, *path)
    stage.until(lambda: len(panel.rows) == count + 1)


def rms(stage):
    return float(stage.show.meters().shared.read("strip_out_rms")["strip_out_rms"][0])


def test_an_insert_is_heard_turned_bypassed_kept_and_undone(stage, page):
    panel = page.inserts
    loud = rms(stage)
    add(stage, panel, "Dynamics", "Gain")
    stage.until(lambda: page.keys["inserts"].more == "1 of 1 play")
    bar = panel.params.bars["gain_db"]
    assert bar.value == 0.0
    bar.set_by_hand(-30.0)
    stage.until(lambda: rms(stage) < 0.08 * loud)
    pid = stage.state().status.engine_pid
    stage.qtbot.mouseClick(panel.rows[0].keys["bypass"], LEFT)
    stage.until(lambda: rms(stage) > 0.7 * loud)
    stage.until(lambda: page.keys["inserts"].more == "0 of 1 play")
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: rms(stage) < 0.08 * loud)
    stage.show.wait(lambda s: s.saved)
    kept = load_session(Path(stage.state().file)).layers.hand.strips[0].inserts
    assert kept == (Insert("Gain", {"gain_db": -30.0}),)
    stage.show.kill(pid)
    stage.show.wait(lambda s: s.status.engine_pid not in (0, pid) and s.status.engine == "plays")
    stage.until(lambda: 0.0 < rms(stage) < 0.08 * loud)
    for _ in range(2):
        stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: not panel.rows)
    stage.until(lambda: rms(stage) > 0.7 * loud)


def test_inserts_are_ordered_and_removed_by_keys(stage, page):
    panel = page.inserts
    for path in (("Space", "Reverb"), ("Filters", "High shelf filter"), ("Colouring", "Invert")):
        add(stage, panel, *path)
    assert effects(stage) == ["Reverb", "HighShelfFilter", "Invert"]
    assert panel.chosen == 2 and not panel.params.bars
    stage.qtbot.mouseClick(panel.rows[2].keys["up"], LEFT)
    stage.until(lambda: effects(stage) == ["Reverb", "Invert", "HighShelfFilter"])
    stage.until(lambda: panel.rows[1].accessibleName().endswith("Invert"))
    panel.rows[1].setFocus()
    stage.qtbot.keyClick(panel.rows[1], Qt.Key.Key_Up, CTRL)
    stage.until(lambda: effects(stage) == ["Invert", "Reverb", "HighShelfFilter"])
    stage.qtbot.mouseClick(panel.rows[2], LEFT)
    stage.until(lambda: "cutoff_frequency_hz" in panel.params.bars)
    stage.qtbot.keyClick(panel.rows[2], Qt.Key.Key_Delete)
    stage.until(lambda: effects(stage) == ["Invert", "Reverb"])
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CTRL)
    stage.until(lambda: effects(stage) == ["Invert", "Reverb", "HighShelfFilter"])
    stage.until(lambda: stage.window.mixer.strips[0].view is not None)
    stage.window.open_mixer()
    stage.until(lambda: stage.window.mixer.strips[0].view.inserts == (True, True, True))


def test_what_cannot_be_had_is_told_and_plays_on(stage, page):
    stage.show.send(SetInserts("strip/0", (Insert("/nowhere/Missing.vst3"),)))
    stage.until(lambda: "Missing.vst3: no such plugin" in stage.window.page_bar.status.trouble)
    stage.show.send(SetInserts("strip/0", (Insert("Echo"),)))
    stage.until(lambda: "Echo: no such effect" in stage.window.page_bar.status.trouble)
    stage.show.send(SetInserts("strip/0", tuple(Insert("Invert") for _ in range(MOST_INSERTS + 1))))
    stage.until(lambda: "room for 8 inserts" in stage.window.page_bar.status.trouble)
    assert rms(stage) > 0.0


def test_every_effect_stands_in_one_kind_and_has_a_name():
    listed = [effect for effects in KINDS.values() for effect in effects]
    assert sorted(listed) == sorted(EFFECTS)
    assert name_effect("HighShelfFilter", {}) == "High shelf filter"
    assert name_effect("/usr/lib/vst3/ZamGate.vst3", {}) == "ZamGate"
