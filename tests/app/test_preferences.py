"""Preferences come back as they were written; a damaged file costs no more than what is damaged."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.show import PlaceWindow, SetPreferences
from app.patching import BLOCKS
from app.preferences import (
    FILE,
    MOST_WINDOWS,
    PEAK_HOLD_S,
    PORTS,
    Preferences,
    WindowPlace,
    check_preferences,
    load_preferences,
    place_window,
    save_preferences,
)
from engine.devices.portaudio import RATES
from tests.app.desks import SteppedDesk

pixels = st.integers(-4000, 4000)
places = st.builds(
    WindowPlace, pixels, pixels, pixels, pixels, st.text(alphabet=st.characters(codec="utf-8")), st.booleans()
)
liked = st.builds(
    Preferences,
    st.sampled_from(["dark", "light", "system"]),
    st.floats(*PEAK_HOLD_S),
    st.booleans(),
    st.sampled_from(["clock", "portaudio"]),
    st.sampled_from(RATES),
    st.integers(BLOCKS[0], BLOCKS[-1]),
    midi=st.booleans(),
    osc=st.booleans(),
    tablets=st.booleans(),
    beyond=st.booleans(),
    osc_port=st.integers(*PORTS),
    web_port=st.integers(*PORTS),
    windows=st.lists(places, max_size=MOST_WINDOWS).map(tuple),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@given(liked)
@settings(max_examples=50, deadline=None)
def test_what_is_written_comes_back(folder, preferences):
    save_preferences(preferences, folder)
    assert load_preferences(folder) == (preferences, "")
    assert [path.name for path in folder.iterdir()] == [FILE]


@given(st.floats(), st.integers(), st.integers())
def test_what_cannot_be_becomes_what_can(hold_s, rate, frames):
    checked = check_preferences(Preferences(peak_hold_s=hold_s, rate=rate, frames=frames))
    assert PEAK_HOLD_S[0] <= checked.peak_hold_s <= PEAK_HOLD_S[1] and math.isfinite(checked.peak_hold_s)
    assert checked.rate in RATES and BLOCKS[0] <= checked.frames <= BLOCKS[-1]
    assert check_preferences(checked) == checked


def test_a_part_that_makes_no_sense_is_named_and_the_rest_is_kept(tmp_path):
    (tmp_path / FILE).write_text('look = "light"\nrate = "fast"\nunknown = 3\npeak_hold_s = nan\n')
    preferences, words = load_preferences(tmp_path)
    assert preferences == Preferences(look="light")
    assert "rate" in words and FILE in words


@pytest.mark.parametrize("content", [b"look = ", b"\xff\xfe", b"windows = 3\n[[windows]]"])
def test_a_damaged_file_is_named_and_the_defaults_are_used(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    preferences, words = load_preferences(tmp_path)
    assert preferences == Preferences() and FILE in words and "\n" not in words


def test_no_file_is_no_fault(tmp_path):
    assert load_preferences(tmp_path) == (Preferences(), "")


def test_each_window_has_a_place_of_its_own():
    preferences = place_window(Preferences(), 2, WindowPlace(x=5))
    preferences = place_window(preferences, 0, WindowPlace(page="SET-UP"))
    assert preferences.windows == (WindowPlace(page="SET-UP"), WindowPlace(), WindowPlace(x=5))


def test_the_desk_keeps_them_for_every_surface_and_the_next_desk(folders):
    (folders / "data").mkdir()
    (folders / "data" / FILE).write_text("rate = 3\nreopen = 7\n")
    desk = SteppedDesk(folders)
    try:
        one, other = desk.surface(), desk.surface()
        one.wait(lambda s: "reopen" in s.status.complaint)
        one.say(
            PlaceWindow(1, WindowPlace(page="MIXER")),
            SetPreferences({"osc_port": 5000}),
            SetPreferences({"reopen": False}),
        )
        state = other.wait(lambda s: not s.preferences.reopen)
        assert state.preferences.windows[1].page == "MIXER" and state.preferences.osc_port == 5000
        assert load_preferences() == (state.preferences, "")
        one.say(SetPreferences({"reopen": True, "volume": 11}))
        state = other.wait(lambda s: "no preference volume" in s.status.complaint)
        assert not state.preferences.reopen
        one.say(PlaceWindow(MOST_WINDOWS, WindowPlace()), PlaceWindow(-1, WindowPlace()))
        desk.settle(one, other)
        assert other.listen().preferences == state.preferences
        one.wire.close()
        other.wire.close()
    finally:
        desk.process.finish()
