"""A control under real events, without a desk: what it says, and that the hand goes before the desk."""

import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt

from app.shown.board import view_places
from app.window.control import Control
from app.window.eq_editor import EqEditor
from app.window.fader import Fader
from app.window.level_meter import LevelMeter
from app.window.pan_bar import PanBar
from engine.console.moves import Hold
from engine.console.params import find_param
from tests.app.surfaces.fakes import FakeDesk
from tests.app.window.gestures import double_click, drag, mouse, press, turn_wheel

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Ear:
    """Hears what a control says."""

    def __init__(self, control: Control) -> None:
        self.moves: list[float] = []
        self.holds: list[Hold] = []
        control.moved.connect(self.moves.append)
        control.held.connect(self.holds.append)


@pytest.fixture
def fader(qtbot):
    fader = Fader(find_param("strip", "fader_db"), "Kick")
    qtbot.addWidget(fader)
    fader.resize(60, 438)
    fader.show_value(0.0)
    fader.show()
    return fader


def test_a_drag_follows_the_scale_and_ends_where_the_hand_is(qtbot, fader):
    ear = Ear(fader)
    drag(fader, fader.cap_rect().center(), QPointF(0, 100))
    qtbot.wait(30)
    assert fader.travel() == 400
    assert fader.value == pytest.approx(-10.0)
    assert ear.moves[0] == 0.0 and ear.moves[-1] == fader.value


def test_what_the_desk_never_hears_of_is_not_shown_for_long(qtbot, fader):
    """A move that was refused or undone at once: the desk says nothing new, and that is what is shown."""
    drag(fader, fader.cap_rect().center(), QPointF(0, 100))
    assert fader.value == pytest.approx(-10.0)
    qtbot.waitUntil(lambda: fader.value == 0.0, timeout=5000)
    fader.nudge(-0.2)
    assert fader.value < -5.0
    qtbot.waitUntil(lambda: fader.value == 0.0, timeout=5000)


def test_a_band_that_the_desk_never_hears_of_is_not_shown_for_long(qtbot):
    view = view_places(FakeDesk().state())["strip/0"]
    editor = EqEditor()
    qtbot.addWidget(editor)
    editor.resize(600, 300)
    editor.show_place(view)
    editor.show()
    before = dict(editor.values)
    drag(editor, editor.handle_at(2), QPointF(0, -40))
    assert editor.values != before
    qtbot.waitUntil(lambda: editor.values == before, timeout=5000)


def test_shift_is_fine(fader):
    drag(fader, fader.cap_rect().center(), QPointF(0, 100), modifiers=SHIFT)
    assert fader.value == pytest.approx(-2.0)


def test_the_desk_does_not_move_what_the_hand_is_on(qtbot, fader):
    press(fader, fader.cap_rect().center())
    fader.show_value(-30.0)
    assert fader.value == 0.0
    mouse(fader, QEvent.Type.MouseButtonRelease, fader.cap_rect().center(), down=False)
    qtbot.wait(350)
    fader.show_value(-30.0)
    assert fader.value == -30.0


def test_what_the_desk_said_while_the_hand_was_on_it_is_shown_a_while_later(qtbot, fader):
    heard = []
    fader.settled.connect(lambda: heard.append(fader.value))
    drag(fader, fader.cap_rect().center(), QPointF(0, 100))
    moved = fader.value
    fader.show_value(moved)
    turn_wheel(fader, 1)
    fader.show_value(-3.0)
    assert fader.value not in (moved, -3.0)
    qtbot.waitUntil(lambda: fader.value == -3.0, timeout=2000)
    assert heard[-1] == -3.0


def test_double_click_gives_back_and_control_click_locks(qtbot, fader):
    ear = Ear(fader)
    double_click(qtbot, fader, fader.cap_rect().center())
    assert ear.holds == [Hold.AUTO]
    qtbot.mouseClick(fader, Qt.MouseButton.LeftButton, CONTROL)
    assert ear.holds == [Hold.AUTO, Hold.LOCKED]
    fader.show_value(fader.value, None, Hold.LOCKED)
    qtbot.mouseClick(fader, Qt.MouseButton.LeftButton, CONTROL)
    assert ear.holds[-1] is Hold.AUTO


def test_what_no_mind_moves_goes_to_its_default(qtbot):
    trim = PanBar(find_param("strip", "trim_db"))
    qtbot.addWidget(trim)
    trim.resize(100, 28)
    trim.show_value(12.0)
    ear = Ear(trim)
    double_click(qtbot, trim, QPointF(50, 10))
    qtbot.wait(30)
    assert trim.value == 0.0 and ear.moves[-1] == 0.0 and ear.holds == []


def test_wheel_and_keys(qtbot, fader):
    ear = Ear(fader)
    turn_wheel(fader, -2)
    assert fader.value == pytest.approx(-1.0)
    turn_wheel(fader, 1, SHIFT)
    assert fader.value == pytest.approx(-0.9)
    qtbot.keyClick(fader, Qt.Key.Key_Home)
    assert fader.value == 0.0
    qtbot.keyClick(fader, Qt.Key.Key_Down)
    assert fader.value == pytest.approx(-0.5)
    qtbot.keyClick(fader, Qt.Key.Key_Backspace)
    assert ear.holds == [Hold.AUTO]
    qtbot.keyClick(fader, Qt.Key.Key_L)
    assert ear.holds[-1] is Hold.LOCKED


def test_a_value_is_typed_in(qtbot, fader):
    ear = Ear(fader)
    qtbot.keyClicks(fader, "-")
    entry = fader._entry
    assert entry is not None
    qtbot.keyClicks(entry, "x")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert entry.isVisible() and ear.moves == []
    entry.setText("-7.5")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert not entry.isVisible() and fader.value == -7.5
    fader.type_in()
    qtbot.keyClicks(entry, "3")
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert not entry.isVisible() and fader.value == -7.5


def test_tooltip_and_screen_reader_say_value_hold_and_reason(fader):
    fader.why = "too loud"
    fader.show_value(-3.0, -6.0, Hold.HELD)
    words = fader.describe()
    for part in ("Kick", "−3.0 dB", "HELD", "wants −6.0 dB", "too loud"):
        assert part in words
    assert fader.accessibleName() == "Kick Fader"


def test_a_clip_stays_until_it_is_clicked_away(qtbot):
    meter = LevelMeter("Input")
    qtbot.addWidget(meter)
    meter.resize(10, 300)
    meter.show()
    meter.show_peak(0.5)
    assert not meter.clipped
    meter.show_peak(1.0)
    meter.show_peak(0.001)
    assert meter.clipped
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert not meter.clipped
