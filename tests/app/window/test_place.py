"""Windows come back as they were, where there is still room for them; preferences are chosen and wired."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRect, Qt

from app.children.child import make_environment
from app.preferences import Preferences, WindowPlace, load_preferences
from app.window.level_meter import ballistics
from app.window.place import find_room

SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


@given(st.builds(WindowPlace, *[st.integers(-5000, 5000)] * 2, *[st.integers(100, 5000)] * 2))
def test_a_window_comes_back_whole_on_one_screen_or_not_at_all(place):
    room = find_room(place, SCREENS)
    if room is not None:
        assert any(screen.contains(room) for screen in SCREENS)
        assert room.width() <= place.width and room.height() <= place.height
    else:
        wanted = QRect(place.x, place.y, place.width, place.height)
        assert all(min(wanted.intersected(s).width(), wanted.intersected(s).height()) < 80 for s in SCREENS)


def test_where_there_is_room_it_comes_back_exactly():
    assert find_room(WindowPlace(2000, 40, 1000, 800), SCREENS) == QRect(2000, 40, 1000, 800)


CLAIM = """
import sys
from pathlib import Path
from app.window.place import claim_slot
print(claim_slot(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def test_windows_over_one_folder_have_slots_of_their_own_until_they_die(tmp_path):
    def begin():
        command = [sys.executable, "-c", CLAIM, str(tmp_path)]
        pipe = subprocess.PIPE
        window = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=make_environment())
        assert window.stdout is not None
        return window, int(window.stdout.readline())

    def end(window):
        window.kill()
        window.communicate()

    one, first = begin()
    other, second = begin()
    end(one)
    again, third = begin()
    assert (first, second, third) == (0, 1, 0)
    end(other)
    end(again)


def test_where_a_window_rests_is_kept_and_another_one_comes_back_there(stage):
    window = stage.window
    window.open_page(window.setup)
    window.setGeometry(30, 40, 1100, 700)
    stage.until(lambda: bool(stage.state().preferences.windows))
    stage.until(lambda: stage.state().preferences.windows[0].page == "SET-UP")
    place = stage.state().preferences.windows[0]
    assert (place.width, place.height) == (1100, 700)
    again = stage.open()
    again.come_back(place, find_room(place, [QRect(0, 0, 1280, 1024)]))
    assert again.page is again.setup
    assert (again.width(), again.height()) == (1100, 700)


def test_what_is_chosen_is_kept_and_heard_of_by_every_window(stage):
    part = stage.window.setup.preferences
    stage.window.open_page(stage.window.setup)
    stage.window.setup.open_part(part)
    stage.qtbot.keyClick(part.hold, Qt.Key.Key_Down)
    stage.until(lambda: ballistics.peak_hold_s == 3.0)
    assert part.hold.words == "3 s"
    stage.qtbot.keyClick(part.reopen, Qt.Key.Key_Down)
    stage.until(lambda: not stage.state().preferences.reopen)
    kept = load_preferences()[0]
    assert (kept.peak_hold_s, kept.reopen) == (3.0, False)
    stage.qtbot.keyClick(part.reopen, Qt.Key.Key_Up)
    stage.qtbot.keyClick(part.hold, Qt.Key.Key_Up)
    stage.until(lambda: ballistics.peak_hold_s == Preferences().peak_hold_s)
