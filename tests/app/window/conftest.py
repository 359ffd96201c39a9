"""A real show with a real window on it, driven by real events, without a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.material.stems import find_stems, prepare_player_file
from app.orders.mix import Give, SetDca, SetMind, SetMuteGroup, SetSolo, Touch
from app.state import State
from app.window.desk_link import DeskLink
from app.window.theme import dress
from app.window.window import Window
from engine.console.groups import Over
from engine.console.moves import Hold, Move
from engine.console.params import find_param
from tests.app.shows import TestShow, make_stems, set_folders


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders of a module's show; its desk, engine and mind need time to start."""
    folder = tmp_path_factory.mktemp("show")
    with pytest.MonkeyPatch.context() as patch:
        set_folders(patch, folder)
        yield folder


@pytest.fixture(scope="module")
def module_show(place: Path) -> Iterator[TestShow]:
    """A show of three noisy stems."""
    player = prepare_player_file(find_stems(make_stems(place / "stems")), 48000, place / "cache")
    show = TestShow(place, 3, str(player))
    yield show
    show.runner.stop()


@pytest.fixture
def show(module_show: TestShow) -> TestShow:
    """The module's show as if it had just begun: nothing held or over the mix, everything to the mind."""
    clear_over(module_show)
    module_show.send(SetMind("level"))
    for place, row in module_show.state().session.layers.holds.items():
        for param in row:
            module_show.send(Give(place, param, Hold.AUTO))
    module_show.wait(lambda s: not s.session.layers.holds and s.status.mind == "level mixes")
    return module_show


def clear_over(show: TestShow) -> None:
    """No DCAs, mute groups and solos; no sends to monitors."""
    session = show.state().session
    for index in range(len(session.over.dcas)):
        show.send(SetDca(index, f"DCA {index + 1}", [], 0.0, False))
    for index in range(len(session.over.mute_groups)):
        show.send(SetMuteGroup(index, f"Mute {index + 1}", [], False))
    show.send(SetSolo("place"))
    for index in range(len(session.layers.hand.strips)):
        rows = [find_param("strip", name) for name in ("mute", "solo", "group", "monitor1_send_db")]
        show.send(Touch([Move(f"strip/{index}", row.name, row.default) for row in rows]))
    show.wait(lambda s: s.session.over == Over())


class Stage:
    """A window on a show, and waiting for both."""

    def __init__(self, qtbot: QtBot, show: TestShow, folders: Path) -> None:
        self.qtbot, self.show, self.folders = qtbot, show, folders
        self.window = self.open()

    def open(self) -> Window:
        """Another window."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress(app)
        window = Window(DeskLink(self.folders / "runtime"))
        self.qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
        self.until(lambda: window.isActiveWindow() and len(window.mixer.strips) == 3)
        return window

    def until(self, ready: Callable[[], bool], seconds: float = 15.0) -> None:
        """Let window and desk live until something is so."""
        self.qtbot.waitUntil(ready, timeout=round(1000 * seconds))

    def live(self, seconds: float) -> None:
        """Let window and desk live for a while."""
        self.qtbot.wait(round(1000 * seconds))

    def state(self) -> State:
        """What another surface is told."""
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            self.show.runner.watch()
            time.sleep(0.01)
        return self.show.state()


@pytest.fixture
def stage(qtbot: QtBot, show: TestShow, place: Path) -> Stage:
    """A window on a show."""
    return Stage(qtbot, show, place)
