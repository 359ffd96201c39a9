"""Rehearsing with real events on a real show: play, seek, loop, record, play the take, go back."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from msgspec import structs
from PyQt6.QtCore import QPointF, QRect, Qt

from app.orders.show import GoLive, Record, Roll
from app.state import TakeRow
from app.window.rehearse.roll_hand import ARMED_MS
from app.window.rehearse.waveform import BAND, OVERVIEW, RULER
from tests.app.window.gestures import drag, turn_wheel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(stage):
    show = stage.show
    state = stage.state()
    if state.recording is not None:
        show.send(Record(False))
        show.wait(lambda s: s.recording is None)
    if state.player is not None and state.player.is_take:
        show.send(GoLive())
        show.wait(lambda s: not (s.player and s.player.is_take) and s.status.engine == "plays")
    show.send(Roll(playing=True, seek_s=0.0, start_s=0.5, end_s=1.5))
    show.send(Roll(loop=False))
    stage.window.open_page(stage.window.rehearse)
    stage.until(lambda: stage.window.roll.player is not None and not stage.window.roll.player.loop)
    return stage.window.rehearse


def player(stage):
    found = stage.window.roll.player
    assert found is not None
    return found


def pause(stage, page):
    stage.qtbot.keyClick(page, Qt.Key.Key_Space)
    stage.until(lambda: not player(stage).playing)
    stage.live(0.1)


def at(page, seconds, y=60.0):
    return QPointF(page.waveform.x_of(seconds), RULER + y)


def test_keys_play_pause_and_go_home_here_and_on_every_page(stage, page):
    pause(stage, page)
    assert not page.keys["play"].lit and page.keys["play"].sign == "play"
    stage.qtbot.keyClick(page, Qt.Key.Key_Home)
    stage.until(lambda: stage.window.roll.position_s == 0.0)
    stage.window.open_mixer()
    stage.qtbot.mouseClick(stage.window.transport.play, LEFT)
    stage.until(lambda: player(stage).playing and stage.window.roll.position_s > 0.1)
    stage.until(lambda: stage.window.transport.words in ("0:00", "0:01"))
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: not player(stage).playing)


def test_a_click_goes_there_in_lanes_and_ruler(stage, page):
    pause(stage, page)
    for seconds, y in ((0.7, 60.0), (1.25, -30.0)):
        stage.qtbot.mouseClick(page.waveform, LEFT, pos=at(page, seconds, y).toPoint())
        stage.until(lambda s=seconds: stage.window.roll.position_s == pytest.approx(s, abs=0.01))
    assert player(stage).start_s == 0.5 and not player(stage).loop
    stage.until(lambda: page.place.accessibleDescription().startswith("0:01.2"))


def test_a_drag_makes_a_loop_and_its_ends_move_it(stage, page):
    drag(page.waveform, at(page, 0.2), at(page, 0.9) - at(page, 0.2))
    stage.until(lambda: player(stage).loop)
    found = player(stage)
    assert (found.start_s, found.end_s) == (pytest.approx(0.2, abs=0.01), pytest.approx(0.9, abs=0.01))
    drag(page.waveform, at(page, 0.9), at(page, 1.6) - at(page, 0.9))
    stage.until(lambda: player(stage).end_s == pytest.approx(1.6, abs=0.01))
    assert player(stage).start_s == pytest.approx(0.2, abs=0.01)
    drag(page.waveform, at(page, 0.2), at(page, 1.9) - at(page, 0.2))
    stage.until(lambda: player(stage).end_s == pytest.approx(1.9, abs=0.01))
    assert player(stage).start_s == pytest.approx(1.6, abs=0.01)
    stage.qtbot.keyClick(page, Qt.Key.Key_L)
    stage.until(lambda: not player(stage).loop and not page.keys["loop"].lit)
    stage.qtbot.mouseClick(stage.window.transport.loop, LEFT)
    stage.until(lambda: player(stage).loop and page.keys["loop"].lit)


def test_brackets_set_the_loop_where_the_player_is(stage, page):
    pause(stage, page)
    for seconds, key in ((0.3, Qt.Key.Key_BracketLeft), (1.1, Qt.Key.Key_BracketRight)):
        stage.window.roll.seek(seconds)
        stage.until(lambda s=seconds: stage.window.roll.position_s == pytest.approx(s, abs=0.001))
        stage.qtbot.keyClick(page, key)
    stage.until(lambda: player(stage).loop and player(stage).end_s == pytest.approx(1.1, abs=0.001))
    assert player(stage).start_s == pytest.approx(0.3, abs=0.001)


def test_recording_is_red_ends_with_two_presses_and_plays_at_once(stage, page):
    stage.qtbot.mouseClick(page.master, LEFT)
    assert page.master.lit
    stage.qtbot.keyClick(page, Qt.Key.Key_R)
    stage.until(lambda: stage.window.roll.recording is not None and stage.window.roll.recording.seconds > 1.0)
    stage.until(lambda: page.record.words[0] in ("0:01", "0:02", "0:03"))
    assert "room for" in page.record.words[1] and "master too" in page.record.words[1]
    assert stage.window.transport.record.lit
    red = page.record.grab().toImage().pixelColor(page.record.width() - 20, 10)
    assert red.red() > 180 and red.green() < 110
    stage.qtbot.keyClick(page, Qt.Key.Key_R)
    assert page.record.words == ("END THE TAKE?", "press again")
    stage.live(ARMED_MS / 1000 + 0.3)
    assert stage.window.roll.recording is not None and page.record.words[0] != "END THE TAKE?"
    stage.qtbot.mouseClick(page.record, LEFT)
    stage.qtbot.mouseClick(stage.window.transport.record, LEFT)
    stage.until(lambda: stage.window.roll.recording is None)
    stage.until(lambda: bool(page.takes.takes) and page.takes.chosen == page.takes.takes[0].folder)
    page.takes.setFocus()
    stage.qtbot.keyClick(page.takes, Qt.Key.Key_Return)
    stage.until(lambda: stage.window.roll.player is not None and stage.window.roll.player.is_take)
    assert page.go_back.isEnabled() and page.go_back.text() == "BACK TO STEMS"
    stage.until(lambda: page.fetch.peaks is not None and page.fetch.share == 1.0)
    stage.qtbot.mouseClick(page.go_back, LEFT)
    stage.until(lambda: stage.window.roll.player is not None and not stage.window.roll.player.is_take)
    stage.until(lambda: not page.go_back.isEnabled())
    folder = page.takes.chosen
    stage.qtbot.mouseClick(page.play_take, LEFT)
    stage.until(lambda: stage.window.roll.player is not None and stage.window.roll.player.folder == folder)


def test_live_inputs_have_nothing_to_be_wound_and_the_page_says_what_can_be_done(stage, page):
    link = stage.window._link
    stage.live(0.2)
    link.state = structs.replace(link.state, player=None)
    stage.window.show_state(link.state)
    assert not any(page.keys[name].isEnabled() for name in ("start", "play", "stop", "loop"))
    assert page.record.isEnabled() and stage.window.transport.words == "LIVE"
    assert "Record them here, or play a take" in page.waveform.words
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_L, Qt.Key.Key_BracketLeft, Qt.Key.Key_A):
        stage.qtbot.keyClick(page, key)
    page.grab()


def test_the_waveform_is_what_plays(stage, page):
    stage.until(lambda: page.fetch.peaks is not None and page.fetch.share == 1.0)
    peaks, found = page.fetch.peaks, player(stage)
    assert found.file and peaks is not None
    sound = np.fromfile(found.file, np.float32).reshape(-1, found.inputs)
    assert peaks.shape == (2, found.inputs, -(-len(sound) // 512))
    assert np.abs((peaks[0, :, 10] / 255.0) ** 2 - np.abs(sound[5120:5632]).max(0)).max() < 0.01


def test_the_wheel_zooms_around_the_pointer_and_moves_along(stage, page):
    wave = page.waveform
    wave.show_player(structs.replace(player(stage), seconds=600.0, file="long"), [("a", "#ffffff")])
    assert wave.view == (0.0, 600.0)

    def turn(x, notches, modifiers=Qt.KeyboardModifier.NoModifier):
        turn_wheel(wave, notches, modifiers, QPointF(x, 200))

    x = wave.x_of(400.0)
    turn(x, 6)
    assert wave.view[1] - wave.view[0] < 200 and wave.x_of(400.0) == pytest.approx(x, abs=0.5)
    first = wave.view[0]
    turn(x, -2, Qt.KeyboardModifier.ShiftModifier)
    assert wave.view[0] > first
    turn(x, 60)
    assert wave.view[1] - wave.view[0] == pytest.approx(2.0)
    page.waveform.show_all()
    assert wave.view == (0.0, 600.0)
    turn(x, 6)
    middle = wave.x_of(wave.view[0]) + wave.area().width() * 0.9
    stage.qtbot.mouseClick(wave, LEFT, pos=QPointF(middle, wave.height() - OVERVIEW / 2).toPoint())
    assert wave.view[0] < 540 < wave.view[1]
    assert BAND < RULER


@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1920, 1080)])
def test_nothing_overlaps_or_leaves_the_page(stage, page, size):
    stage.window.resize(*size)
    stage.live(0.2)
    from PyQt6.QtWidgets import QWidget

    children = [child for child in page.children() if isinstance(child, QWidget) and child.isVisible()]
    assert len(children) >= 12
    for child in children:
        assert page.rect().contains(child.geometry()), child
        assert child.height() >= 28 and child.width() >= 28
        assert child.accessibleName()
    for one, other in combinations(children, 2):
        assert not one.geometry().intersects(other.geometry()), (one, other)
    bar = stage.window.page_bar
    taken = [key.geometry() for key in bar.keys] + [bar.status.geometry(), stage.window.transport.geometry()]
    for one, other in combinations(taken, 2):
        assert not QRect(one).intersects(other)


def test_takes_that_were_cut_say_so(stage, page):
    rows = tuple(
        TakeRow(f"/{n}", f"{n}", "show", 1e9 + n, 60.0 + n, 3, 10.0, 1 + n, 0.5 * n, "the engine went away")
        for n in range(30)
    )
    page.takes.show_takes(rows, "/3")
    for _ in range(25):
        stage.qtbot.keyClick(page.takes, Qt.Key.Key_Down)
    assert page.takes.chosen == "/25"
    row = page.takes.row_rect(25)
    assert row.top() >= 0 and row.bottom() <= page.takes.height()
    assert "the engine went away" in page.takes.toolTip()
    page.takes.grab()
