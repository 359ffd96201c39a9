"""The page of hands: what is liked opens and closes real doors, and what works is told."""

import re
import socket

import pytest
from PyQt6.QtCore import Qt

from app.orders.show import SetPreferences
from app.state import State, Status
from app.surfaces.news import MidiNews, NetworkNews
from app.window.setup.hands_view import describe
from engine.console.session import Session


@pytest.fixture
def view(stage):
    stage.window.open_page(stage.window.setup)
    stage.show.send(SetPreferences({"osc": False, "tablets": False, "osc_port": 9123, "web_port": 8123}))
    stage.until(lambda: not stage.state().preferences.osc and stage.state().network.pid == 0)
    page = stage.window.setup
    stage.qtbot.mouseClick(page.keys["HANDS"], Qt.MouseButton.LeftButton)
    assert page.hands.isVisible()
    return page.hands


def test_doors_open_and_close_as_is_liked(stage, view):
    stage.qtbot.keyClick(view.switches["osc"][0], Qt.Key.Key_Up)
    stage.qtbot.keyClick(view.switches["tablets"][0], Qt.Key.Key_Up)
    stage.until(lambda: any("http://" in right for _, _, right in view.lines), 30.0)
    net = stage.state().network
    assert net.osc > 0 and net.web > 0
    socket.create_connection((net.host, net.web), 5).close()
    codes = [left.replace(" ", "") for kind, left, _ in view.lines if kind == "code"]
    assert sorted(codes) == sorted(net.codes) and all(re.fullmatch(r"\d{6}", code) for code in codes)
    for name in ("osc", "tablets"):
        stage.qtbot.keyClick(view.switches[name][0], Qt.Key.Key_Down)
    stage.until(lambda: not any("http://" in right for _, _, right in view.lines), 30.0)
    with pytest.raises(OSError):
        socket.create_connection((net.host, net.web), 1)


def test_what_works_and_what_does_not_is_in_the_lines():
    state = State(
        Session(),
        {},
        Status(),
        1,
        midi=MidiNews(1, ("28:0 X:Mackie Control",), ()),
        network=NetworkNews(1, 9000, -1, "10.0.0.2", {"123456": "monitor 3"}, ("phone: full",), 4),
        surface_faults=("mine.toml: control 2 is wrong",),
    )
    words = "\n".join(f"{left} {right}" for _, left, right in describe(state))
    for told in ("Mackie Control", "mine.toml: control 2", "10.0.0.2, port 9000", "123 456", "monitor mix 3"):
        assert told in words
    for told in ("phone: full", "4 times"):
        assert told in words
    assert "http" not in words and "28:0" not in words
