"""Sessions are begun, opened and saved while the sound goes on; a kill loses at most a second."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from app.folders import data_folder
from app.material.sessions import (
    MOST_RECENT,
    find_file,
    last_session,
    list_recent,
    make_fresh,
    remember_session,
)
from app.orders.mix import StoreScene, Touch
from app.orders.show import NewSession, OpenSession, SaveSession, SaveSessionAs
from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.session import Patch, Session, load_session, save_session
from engine.console.state import Mix, Strip
from engine.gauges import Gauges
from tests.app.desks import SteppedDesk
from tests.app.shows import TestShow


@pytest.fixture
def desk(folders):
    desk = SteppedDesk(folders)
    yield desk
    desk.process.finish()


@pytest.fixture
def surface(desk):
    surface = desk.surface()
    surface.wait(lambda s: s.status.engine == "plays")
    yield surface
    surface.wire.close()


def fader(level):
    return Touch([Move("strip/0", "fader_db", level)])


def level_of(session: Session) -> float:
    return session.layers.heard("strip/0", "fader_db")


def test_save_as_goes_on_in_another_file_and_leaves_the_first(desk, surface, folders):
    surface.say(fader(-5.0), SaveSessionAs(str(folders / "night.json")), fader(-9.0), SaveSession())
    state = surface.wait(lambda s: level_of(s.session) == -9.0 and s.saved)
    assert (state.file, state.session.name) == (str(folders / "night.json"), "night")
    assert state.recent[0] == state.file
    assert level_of(load_session(desk.file)) == -5.0
    assert level_of(load_session(folders / "night.json")) == -9.0
    assert last_session() == folders / "night.json"


def test_a_file_that_is_there_is_not_written_over_unasked(desk, surface, folders):
    save_session(Session("other"), folders / "other.json")
    for message in (SaveSessionAs(str(folders / "other.json")), NewSession(str(folders / "other.json"))):
        surface.say(message)
        state = surface.wait(lambda s: "other.json: is there already" in s.status.complaint)
        assert "\n" not in state.status.complaint
        assert state.file == str(desk.file)
    assert load_session(folders / "other.json") == Session("other")
    surface.say(SaveSessionAs(str(folders / "other.json"), overwrite=True))
    surface.wait(lambda s: s.file == str(folders / "other.json"))


def test_a_new_session_has_the_same_inputs_and_nothing_set(desk, surface):
    surface.say(fader(-5.0), StoreScene("verse"), NewSession("Friday"))
    state = surface.wait(lambda s: s.session.name == "Friday")
    assert state.file == str(data_folder() / "sessions" / "Friday.json")
    assert state.session.scenes == ()
    assert level_of(state.session) == 0.0
    assert state.undo == ""
    assert [s.name for s in state.session.layers.hand.strips] == ["Strip 0", "Strip 1", "Strip 2"]
    assert level_of(load_session(desk.file)) == -5.0


def test_opening_goes_on_without_a_lost_block_where_inputs_and_stems_are_the_same(desk, surface, folders):
    surface.say(fader(-5.0), SaveSessionAs(str(folders / "b.json")), fader(-8.0))
    state = surface.wait(lambda s: level_of(s.session) == -8.0)
    gauges = Gauges.open(Path(state.status.gauges))
    starts, lost = state.status.engine_starts, gauges.shared.read("count")["count"][2]
    surface.say(OpenSession(str(desk.file)))
    state = surface.wait(lambda s: s.file == str(desk.file) and not s.opening)
    assert level_of(state.session) == -5.0
    surface.wait(lambda s: s.saved)
    assert state.status.engine_starts == starts
    assert gauges.shared.read("count")["count"][2] == lost
    assert level_of(load_session(folders / "b.json")) == -8.0


def test_a_session_with_more_inputs_gets_another_engine(desk, surface, folders):
    mix = Mix(strips=tuple(Strip(f"Wide {n}", inputs=(n,)) for n in range(8)))
    save_session(Session("wide", Layers(mix, mix), Patch(output_device="not here")), folders / "wide.json")
    surface.say(OpenSession(str(folders / "wide.json")))
    state = surface.wait(lambda s: len(s.session.layers.hand.strips) == 8 and s.status.engine == "plays")
    assert state.status.engine_starts == 2
    assert state.session.patch.driver == "clock"


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no such session"), (b"{", "damaged"), (b'{"deskhand_session": 99}', "newer")],
)
def test_what_cannot_be_opened_is_said_in_a_line_and_the_show_goes_on(desk, surface, folders, content, words):
    path = folders / "broken.json"
    if content is not None:
        path.write_bytes(content)
    surface.say(OpenSession(str(path)))
    state = surface.wait(lambda s: words in s.status.complaint and not s.opening)
    assert str(path) in state.status.complaint
    assert "\n" not in state.status.complaint
    assert state.file == str(desk.file)
    assert state.status.engine == "plays"


def test_a_folder_of_stems_that_is_gone_is_named(desk, surface, folders):
    session = load_session(desk.file)
    save_session(Session("stems", session.layers, Patch(stems=str(folders / "gone"))), folders / "stems.json")
    surface.say(OpenSession(str(folders / "stems.json")))
    surface.wait(lambda s: f"{folders / 'gone'}: no such folder" in s.status.complaint)


def test_a_session_that_cannot_be_saved_is_tried_again(desk, surface, folders):
    desk.file.rename(folders / "kept.json")
    desk.file.mkdir()
    surface.say(fader(-7.0))
    state = surface.wait(lambda s: "cannot be written" in s.status.complaint)
    assert not state.saved and str(desk.file) in state.status.complaint
    surface.say(NewSession("lost"), OpenSession(str(folders / "kept.json")))
    until = time.monotonic() + 1.0
    state = surface.wait(lambda s: time.monotonic() > until and s.opening == "")
    assert (state.file, level_of(state.session)) == (str(desk.file), -7.0)
    desk.file.rmdir()
    surface.wait(lambda s: s.saved)
    assert level_of(load_session(desk.file)) == -7.0


def test_after_kill_9_of_desk_and_engine_all_but_the_last_second_is_there(folders):
    show = TestShow(folders, 3)
    try:
        for turn in range(3):
            level = -3.0 - turn
            show.send(fader(level))
            show.send(StoreScene(f"scene {turn}"))
            state = show.wait(lambda s, v=level: level_of(s.session) == v)
            time.sleep(1.1)
            session = show.state().session
            old = psutil.Process(state.status.engine_pid)
            os.kill(state.pid, signal.SIGKILL)
            old.kill()
            state = show.wait(lambda s, old=state: s.pid != old.pid and s.status.engine == "plays")
            assert level_of(state.session) == level
            assert state.session.scenes == session.scenes
    finally:
        show.runner.stop()


def test_a_desk_killed_after_opening_goes_on_in_the_file_that_was_opened(folders):
    show = TestShow(folders, 3)
    try:
        show.send(SaveSessionAs(str(folders / "second.json")))
        state = show.wait(lambda s: s.file == str(folders / "second.json"))
        first = load_session(show.session_file)
        show.send(fader(-6.0))
        show.wait(lambda s: level_of(s.session) == -6.0)
        show.kill(state.pid)
        state = show.wait(lambda s, old=state: s.pid != old.pid)
        assert state.file == str(folders / "second.json")
        assert level_of(state.session) == -6.0
        show.send(fader(-2.0))
        show.wait(lambda s: level_of(s.session) == -2.0 and s.saved)
        assert level_of(load_session(folders / "second.json")) == -2.0
        assert level_of(load_session(show.session_file)) == level_of(first)
    finally:
        show.runner.stop()


def test_recent_sessions_are_listed_newest_first_once_and_only_while_they_are_there(folders):
    paths = [folders / f"{n}.json" for n in range(MOST_RECENT + 3)]
    for path in [*paths, paths[-2]]:
        path.write_text("{}")
        remember_session(path)
    recent = list_recent()
    assert recent[:3] == (str(paths[-2]), str(paths[-1]), str(paths[-3]))
    assert len(recent) == len(set(recent)) == MOST_RECENT
    paths[-1].unlink()
    assert str(paths[-1]) not in list_recent()
    assert last_session() == paths[-2]


def test_files_are_paths_or_names(folders):
    assert find_file("Friday") == data_folder() / "sessions" / "Friday.json"
    assert find_file(" /tmp/x.json ") == Path("/tmp/x.json")
    with pytest.raises(ValueError, match="name"):
        find_file("  ")


def test_fresh_keeps_inputs_outputs_and_names():
    mix = Mix(strips=(Strip("A", "bass", (0, 1)),)).put("strip/0", "pan", 0.5).put("master", "fader_db", -3.0)
    fresh = make_fresh(Session("old", Layers(mix, mix, {"strip/0": {}}, 0.5), mind="rules"), "new")
    assert fresh.layers.hand == Mix(strips=(Strip("A", "bass", (0, 1)),))
    assert (fresh.name, fresh.mind) == ("new", "rules")
