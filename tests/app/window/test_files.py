"""A show is begun, sessions are opened and saved; no dialog is needed and nothing is left behind."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication

from app.material.sessions import Glance, glance, remember_session
from app.orders.show import OpenSession
from app.show import end_leftovers, show_runs, stop_show
from app.window.desk_link import DeskLink
from app.window.files.glances import describe, list_folder, write_when
from app.window.files.launcher import reap
from app.window.theme import dress
from app.window.window import Window
from engine.console.layers import Layers
from engine.console.session import Patch, Session, load_session, save_session
from engine.console.state import Mix, Strip
from tests.app.conftest import find_processes
from tests.app.shows import make_stems
from tests.app.window.gestures import double_click

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_glance_tells_what_a_session_holds_and_names_what_is_none(tmp_path):
    mix = Mix(strips=(Strip("A"), Strip("B")))
    save_session(
        Session("Friday", Layers(mix, mix), Patch(stems="/music/band"), "rules"), tmp_path / "f.json"
    )
    look = glance(tmp_path / "f.json")
    assert (look.name, look.strips, look.mind, look.fault) == ("Friday", 2, "rules", "")
    assert describe(look) == "2 strips  ·  rules  ·  stems of /music/band"
    for content in (b"{", b"[]", b'{"name": "x"}', b"\xff\x00"):
        (tmp_path / "bad.json").write_bytes(content)
        assert glance(tmp_path / "bad.json").fault
    assert "cannot be read" in describe(glance(tmp_path / "nowhere.json"))


@given(st.floats(1e8, 4e9), st.floats(0, 1e7))
def test_times_are_today_yesterday_or_a_date(now, ago):
    words = write_when(now - ago, now)
    if ago < 1.0 and time.localtime(now - ago)[:3] == time.localtime(now)[:3]:
        assert words.startswith("today")
    if ago > 2 * 86400:
        assert not words.startswith(("today", "yesterday"))


def test_a_folder_lists_folders_with_their_sounds_and_sessions_only(tmp_path):
    make_stems(tmp_path / "b band", tracks=2)
    (tmp_path / "A empty").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "show.json").write_text("{}")
    entries, fault = list_folder(tmp_path)
    assert not fault
    names = [(each.path.name, each.kind, each.sounds) for each in entries[1:]]
    assert names == [("A empty", "folder", 0), ("b band", "folder", 2), ("show.json", "session", 0)]
    assert list_folder(tmp_path / "gone")[1]
    assert Glance("x", "x").fault == ""


@pytest.fixture
def lone(qtbot, folders, monkeypatch):
    """A window without a show; whatever it began is ended, and nothing may be left."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app)
    (folders / "runtime").mkdir(exist_ok=True)
    window = Window(DeskLink(folders / "runtime"))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    yield window
    window.close()
    if show_runs(folders / "runtime"):
        stop_show()
    end_leftovers(folders / "runtime")
    qtbot.waitUntil(lambda: find_processes(folders) == [], timeout=25000)
    qtbot.waitUntil(lambda: not reap(), timeout=25000)


def wait(qtbot, ready, seconds=30):
    qtbot.waitUntil(ready, timeout=1000 * seconds)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_demo_show_is_begun_from_nothing_goes_on_without_the_window_and_is_ended(qtbot, lone, folders):
    assert lone.page is lone.first and lone.mind_bar.isHidden()
    qtbot.mouseClick(lone.first.cards["demo"], LEFT)
    wait(qtbot, lambda: "Demo band" in lone.first.progress.words, 60)
    wait(qtbot, lambda: len(lone.mixer.strips) == 10, 150)
    assert lone.page is lone.mixer and not lone.mind_bar.isHidden()
    lone.close()
    assert show_runs(folders / "runtime")
    again = Window(DeskLink(folders / "runtime"))
    qtbot.addWidget(again)
    again.show()
    wait(qtbot, lambda: len(again.mixer.strips) == 10)
    again.open_page(again.setup)
    for _ in range(2):
        qtbot.mouseClick(again.setup.end, LEFT)
    wait(qtbot, lambda: again.page is again.first)
    wait(qtbot, lambda: find_processes(folders) == [])
    assert [Path(file).name for file in again.first.recent.files] == ["demo.json"]
    assert load_session(folders / "data/sessions/demo.json").patch.driver == "clock"
    again.close()


def test_making_ready_is_cancelled_and_leaves_nothing(qtbot, lone, folders):
    qtbot.mouseClick(lone.first.cards["demo"], LEFT)
    wait(qtbot, lambda: lone.first.progress.share > 0.0, 60)
    assert not lone.first.cards["stems"].isEnabled()
    qtbot.mouseClick(lone.first.cancel, LEFT)
    wait(qtbot, lambda: not lone.launcher.busy)
    assert lone.first.cards["stems"].isEnabled() and lone.first.words.words == ""
    assert not show_runs(folders / "runtime")
    assert find_processes(folders) == []
    assert not (folders / "data" / "sessions").exists()


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), action, data, LEFT, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), action, data, LEFT, keys))


def test_a_folder_without_sound_is_named_and_one_with_stems_is_played(qtbot, lone, folders):
    (folders / "nothing").mkdir()
    drop(lone, folders / "nothing")
    wait(qtbot, lambda: "holds no sound files" in lone.first.words.words)
    assert str(folders / "nothing") in lone.first.words.words
    drop(lone, make_stems(folders / "band", tracks=3))
    wait(qtbot, lambda: len(lone.mixer.strips) == 3)
    drop(lone, make_stems(folders / "other", tracks=2))
    wait(qtbot, lambda: len(lone.mixer.strips) == 2)
    qtbot.keyClick(lone, Qt.Key.Key_O, CTRL)
    assert lone.page is lone.sessions
    wait(qtbot, lambda: len(lone.sessions.recent.rows) == 2)
    assert [row.title for row in lone.sessions.recent.rows] == ["other", "band"]
    assert lone.sessions.recent.rows[0].marked
    double_click(qtbot, lone.sessions.recent.viewport(), lone.sessions.recent.row_rect(1).center())
    lone.open_page(lone.mixer)
    wait(qtbot, lambda: len(lone.mixer.strips) == 3)


def test_the_browser_walks_to_a_session_and_goes_on_with_it(qtbot, lone, folders):
    mix = Mix(strips=(Strip("Only"),))
    save_session(Session("kept", Layers(mix, mix), Patch(driver="clock")), folders / "shows" / "kept.json")
    qtbot.mouseClick(lone.first.cards["stems"], LEFT)
    browser = lone.first.browser
    browser.path.setText(str(folders))
    qtbot.keyClick(browser.path, Qt.Key.Key_Return)
    names = [row.title for row in browser.list.rows]
    assert "shows" in names and not browser.open.isEnabled()
    browser.list.choose(names.index("shows"))
    qtbot.keyClick(browser.list, Qt.Key.Key_Return)
    assert browser.folder == folders / "shows"
    qtbot.keyClick(browser, Qt.Key.Key_Backspace)
    assert browser.folder == folders and browser.list.rows[browser.list.chosen].title == "shows"
    qtbot.keyClick(browser.list, Qt.Key.Key_Return)
    browser.list.choose(1)
    assert browser.open.isEnabled() and browser.open.more == "kept.json"
    qtbot.mouseClick(browser.open, LEFT)
    wait(qtbot, lambda: len(lone.mixer.strips) == 1)
    assert lone._link.state.file == str(folders / "shows" / "kept.json")


def test_devices_can_be_looked_for_without_a_show(qtbot, lone):
    qtbot.mouseClick(lone.first.cards["devices"], LEFT)
    wait(qtbot, lambda: lone.first._errand is None)
    picked = lone.first._picked()
    assert lone.first.start.isEnabled() == (picked is not None and picked.inputs > 0)
    assert lone.first.devices.rows or lone.first.devices.accessibleDescription()


def test_a_new_session_and_another_name_are_typed(stage, place):
    window = stage.window
    first = stage.state().file
    stage.qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    page = window.sessions
    assert window.page is page and not page.new.isEnabled()
    stage.qtbot.keyClicks(page.name, "Monday")
    assert "Monday.json" in page.where.words
    stage.qtbot.mouseClick(page.new, LEFT)
    stage.until(lambda: stage.state().session.name == "Monday")
    stage.until(lambda: bool(page.recent.rows) and page.recent.rows[0].right == "open now")
    stage.qtbot.keyClick(window, Qt.Key.Key_S, CTRL | SHIFT)
    assert page.name.text() == "Monday" and not page.save_as.isEnabled()
    page.name.setText(first)
    assert "there already" in page.where.words and not page.new.isEnabled()
    before = Path(first).read_bytes()
    stage.qtbot.mouseClick(page.save_as, LEFT)
    stage.live(0.3)
    assert page.save_as.asks and stage.state().session.name == "Monday"
    assert Path(first).read_bytes() == before
    stage.qtbot.mouseClick(page.save_as, LEFT)
    stage.until(lambda: stage.state().file == first)
    stage.qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    stage.until(lambda: stage.state().saved)


def test_the_name_of_the_show_opens_its_sessions(stage):
    stage.qtbot.mouseClick(stage.window.mind_bar, LEFT, pos=QPoint(40, 40))
    assert stage.window.page is stage.window.sessions


def test_what_cannot_be_opened_is_told_and_the_show_goes_on(stage, place):
    broken = place / "broken.json"
    broken.write_bytes(b"{")
    remember_session(broken)
    file = stage.state().file
    stage.show.send(OpenSession(str(broken)))
    stage.until(lambda: "broken.json: damaged" in stage.window.page_bar.status.trouble)
    assert stage.state().file == file and stage.state().status.engine == "plays"
