"""Buses in the window are the buses of the desk."""

from PyQt6.QtCore import QPointF, Qt

from app.window.buses.buses_page import PLACES
from engine.console.params import PARAMS
from engine.console.state import split_place
from engine.target import place_rows
from tests.app.window.gestures import drag

LEFT = Qt.MouseButton.LeftButton


def test_a_strip_goes_to_a_group_and_the_group_fader_to_the_desk(stage):
    window, page = stage.window, stage.window.buses
    window.open_strip(0)
    window.strip_page.group.setFocus()
    stage.qtbot.keyClick(window.strip_page.group, Qt.Key.Key_Down)
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "group") == 1.0)
    window.open_page(page)
    bus = page.buses["group/0"]
    stage.until(lambda: all(meter._top > 0 for meter in bus.meters))
    stage.qtbot.mouseClick(bus.scribble, LEFT)
    assert page.chosen == "group/0"
    stage.until(lambda: [chip.is_member for chip in page.panel.spill.chips] == [True, False, False])
    stage.qtbot.mouseClick(page.panel.spill.chips[1], LEFT)
    stage.until(lambda: stage.state().session.layers.heard("strip/1", "group") == 1.0)
    drag(bus.fader, bus.fader.cap_rect().center(), QPointF(0, 60))
    low = bus.fader.value
    assert low < -3.0
    stage.until(lambda: stage.state().session.layers.hand.get("group/0", "fader_db") == low)
    stage.qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: bus.fader.value == 0.0)


def test_a_muted_monitor_is_silent_and_the_menu_names_the_groups(stage):
    window, page = stage.window, stage.window.buses
    window.open_sends(2)
    window.sends.strips[0].fader.set_by_hand(0.0)
    window.open_page(page)
    bus = page.buses["monitor/0"]
    row = place_rows("monitor", 0)[0]
    peaks = stage.show.meters().shared.read
    stage.until(lambda: peaks("bus_peak")["bus_peak"][row] > 1e-2)
    page.choose("monitor/0")
    page.setFocus()
    stage.qtbot.keyClick(page, Qt.Key.Key_M)
    stage.until(lambda: bus.mute.lit)
    stage.until(lambda: peaks("bus_peak")["bus_peak"][row] < 1e-3)
    stage.qtbot.keyClick(page, Qt.Key.Key_M)
    stage.until(lambda: not bus.mute.lit)
    chooser = window.strip_page.group
    window.open_strip(0)
    chooser.fill_menu()
    names = [action.text() for action in chooser.menu.actions()]
    assert names == ["Master", "Group 1", "Group 2", "Group 3", "Group 4"]
    chooser.menu.actions()[3].trigger()
    stage.until(lambda: stage.state().session.layers.heard("strip/0", "group") == 3.0)


def test_every_setting_of_every_bus_is_within_reach(stage):
    page = stage.window.buses
    stage.window.open_page(page)
    for place in PLACES:
        page.choose(place)
        kind, _ = split_place(place)
        wanted = {row.name for row in PARAMS[kind]} - {"fader_db", "mute"}
        assert set(page.panel.bars) == wanted
        for bar in page.panel.bars.values():
            assert page.panel.rect().contains(bar.geometry()) and bar.height() >= 28


def test_brackets_go_from_bus_to_bus_and_a_double_click_puts_sends_on_faders(stage):
    window, page = stage.window, stage.window.buses
    window.open_page(page)
    page.choose("reverb")
    stage.qtbot.keyClick(page, Qt.Key.Key_BracketRight)
    assert page.chosen == "delay" and page.buses["delay"].fader.hasFocus()
    stage.qtbot.mouseDClick(page.buses["monitor/1"].scribble, LEFT)
    assert window.page is window.sends and window.sends.number == 3
    stage.qtbot.mouseClick(window.sends.bus.scribble, LEFT)
    assert window.page is page and page.chosen == "monitor/1"
