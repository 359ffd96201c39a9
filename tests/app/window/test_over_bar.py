"""Solos from every page: how they are heard, and how they end."""

import pytest
from PyQt6.QtCore import Qt

from app.orders.mix import SetMind
from engine.target import MASTER, place_rows

LEFT, CONTROL, ALT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def read_row(stage, row):
    return float(stage.show.meters().shared.read("bus_rms")["bus_rms"][row])


def choose(stage, words):
    bar = stage.window.over_bar
    bar.fill_menu()
    next(action for action in bar.menu.actions() if action.text().startswith(words)).trigger()


def test_pfl_is_heard_on_its_monitor_and_leaves_the_main_mix_alone(stage):
    stage.show.send(SetMind("level", mode="freeze"))
    window = stage.window
    choose(stage, "PFL")
    stage.until(lambda: window.over_bar.solo.more.startswith("PFL"))
    choose(stage, "Solos play on Monitor 2")
    stage.until(lambda: stage.state().session.over.solo.monitor == 2)
    stage.until(lambda: window.over_bar.solo.more == "PFL on mon 2")
    stage.live(1.0)
    before = read_row(stage, MASTER)
    monitor = place_rows("monitor", 1)[0]
    assert before > 1e-3 and read_row(stage, monitor) < 1e-4
    stage.qtbot.mouseClick(window.mixer.strips[2].keys["solo"], LEFT)
    stage.until(lambda: read_row(stage, monitor) > 1e-3)
    stage.live(1.0)
    assert read_row(stage, MASTER) == pytest.approx(before, rel=0.1)
    assert not window.mixer.strips[0].keys["mute"].half
    choose(stage, "In place")
    stage.until(lambda: read_row(stage, MASTER) < 0.7 * before)
    stage.until(lambda: window.mixer.strips[0].keys["mute"].half)
    assert "solo of Strip 2" in window.mixer.strips[0].keys["mute"].toolTip()
    stage.qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    stage.until(lambda: stage.state().session.over.solo.mode == "pfl")
    stage.until(lambda: read_row(stage, MASTER) > 0.9 * before)


def test_solos_are_counted_and_cleared_in_one_step_from_any_page(stage):
    window = stage.window
    for index in (0, 2):
        stage.qtbot.mouseClick(window.mixer.strips[index].keys["solo"], LEFT)
    stage.until(lambda: window.over_bar.clear.more == "2 soloed")
    for page in window.titled:
        window.open_page(page)
        assert window.over_bar.clear.isVisible()
        assert window.page_bar.rect().contains(window.over_bar.geometry())
        assert not window.over_bar.geometry().intersects(window.page_bar.status.geometry())
    stage.qtbot.mouseClick(window.over_bar.clear, LEFT)
    stage.until(lambda: not window.over_bar.clear.isVisible())
    assert not any(stage.state().session.layers.heard(f"strip/{n}", "solo") for n in range(3))
    stage.qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    stage.until(lambda: window.over_bar.clear.more == "2 soloed")
    stage.qtbot.keyClick(window, Qt.Key.Key_S, ALT)
    stage.until(lambda: not window.over_bar.clear.isVisible())
