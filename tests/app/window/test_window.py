"""The window on a real desk: what the hand does is heard and stays; the mind cannot undo it."""

import os
import signal

import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt

from app.desk.history import RIDE_S
from app.orders.mix import Give, SetMacros, SetMind, Touch
from engine.console.moves import Hold, Move
from tests.app.window.gestures import double_click, drag, mouse, press, turn_wheel

LEFT = Qt.MouseButton.LeftButton


def test_a_dragged_fader_is_held_and_the_mind_cannot_move_it(stage):
    fader = stage.window.mixer.strips[1].fader
    start = fader.cap_rect().center()
    drag(fader, start, QPointF(0, 80))
    moved = fader.value
    assert moved < -5.0
    stage.until(lambda: stage.state().session.layers.hold("strip/1", "fader_db") is Hold.HELD)
    assert stage.state().session.layers.heard("strip/1", "fader_db") == pytest.approx(moved, abs=1e-6)
    stage.live(2.0)
    assert stage.state().session.layers.heard("strip/1", "fader_db") == pytest.approx(moved, abs=1e-6)
    assert fader.ghost is not None and abs(fader.ghost - moved) > 1.0
    assert fader.hold is Hold.HELD and fader.value == pytest.approx(moved, abs=1e-6)
    assert stage.window.mixer.strips[1].light.hold is Hold.HELD
    double_click(stage.qtbot, fader, fader.cap_rect().center())
    stage.until(lambda: fader.hold is Hold.AUTO)
    stage.until(lambda: abs(fader.value - moved) > 0.5)
    assert stage.state().session.layers.hold("strip/1", "fader_db") is Hold.AUTO


def test_a_ride_and_giving_back_are_each_undone_in_one_step(stage):
    fader = stage.window.mixer.strips[1].fader
    drag(fader, fader.cap_rect().center(), QPointF(0, 80))
    moved = fader.value
    stage.until(lambda: stage.state().session.layers.hold("strip/1", "fader_db") is Hold.HELD)
    turn_wheel(stage.window.mixer.strips[0].pan, 2)
    stage.until(lambda: all(stage.window.mixer.strips[n].light.hold is Hold.HELD for n in (0, 1)))
    stage.qtbot.mouseClick(stage.window.mind_bar.keys["give"], LEFT)
    stage.until(lambda: stage.state().session.layers.hold("strip/0", "pan") is Hold.AUTO)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    for place, param in (("strip/1", "fader_db"), ("strip/0", "pan")):
        stage.until(lambda p=place, n=param: stage.state().session.layers.hold(p, n) is Hold.HELD)
    assert stage.state().session.layers.heard("strip/1", "fader_db") == pytest.approx(moved, abs=1e-6)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: stage.state().session.layers.hold("strip/0", "pan") is Hold.AUTO)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: stage.state().session.layers.hold("strip/1", "fader_db") is Hold.AUTO)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: fader.value == pytest.approx(moved, abs=1e-6))


def test_a_ride_with_a_rest_in_it_is_one_step_until_the_hand_lets_go(stage):
    fader = stage.window.mixer.strips[2].fader
    start = fader.cap_rect().center()
    press(fader, start)
    mouse(fader, QEvent.Type.MouseMove, start + QPointF(0, 40))
    stage.live(RIDE_S + 0.4)
    mouse(fader, QEvent.Type.MouseMove, start + QPointF(0, 80))
    mouse(fader, QEvent.Type.MouseButtonRelease, start + QPointF(0, 80), down=False)
    low = fader.value
    stage.until(
        lambda: stage.state().session.layers.heard("strip/2", "fader_db") == pytest.approx(low, abs=1e-6)
    )
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: stage.state().session.layers.hold("strip/2", "fader_db") is Hold.AUTO)


def test_a_touch_alone_holds_without_moving(stage):
    pan = stage.window.mixer.strips[0].pan
    before = pan.value
    press(pan, QPointF(pan.rect().center()))
    stage.until(lambda: stage.state().session.layers.hold("strip/0", "pan") is Hold.HELD)
    assert stage.state().session.layers.heard("strip/0", "pan") == before


def test_the_audio_follows_the_fader(stage):
    strip = stage.window.mixer.strips[0]
    gauges = stage.show.meters()

    def rms():
        return float(gauges.shared.read("strip_out_rms")["strip_out_rms"][0])

    strip.fader.set_by_hand(0.0)
    stage.live(1.5)
    loud = rms()
    strip.fader.set_by_hand(-20.0)
    stage.until(lambda: rms() < 0.12 * loud)
    assert rms() == pytest.approx(0.1 * loud, rel=0.25)


def test_the_light_gives_back_and_locks(stage):
    strip = stage.window.mixer.strips[2]
    turn_wheel(strip.fader, -4)
    turn_wheel(strip.pan, 2)
    stage.until(lambda: strip.light.hold is Hold.HELD and strip.light.count == 2)
    stage.qtbot.mouseClick(strip.light, LEFT)
    stage.until(lambda: strip.light.hold is Hold.AUTO)
    stage.qtbot.mouseClick(strip.light, LEFT, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: strip.light.hold is Hold.LOCKED)
    stage.qtbot.mouseClick(strip.light, LEFT)
    stage.qtbot.mouseClick(stage.window.mind_bar.keys["give"], LEFT)
    stage.live(0.5)
    assert strip.light.hold is Hold.LOCKED
    stage.qtbot.mouseClick(strip.light, LEFT, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: strip.light.hold is Hold.AUTO)


def test_switches_do_what_they_say_and_show_what_the_desk_knows(stage):
    strip = stage.window.mixer.strips[0]
    for name, key in strip.keys.items():
        stage.qtbot.mouseClick(key, LEFT)
        stage.until(lambda key=key: key.lit)
        assert stage.state().session.layers.heard("strip/0", name) == 1.0
        stage.qtbot.mouseClick(key, LEFT)
        stage.until(lambda key=key: not key.lit)


def test_panic_is_the_hand_mix_without_automation_in_one_click(stage):
    stage.show.send(Touch([Move("strip/1", "fader_db", -9.0)]))
    stage.until(lambda: abs(stage.window.mixer.strips[0].fader.value) > 1.0)
    stage.qtbot.mouseClick(stage.window.mind_bar.keys["panic"], LEFT)
    stage.until(lambda: stage.window.mind_bar.keys["panic"].lit)
    state = stage.state()
    assert (state.session.mode, state.session.layers.amount) == ("freeze", 0.0)
    assert state.session.layers.effective() == state.session.layers.hand
    heard = state.session.layers.effective()
    stage.live(2.0)
    assert stage.state().session.layers.effective() == heard
    assert stage.window.mixer.strips[1].fader.value == -9.0


def test_freeze_suggest_and_amount(stage):
    bar = stage.window.mind_bar
    stage.show.send(SetMind("level", mode="freeze"))
    stage.show.send(Touch([Move("strip/0", "fader_db", -25.0)]))
    stage.show.send(Give("strip/0", "fader_db", Hold.AUTO))
    stage.qtbot.mouseClick(bar.keys["suggest"], LEFT)
    stage.until(lambda: bar.keys["suggest"].lit)
    stage.until(lambda: bool(stage.window.mixer.strips[0].fader.ghost))
    still = stage.state().session.layers.effective()
    stage.live(1.0)
    assert stage.state().session.layers.effective() == still
    stage.qtbot.mouseClick(bar.keys["freeze"], LEFT)
    stage.until(lambda: bar.keys["freeze"].lit and not bar.keys["suggest"].lit)
    stage.qtbot.mouseClick(bar.keys["freeze"], LEFT)
    stage.until(lambda: not bar.keys["freeze"].lit)
    bar.amount.set_by_hand(40.0)
    stage.until(lambda: stage.state().session.layers.amount == pytest.approx(0.4))


def test_style_and_another_mind(stage):
    bar = stage.window.mind_bar
    bar.chooser.fill_menu()
    actions = {action.text().split()[0]: action for action in bar.chooser.menu.actions()}
    assert {"level", "rules", "console"} <= set(actions)
    actions["console"].trigger()
    stage.until(lambda: [each.label for each in bar.macros] == ["drums", "bass", "music", "voice"], 30)
    bar.macros[0].set_by_hand(3.0)
    stage.until(lambda: stage.state().session.macros.get("drums") == 3.0)
    stage.show.send(SetMacros({"voice": -2.0}))
    stage.until(lambda: bar.macros[3].value == -2.0)
    stage.show.send(SetMind("level"))
    stage.until(lambda: not bar.macros, 30)


def test_two_windows_keep_in_step_and_a_reopened_one_shows_the_same(stage):
    other = stage.open()
    stage.window.mixer.strips[0].fader.set_by_hand(-12.0)
    stage.window.mixer.strips[1].pan.set_by_hand(-0.5)
    stage.show.send(Give("strip/2", "fader_db", Hold.LOCKED))
    for window in (stage.window, other):
        stage.until(lambda w=window: w.mixer.strips[0].fader.value == -12.0)
        stage.until(lambda w=window: w.mixer.strips[1].pan.hold is Hold.HELD)
        stage.until(lambda w=window: w.mixer.strips[2].light.hold is Hold.LOCKED)
    stage.window.close()
    again = stage.open()
    stage.until(lambda: again.mixer.strips[0].fader.value == -12.0)
    assert again.mixer.strips[1].pan.value == -0.5
    assert again.mixer.strips[2].light.hold is Hold.LOCKED


def test_a_desk_that_dies_is_said_and_found_again(stage):
    stage.window.mixer.strips[0].fader.set_by_hand(-12.0)
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "fader_db") == -12.0)
    old = stage.state().pid
    os.kill(old, signal.SIGKILL)
    stage.until(lambda: "desk went away" in stage.window.page_bar.status.trouble)

    def is_back():
        stage.show.runner.watch()
        return stage.window.page_bar.status.trouble == "" and stage.window._link.state.pid != old

    stage.until(is_back, 30)
    assert stage.window.mixer.strips[0].fader.value == -12.0
    stage.window.mixer.strips[0].fader.set_by_hand(-3.0)
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "fader_db") == -3.0)
