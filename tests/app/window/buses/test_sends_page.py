"""Sends on faders, on a real desk: the hand moves a send, the bus is heard, the main fader stays."""

import pytest
from PyQt6.QtCore import QPointF, Qt

from app.orders.mix import Give, SetMind, Touch
from engine.console.moves import Hold, Move
from engine.target import place_rows
from tests.app.window.gestures import double_click, drag

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
MONITOR_1, REVERB = 2, 0


@pytest.fixture
def page(stage):
    """The page on a show that stands still."""
    stage.show.send(SetMind("level", mode="freeze"))
    stage.window.open_sends(MONITOR_1)
    stage.until(lambda: len(stage.window.sends.strips) == 3)
    return stage.window.sends


def read_bus(stage, kind, index=None):
    rows = list(place_rows(kind, index))
    return float(stage.show.meters().shared.read("bus_rms")["bus_rms"][rows].max())


def test_a_send_fader_moves_the_monitor_and_is_undone_in_one_step(stage, page):
    main = stage.state().session.layers.heard("strip/0", "fader_db")
    fader = page.strips[0].fader
    assert fader.row.name == "monitor1_send_db" and fader.value <= -100
    stage.until(lambda: read_bus(stage, "monitor", 0) < 1e-4)
    drag(fader, fader.cap_rect().center(), QPointF(0, -220))
    moved = fader.value
    assert moved > -20.0
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "monitor1_send_db") == moved)
    stage.until(lambda: read_bus(stage, "monitor", 0) > 1e-3)
    stage.until(lambda: all(meter._top > 0 for meter in page.bus.meters))
    assert stage.state().session.layers.heard("strip/0", "fader_db") == main
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Z, CONTROL)
    stage.until(lambda: fader.value <= -100)
    stage.until(lambda: read_bus(stage, "monitor", 0) < 1e-4)


def test_the_pan_of_a_monitor_send_moves_no_other_pan(stage, page):
    page.strips[1].fader.set_by_hand(0.0)
    page.strips[1].pan.set_by_hand(-1.0)
    stage.until(lambda: stage.state().session.layers.heard("strip/1", "monitor1_pan") == -1.0)
    left, right = place_rows("monitor", 0)
    read = stage.show.meters().shared.read
    stage.until(lambda: read("bus_rms")["bus_rms"][left] > 1e-3 and read("bus_rms")["bus_rms"][right] < 1e-4)
    assert stage.state().session.layers.heard("strip/1", "pan") != -1.0
    page.strips[1].pan.set_by_hand(0.0)


def test_a_send_that_a_mind_may_move_is_held_and_given_back(stage, page):
    stage.window.open_sends(REVERB)
    strip = page.strips[2]
    assert strip.fader.row.name == "reverb_send_db" and strip.pan.isHidden()
    strip.fader.set_by_hand(-10.0)
    stage.until(lambda: stage.state().session.layers.hold("strip/2", "reverb_send_db") is Hold.HELD)
    stage.until(lambda: strip.light.hold is Hold.HELD)
    stage.show.send(Touch([Move("strip/2", "fader_db", -3.0)]))
    stage.until(lambda: stage.state().session.layers.hold("strip/2", "fader_db") is Hold.HELD)
    stage.qtbot.mouseClick(strip.light, LEFT)
    stage.until(lambda: strip.light.hold is Hold.AUTO)
    assert stage.state().session.layers.hold("strip/2", "fader_db") is Hold.HELD
    stage.qtbot.mouseClick(strip.light, LEFT, CONTROL)
    stage.until(lambda: stage.state().session.layers.hold("strip/2", "reverb_send_db") is Hold.LOCKED)
    stage.qtbot.mouseClick(strip.light, LEFT, CONTROL)
    stage.until(lambda: strip.light.hold is Hold.AUTO)


def test_a_ghost_stands_where_the_mind_wants_a_send(stage, page):
    stage.window.open_sends(REVERB)
    fader = page.strips[0].fader
    drag(fader, fader.cap_rect().center(), QPointF(0, -150))
    stage.until(lambda: fader.hold is Hold.HELD and fader.ghost is not None)
    double_click(stage.qtbot, fader, fader.cap_rect().center())
    stage.until(lambda: fader.hold is Hold.AUTO)


def test_pre_and_post_fader(stage, page):
    stage.window.open_sends(REVERB)
    key = page.strips[0].pre
    stage.qtbot.mouseClick(key, LEFT)
    stage.until(lambda: key.lit)
    assert stage.state().session.layers.heard("strip/0", "reverb_pre") == 1.0
    stage.qtbot.mouseClick(key, LEFT)
    stage.until(lambda: not key.lit)
    stage.window.open_sends(MONITOR_1)
    assert key.lit and not key.isEnabled()


def test_destinations_by_key_and_shortcut_and_it_is_said_what_the_faders_are(stage, page):
    for number, key in enumerate(page.bar.keys):
        stage.qtbot.mouseClick(key, LEFT)
        assert page.number == number and key.lit
        assert page.bar.accessibleName() == f"Faders are sends to {key.text()}"
        assert {strip.fader.row.name for strip in page.strips} == {page.strips[0].fader.row.name}
        assert page.bus.isVisible() and sum(bus.isVisible() for bus in page.buses) == 1
    page.strips[0].fader.setFocus()
    stage.qtbot.keyClick(page.strips[0].fader, Qt.Key.Key_Down, CONTROL)
    assert page.number == 0
    stage.qtbot.keyClick(page.strips[0].fader, Qt.Key.Key_Up, CONTROL)
    assert page.number == len(page.bar.keys) - 1
    stage.qtbot.keyClick(page.strips[0].fader, Qt.Key.Key_Escape)
    assert stage.window.page is stage.window.mixer


def test_changing_the_destination_under_a_hand_lets_go_and_moves_nothing_else(stage, page):
    fader = page.strips[0].fader
    drag(fader, fader.cap_rect().center(), QPointF(0, -200))
    moved = fader.value
    page.send_to(MONITOR_1 + 1)
    assert fader.value <= -100 and not fader.grabbed
    stage.live(0.5)
    assert stage.state().session.layers.heard("strip/0", "monitor1_send_db") == moved
    assert stage.state().session.layers.heard("strip/0", "monitor2_send_db") <= -100


def test_the_bus_stands_at_the_right_with_its_settings(stage, page):
    stage.window.open_sends(REVERB)
    bar = page.panel.bars["room_size"]
    bar.set_by_hand(0.25)
    stage.until(lambda: stage.state().session.layers.hand.get("reverb", "room_size") == 0.25)
    stage.qtbot.mouseClick(page.bus.mute, LEFT)
    stage.until(lambda: page.bus.mute.lit)
    stage.qtbot.mouseClick(page.bus.mute, LEFT)
    stage.until(lambda: not page.bus.mute.lit)
    stage.show.send(Touch([Move("strip/1", "reverb_send_db", -3.0)]))
    stage.until(lambda: ("Strip 1", "", -3.0) in page.panel.sent.sent)
    stage.show.send(Give("strip/1", "reverb_send_db", Hold.AUTO))
