"""Rehearsing: player and recorder of a show with real processes, killed in turn; nothing played is lost."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.children import record
from app.children.child import find_recorder
from app.material.stems import find_stems, make_mix, place_stems, prepare_player_file
from app.orders.show import GoLive, PlayTake, Record, Roll
from app.state import State
from engine.console.session import Patch
from engine.console.state import Mix, Strip
from engine.record import Order
from engine.soundfiles import read_audio, write_audio
from engine.take import load_take
from tests.app.conftest import find_processes
from tests.app.desks import SteppedDesk
from tests.app.shows import RATE, TestShow, make_stems

SECONDS = 6.0


@pytest.fixture
def show(folders):
    stems = make_stems(folders / "stems", seconds=SECONDS)
    player = prepare_player_file(find_stems(stems), RATE, folders / "cache")
    patch = Patch(driver="clock", frames=128, stems=str(stems))
    show = TestShow(folders, 3, str(player), patch)
    yield show
    show.runner.stop()
    assert find_processes(folders) == []
    assert sorted(p.name for p in (folders / "runtime").glob("[gtr]*.*")) in ([], ["record.log"])


def position_s(show: TestShow) -> float:
    return show.meters().position / RATE


def wait_until(ready, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.005)


def roll(show: TestShow, *orders: Roll) -> State:
    """Say it, and wait until the desk and the engine have done it."""
    for order in orders:
        show.send(order)
    wanted = [o.playing for o in orders if o.playing is not None]
    state = show.wait(lambda s: s.player is not None and (not wanted or s.player.playing == wanted[-1]))
    if wanted:
        wait_until(lambda: bool(show.meters().shared.arrays["player"][1]) == wanted[-1])
    return state


def test_pause_seek_loop_and_on(show):
    state = show.state()
    assert state.player is not None
    assert (state.player.seconds, state.player.inputs, state.player.playing) == (SECONDS, 3, True)
    roll(show, Roll(playing=False))
    at = position_s(show)
    blocks = show.meters().blocks
    time.sleep(0.3)
    assert position_s(show) == at and show.meters().blocks > blocks
    roll(show, Roll(seek_s=4.0))
    wait_until(lambda: position_s(show) == 4.0)
    for _ in range(4):
        show.send(Roll(step_s=-0.5))
    wait_until(lambda: position_s(show) == 2.0)
    sent = time.monotonic()
    roll(show, Roll(playing=True, seek_s=1.0))
    wait_until(lambda: 1.0 < position_s(show) < 2.0)
    print(f"a seek was heard after {1000 * (time.monotonic() - sent):.0f} ms, waiting for the desk included")
    state = roll(show, Roll(loop=True, start_s=2.0, end_s=2.5, seek_s=2.2))
    state = show.wait(lambda s: s.player is not None and s.player.loop)
    assert state.player is not None and (state.player.start_s, state.player.end_s) == (2.0, 2.5)
    wait_until(lambda: position_s(show) >= 2.2)
    for _ in range(60):
        assert 2.0 <= position_s(show) <= 2.5
        time.sleep(0.02)
    assert int(show.meters().shared.arrays["player"][2]) == 0
    show.send(Roll(start_s=5.0, end_s=1.0))
    assert "ends after it starts" in show.wait(lambda s: s.status.complaint != "").status.complaint
    roll(show, Roll(playing=False, seek_s=0.0))
    wait_until(lambda: position_s(show) == 0.0)


def test_another_engine_and_another_desk_go_on_where_it_was(show):
    roll(show, Roll(playing=False, seek_s=3.0, loop=True, start_s=1.0, end_s=5.0))
    wait_until(lambda: position_s(show) == 3.0)
    before = show.wait(lambda s: s.player is not None and s.player.loop).player
    for name in ("engine_pid", "pid"):
        state = show.state()
        old = state.pid if name == "pid" else state.status.engine_pid
        show.kill(old)
        state = show.wait(
            lambda s, old=old: s.status.engine == "plays" and old not in (s.pid, s.status.engine_pid)
        )
        assert state.player == before
        wait_until(lambda: position_s(show) == 3.0)
    roll(show, Roll(playing=True))
    wait_until(lambda: position_s(show) > 3.2)
    killed, at = time.monotonic(), position_s(show)
    old = show.state().status.engine_pid
    show.kill(old)
    show.wait(lambda s: s.status.engine == "plays" and s.status.engine_pid not in (0, old))
    passed = time.monotonic() - killed
    assert at - 0.1 < position_s(show) < at + passed + 0.1


def begin(show: TestShow, seconds: float = 1.0, master: bool = False) -> State:
    show.send(Record(True, master))
    return show.wait(lambda s: s.recording is not None and s.recording.seconds > seconds)


def end(show: TestShow) -> State:
    show.send(Record(False))
    return show.wait(lambda s: s.recording is None)


def check_take(folder: Path, stems: Path) -> int:
    """The take holds what played, to the bit; how many frames."""
    take = load_take(folder)
    assert take is not None and take.lost_frames == 0
    material = [read_audio(path, RATE)[0] for path in sorted(stems.iterdir())]
    heard = [read_audio(folder / track.file, RATE)[0] for track in take.tracks]
    frames = heard[0].size
    offset = next(
        n
        for n in np.flatnonzero(np.resize(material[0], material[0].size) == heard[0][0])
        if np.array_equal(np.roll(material[0], -n)[:64], heard[0][:64])
    )
    for one, other in zip(material, heard, strict=True):
        assert np.array_equal(other, np.resize(np.roll(one, -offset), frames))
    return frames


def test_what_was_recorded_is_what_played_and_plays_again(show, folders):
    state = begin(show, 1.5, master=True)
    assert state.recording is not None
    assert state.recording.hours_left > 0 and state.recording.megabytes > 0.5
    show.send(PlayTake(state.recording.folder))
    assert "still being recorded" in show.wait(lambda s: s.status.complaint != "").status.complaint
    state = end(show)
    (row,) = state.takes
    frames = check_take(Path(row.folder), folders / "stems")
    assert frames > 1.5 * RATE and row.seconds == frames / RATE and row.tracks == 3
    assert read_audio(Path(row.folder) / "master" / "Master.wav", RATE).shape == (2, frames)
    assert np.abs(read_audio(Path(row.folder) / "master" / "Master.wav", RATE)).max() > 0.01
    found = find_stems(Path(row.folder))
    assert [stem.name for stem in found] == ["Strip 0", "Strip 1", "Strip 2"]

    show.send(PlayTake(row.folder))
    state = show.wait(lambda s: s.player is not None and s.player.is_take and s.status.engine == "plays")
    assert state.session.patch.stems == row.folder
    assert state.player is not None and state.player.seconds == row.seconds
    assert state.player.before == str(folders / "stems")
    wait_until(lambda: show.meters().position > 0)
    assert row.folder in show.session_file.read_text() or show.wait(lambda s: s.saved)
    show.send(GoLive())
    state = show.wait(lambda s: s.player is not None and not s.player.is_take and s.status.engine == "plays")
    assert state.session.patch.stems == str(folders / "stems")


def test_a_killed_recorder_is_followed_by_the_next_part(show, folders):
    begin(show)
    recorder = find_recorder(folders / "runtime")
    assert recorder is not None
    show.kill(recorder.pid)
    state = show.wait(lambda s: s.recording is not None and s.recording.part == 2)
    assert "goes on as part 2" in state.status.complaint
    show.wait(lambda s: s.recording is not None and s.recording.seconds > 1.0)
    state = end(show)
    assert [row.part for row in state.takes] == [2, 1]
    for row in state.takes:
        assert check_take(Path(row.folder), folders / "stems") > RATE / 2


def test_a_killed_desk_and_a_killed_engine_lose_no_take(show, folders):
    began = begin(show).recording
    recorder = find_recorder(folders / "runtime")
    assert began is not None and recorder is not None
    old = show.state().pid
    show.kill(old)
    state = show.wait(lambda s: s.pid != old and s.recording is not None and s.recording.seconds > 3.0)
    assert state.recording is not None and state.recording.folder == began.folder
    found = find_recorder(folders / "runtime")
    assert found is not None and found.pid == recorder.pid
    show.kill(state.status.engine_pid)
    show.wait(lambda s: s.recording is not None and s.recording.part == 2 and s.recording.seconds > 1.0)
    state = end(show)
    assert [row.part for row in state.takes] == [2, 1]
    assert check_take(Path(state.takes[1].folder), folders / "stems") > 2.5 * RATE
    assert check_take(Path(state.takes[0].folder), folders / "stems") > RATE


def test_a_recorder_killed_while_there_is_no_desk_is_missed_by_the_next(show, folders):
    begin(show)
    recorder = find_recorder(folders / "runtime")
    assert recorder is not None
    os.kill(show.state().pid, signal.SIGKILL)
    recorder.kill()
    show.wait(lambda s: s.recording is not None and s.recording.part == 2)
    end(show)


def test_the_end_of_the_show_ends_the_take_whole(show, folders):
    state = begin(show)
    assert state.recording is not None
    show.runner.stop()
    take = load_take(Path(state.recording.folder))
    assert take is not None and take.ended and not take.why
    check_take(Path(state.recording.folder), folders / "stems")


def test_orders_that_cannot_be_say_so(show):
    for message, words in (
        (Record(False), "nothing is being recorded"),
        (GoLive(), "no take plays"),
        (PlayTake("/nowhere"), "/nowhere: no such folder"),
        (Roll(seek_s=float("nan")), "must be a number of seconds"),
    ):
        show.send(message)
        state = show.wait(lambda s, words=words: words in s.status.complaint)
        assert state.player is not None and state.player.playing and state.recording is None


@pytest.fixture
def desk(folders):
    desk = SteppedDesk(folders)
    yield desk
    desk.process.finish()
    assert find_processes(folders) == []


@pytest.fixture
def surface(desk):
    surface = desk.surface()
    surface.wait(lambda s: s.status.engine == "plays")
    yield surface
    surface.wire.close()


def test_a_full_disk_ends_the_take_and_says_so(surface, monkeypatch):
    monkeypatch.setattr(record, "Order", partial(Order, reserve_bytes=1 << 60))
    surface.say(Record(True))
    state = surface.wait(lambda s: s.recording is None and "Recording ended" in s.status.complaint)
    assert "the disk is nearly full; free some space" in state.status.complaint
    assert state.takes and state.takes[0].seconds > 0 and "nearly full" in state.takes[0].why


def test_takes_that_cannot_be_written_say_so(surface, folders, monkeypatch):
    (folders / "file").touch()
    monkeypatch.setenv("DESKHAND_TAKES", str(folders / "file"))
    surface.say(Record(True))
    state = surface.wait(lambda s: s.status.complaint != "")
    assert state.status.complaint.startswith(str(folders / "file")) and state.recording is None


def test_what_could_not_be_recorded_is_said_while_it_goes_on(desk, surface, folders):
    surface.say(Record(True))
    surface.wait(lambda s: s.recording is not None and s.recording.seconds > 0.5)
    recorder = find_recorder(desk.runtime)
    assert recorder is not None
    recorder.suspend()
    until = time.monotonic() + 4.0
    while time.monotonic() < until:
        desk.process.step()
    recorder.resume()
    state = surface.wait(lambda s: s.recording is not None and s.recording.lost_s > 1.0)
    assert "could not be recorded, and are silence" in state.status.complaint
    surface.say(Record(False))
    state = surface.wait(lambda s: s.recording is None)
    assert state.takes[0].lost_s > 1.0 and state.takes[0].seconds > 4.0


def test_a_take_plays_into_the_strips_of_its_names_wherever_they_are(tmp_path):
    """A sound check: the strip was patched to other inputs since, one was renamed, one has gone."""
    from app.material.takes import make_take
    from engine.take import save_take

    was = Mix(
        strips=(
            Strip("Kick", "kick", (0,)),
            Strip("Keys", "", (3, 2)),
            Strip("Kick", "", (1,)),
            Strip("Voice", "lead vocal", (5,)),
        )
    )
    take = make_take("show", was, 6, RATE, "", 1, 0.0)
    dice = np.random.default_rng(4)
    audio = [dice.uniform(-1, 1, (len(t.inputs), 1000)).astype(np.float32) for t in take.tracks]
    for track, rows in zip(take.tracks, audio, strict=True):
        write_audio(tmp_path / track.file, rows, RATE, "FLOAT")
    save_take(take, tmp_path)
    stems = find_stems(tmp_path)
    assert [(s.name, s.role) for s in stems] == [
        ("Kick", "kick"),
        ("Keys", ""),
        ("Kick 2", ""),
        ("Voice", "lead vocal"),
    ]
    mix = Mix(
        strips=(
            Strip("Keys", "", (0, 1)),
            Strip("Singer", "", (5,)),
            Strip("Kick", "", (7,)),
            Strip("Kick", "", (4,)),
        )
    )
    assert place_stems(stems, mix) == [(7,), (0, 1), (4,), (5,)]
    path = prepare_player_file(stems, RATE, tmp_path / "cache", None, mix)
    rows = np.fromfile(path, np.float32).reshape(-1, 8).T
    wanted = np.zeros((8, 1000), np.float32)
    wanted[7], wanted[0:2], wanted[4], wanted[5] = audio[0][0], audio[1], audio[2][0], audio[3][0]
    assert np.array_equal(rows, wanted)
    plain = prepare_player_file(stems, RATE, tmp_path / "cache", None, make_mix(stems))
    assert np.array_equal(np.fromfile(plain, np.float32).reshape(-1, 5).T, np.concatenate(audio))
    assert place_stems(stems, make_mix(stems)) == [(0,), (1, 2), (3,), (4,)]
