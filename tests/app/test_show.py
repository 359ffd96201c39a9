"""Kill anything: the sound goes on and the mix stays. Real processes over a clock engine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.children.child import make_environment
from app.orders.mix import Give, SetMacros, SetMind, Touch
from engine.console.moves import Hold, Move
from engine.console.session import load_session
from models.children import ROOT
from tests.app.conftest import find_processes
from tests.app.shows import TestShow, make_stems

KILLS = 20


@pytest.fixture
def show(folders):
    from app.material.stems import find_stems, prepare_player_file

    stems = find_stems(make_stems(folders / "stems"))
    player = prepare_player_file(stems, 48000, folders / "cache")
    show = TestShow(folders, 3, str(player))
    yield show
    show.runner.stop()
    assert find_processes(folders) == []
    assert sorted(p.name for p in (folders / "runtime").glob("[gt]a*.*")) == []


class Count:
    """Counts an engine's blocks against the clock: none may be missing."""

    def __init__(self, gauges):
        self.gauges, self.begun, self.frames = gauges, time.monotonic(), gauges.rendered_frames

    def check(self):
        read = self.gauges.shared.read("count")["count"]
        assert read[1] == read[0] * self.gauges.frames
        elapsed = time.monotonic() - self.begun
        assert (self.gauges.rendered_frames - self.frames) / (elapsed * self.gauges.rate) > 0.98


def test_a_touch_is_heard_held_and_saved(show):
    show.send(Touch([Move("strip/1", "fader_db", -7.5)]))
    state = show.wait(lambda s: s.session.layers.heard("strip/1", "fader_db") == -7.5)
    assert state.session.layers.hold("strip/1", "fader_db") is Hold.HELD
    time.sleep(2.0)
    assert show.state().session.layers.heard("strip/1", "fader_db") == -7.5
    assert show.state().session.layers.heard("strip/2", "fader_db") != 0.0
    assert '"fader_db": -7.5' in show.session_file.read_text()
    show.send(Give("strip/1", "fader_db", Hold.AUTO))
    show.wait(lambda s: abs(s.session.layers.heard("strip/1", "fader_db") + 7.5) > 1.0)


def test_killing_the_mind_loses_no_block_and_no_setting(show):
    show.send(SetMind("level", mode="freeze"))
    show.wait(lambda s: s.session.mode == "freeze")
    show.send(Touch([Move("strip/0", "fader_db", -3.0)]))
    layers = show.wait(lambda s: s.session.layers.heard("strip/0", "fader_db") == -3.0).session.layers
    gauges = show.meters()
    count = Count(gauges)
    back = []
    for _ in range(KILLS):
        status = show.state().status
        blocks = gauges.blocks
        killed = show.kill(status.mind_pid)
        show.wait(
            lambda s, old=status.mind_pid: (
                s.status.mind_pid not in (0, old) and s.status.mind.endswith("mixes")
            )
        )
        back.append(time.monotonic() - killed)
        assert gauges.blocks > blocks
    count.check()
    assert show.state().session.layers == layers
    assert show.state().status.engine_starts == 1
    assert sorted(back)[KILLS // 2] < 2.0


def test_killing_the_desk_loses_no_block_and_no_setting(show):
    show.send(SetMind("level", mode="freeze"))
    show.wait(lambda s: s.session.mode == "freeze")
    gauges = show.meters()
    count = Count(gauges)
    engine = show.state().status.engine_pid
    for turn in range(KILLS):
        level = -1.0 - turn
        show.send(Touch([Move("strip/0", "fader_db", level), Move("strip/2", "pan", turn / 40)]))
        layers = show.wait(
            lambda s, v=level: s.session.layers.heard("strip/0", "fader_db") == v
        ).session.layers
        blocks = gauges.blocks
        desk = show.state().pid
        show.kill(desk)
        state = show.wait(lambda s, old=desk: s.pid != old and s.status.mind.endswith("mixes"))
        assert state.session.layers == layers
        assert state.status.engine_pid == engine
        assert gauges.blocks > blocks
    count.check()


def test_style_is_saved_and_outlives_the_mind_the_desk_and_other_minds(show):
    wanted = {"drums": 3.0, "bass": 3.0, "music": 12.0, "voice": 3.0}

    def styled(state, old=0):
        said = any("by style" in text for text in state.because.values())
        return state.pid != old and state.status.mind == "console mixes" and said

    show.send(SetMind("console"))
    state = show.wait(lambda s: s.status.mind == "console mixes" and len(s.macros) == 4)
    assert not styled(state)
    show.send(SetMacros({**wanted, "music": 40.0, "triangle": 1.0}))
    state = show.wait(lambda s: s.session.macros == wanted and styled(s))
    assert "console has no style input 'triangle'; it has drums, bass" in state.status.complaint
    time.sleep(2.0)
    assert load_session(show.session_file).macros == wanted
    mind, desk = state.status.mind_pid, state.pid
    show.kill(mind)
    show.wait(lambda s: s.status.mind_pid not in (0, mind) and styled(s) and s.session.macros == wanted)
    show.kill(desk)
    show.wait(lambda s: styled(s, desk) and s.session.macros == wanted)
    show.send(SetMind("level"))
    state = show.wait(lambda s: s.status.mind == "level mixes" and not s.macros)
    assert state.session.macros == wanted
    show.send(SetMacros({"drums": 5.0}))
    state = show.wait(lambda s: "level has no style input 'drums'" in s.status.complaint)
    assert state.session.macros == wanted


def test_minds_are_exchanged_without_a_lost_block_or_a_lost_hold(show):
    gauges, status = show.meters(), show.state().status
    show.send(Touch([Move("strip/0", "fader_db", -7.0), Move("strip/1", "pan", 0.5)]))
    show.wait(lambda s: s.session.layers.heard("strip/1", "pan") == 0.5)
    count = Count(gauges)
    for mind in ("console", "rules", "console", "level"):
        blocks = gauges.blocks
        show.send(SetMind(mind))
        state = show.wait(lambda s, m=mind: s.session.mind == m and s.status.mind == f"{m} mixes")
        time.sleep(1.5)
        layers = show.state().session.layers
        for place, param, value in (("strip/0", "fader_db", -7.0), ("strip/1", "pan", 0.5)):
            assert layers.heard(place, param) == value
            assert layers.hold(place, param) is Hold.HELD
        assert gauges.blocks > blocks
        assert (state.status.engine_pid, state.status.mind_pid) == (status.engine_pid, status.mind_pid)
    count.check()


def test_a_killed_engine_is_replaced_with_the_same_mix(show):
    show.send(SetMind("level", mode="freeze"))
    show.send(Touch([Move("strip/0", "fader_db", -9.0), Move("strip/1", "eq2_gain_db", 3.0)]))
    layers = show.wait(lambda s: s.session.layers.heard("strip/1", "eq2_gain_db") == 3.0).session.layers
    for _ in range(3):
        old = show.state().status.engine_pid
        killed = show.kill(old)
        state = show.wait(lambda s, old=old: s.status.engine_pid not in (0, old))
        assert time.monotonic() - killed < 3.0
        assert state.session.layers == layers
        assert show.meters().rendered_frames >= 0


def test_a_hanging_engine_is_replaced(show):
    old = show.state().status.engine_pid
    os.kill(old, signal.SIGSTOP)
    show.wait(lambda s: s.status.engine_pid not in (0, old))


def test_a_second_show_is_refused(show, folders):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app.main", "play", str(folders / "stems"), "--clock"],
        capture_output=True,
        text=True,
        env=make_environment(),
    )
    assert done.returncode == 2
    assert "deskhand stop" in done.stderr


def start_command(folders: Path) -> subprocess.Popen:
    command = [sys.executable, "-P", "-m", "app.main", "play", str(folders / "stems"), "--clock"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=make_environment()
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "mixes" in line:
            return process
    raise AssertionError(process.stderr.read() if process.stderr else "")


def test_ctrl_c_leaves_no_process_and_no_memory_behind(folders):
    make_stems(folders / "stems")
    process = start_command(folders)
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    process.communicate()
    assert find_processes(folders) == []
    assert list((folders / "runtime").glob("gauges.*")) == []


def test_after_kill_9_of_everything_the_next_start_cleans_up(folders):
    make_stems(folders / "stems")
    process = start_command(folders)
    for line in find_processes(folders):
        assert "python" in line
    for name in ("app.main", "app.process", "engine.process"):
        subprocess.run(["pkill", "-KILL", "-f", f"{name}.*{folders}"], check=False)
    process.communicate()
    again = start_command(folders)
    assert len(list((folders / "runtime").glob("gauges.*"))) == 1
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=15)
    assert find_processes(folders) == []


def test_when_only_the_command_dies_the_sound_goes_on_and_stop_ends_it(folders):
    make_stems(folders / "stems")
    process = start_command(folders)
    process.kill()
    process.communicate()
    time.sleep(0.5)
    assert any("engine.process" in line for line in find_processes(folders))
    subprocess.run(
        [sys.executable, "-P", "-m", "app.main", "stop"], check=True, env=make_environment(), cwd=ROOT
    )
    assert find_processes(folders) == []


def test_a_show_that_is_stopped_from_elsewhere_ends_the_command_too(folders):
    make_stems(folders / "stems")
    process = start_command(folders)
    subprocess.run(
        [sys.executable, "-P", "-m", "app.main", "stop"], check=True, env=make_environment(), cwd=ROOT
    )
    assert process.wait(15) == 0
    process.communicate()
    assert find_processes(folders) == []
