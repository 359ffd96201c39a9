"""On a real desk: what is listened to is as loud as the mix, changes nothing, and leads back to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.desk.listening import AUDITION, HAND, MIX, SCENE
from app.material.stems import find_stems, prepare_player_file
from app.orders.mix import RecallScene, SetMind, StoreScene, Touch
from app.orders.show import Audition, Listen, StopAudition, TakeMind
from engine.console.moves import Move
from engine.messages import DOOR, FromEngine, Hello, ResetMeter
from engine.wire import knock
from tests.app.conftest import find_processes
from tests.app.shows import TestShow, make_stems, set_folders
from tests.signals import RATE

SHORT_TERM_S = 3.3
LOUD = {"eq2_gain_db": 9.0, "comp_ratio": 4.0, "comp_threshold_db": -40.0, "hpf_hz": 300.0}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("show")
    with pytest.MonkeyPatch.context() as patch:
        set_folders(patch, folder)
        yield folder


@pytest.fixture(scope="module")
def show(place: Path) -> Iterator[TestShow]:
    """Three noisy stems, a quiet mix by hand, and a scene that is louder and sounds otherwise."""
    player = prepare_player_file(find_stems(make_stems(place / "stems")), RATE, place / "cache")
    show = TestShow(place, 3, str(player))
    show.send(SetMind("level", mode="freeze"))
    show.send(Touch([Move(f"strip/{n}", "fader_db", 0.0) for n in range(3)]))
    show.send(Touch([Move("strip/0", name, value) for name, value in LOUD.items()]))
    show.send(StoreScene("loud"))
    show.send(Touch([Move(f"strip/{n}", "fader_db", -9.0 - n) for n in range(3)]))
    show.send(Touch([Move("strip/0", "eq2_gain_db", 0.0), Move("strip/0", "comp_ratio", 1.0)]))
    show.wait(lambda s: s.session.layers.hand.get("strip/0", "comp_ratio") == 1.0)
    yield show
    show.runner.stop()


@pytest.fixture(autouse=True)
def back(show: TestShow) -> Iterator[None]:
    yield
    show.send(Listen(MIX))
    show.send(StopAudition())
    show.wait(lambda s: s.listening.item == MIX and not s.auditions)


def live(show: TestShow, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        show.state()
        time.sleep(0.02)


def short_term(show: TestShow) -> float:
    return float(show.meters().shared.read("loudness_lufs")["loudness_lufs"][1])


def played(show: TestShow):
    """What the engine plays."""
    wire = knock(show.runner.runtime / DOOR, FromEngine)
    hello = next(each for each in wire.receive(2.0) if isinstance(each, Hello))
    wire.close()
    return hello.mix


def read_files(show: TestShow) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in show.session_file.parent.glob("session.json*")}


def settle_files(show: TestShow) -> dict[str, bytes]:
    live(show, 2.0)
    return read_files(show)


def test_what_is_listened_to_is_as_loud_as_the_mix_and_no_file_changes(show):
    live(show, SHORT_TERM_S)
    files, session = settle_files(show), show.state().session
    mix_lufs = short_term(show)
    show.send(Listen(f"{SCENE}loud"))
    state = show.wait(lambda s: s.listening.measured and s.listening.item == f"{SCENE}loud")
    live(show, 2.0 + SHORT_TERM_S)
    state = show.state()
    assert abs(short_term(show) - mix_lufs) < 0.5
    assert -5.0 < state.listening.trim_db < -2.0
    master_db = played(show).get("master", "fader_db")
    assert master_db == pytest.approx(state.listening.trim_db, abs=0.2)
    assert state.session == session
    show.send(Listen(MIX))
    show.wait(lambda s: s.listening.item == MIX)
    live(show, SHORT_TERM_S)
    assert abs(short_term(show) - mix_lufs) < 0.2
    assert settle_files(show) == files
    show.send(Listen(f"{SCENE}loud"))
    again = show.wait(lambda s: s.listening.item == f"{SCENE}loud")
    assert again.listening.measured
    live(show, SHORT_TERM_S + 0.5)
    assert abs(short_term(show) - mix_lufs) < 0.5


def test_a_touch_and_panic_lead_back_to_the_mix(show):
    show.send(Listen(f"{SCENE}loud"))
    show.wait(lambda s: s.listening.item == f"{SCENE}loud")
    show.send(Touch([Move("strip/1", "pan", 0.25)]))
    show.wait(lambda s: s.listening.item == MIX)
    live(show, 0.3)
    mix = played(show)
    assert (mix.get("strip/1", "pan"), mix.get("strip/0", "fader_db")) == (0.25, -9.0)
    show.send(Listen(HAND))
    show.wait(lambda s: s.listening.item == HAND)
    show.send(SetMind("level", "freeze", False, 0.0))
    show.wait(lambda s: s.listening.item == MIX)
    show.send(SetMind("level", "freeze", False, 1.0))


def test_a_desk_that_dies_meanwhile_leads_back_to_the_mix(show):
    live(show, 0.5)
    mix, session = played(show), show.state().session
    show.send(Listen(f"{SCENE}loud"))
    show.wait(lambda s: s.listening.item == f"{SCENE}loud")
    live(show, 0.5)
    assert played(show) != mix
    old = show.state().pid
    show.kill(old)
    show.wait(lambda s: s.pid != old)
    assert show.state().listening.item == MIX
    live(show, 0.5)
    assert played(show) == mix
    assert show.state().session.layers.hand == session.layers.hand


def test_an_engine_that_dies_meanwhile_comes_back_with_what_is_listened_to(show):
    show.send(Listen(f"{SCENE}loud"))
    old = show.wait(lambda s: s.listening.item == f"{SCENE}loud").status.engine_pid
    show.kill(old)
    show.wait(lambda s: s.status.engine == "plays" and s.status.engine_pid != old)
    live(show, 0.3)
    assert played(show).get("strip/0", "fader_db") == 0.0
    show.send(Listen(MIX))
    show.wait(lambda s: s.listening.item == MIX)
    live(show, 0.3)
    assert played(show).get("strip/0", "fader_db") == -9.0


def test_what_cannot_be_listened_to_is_said(show):
    show.send(Listen(f"{SCENE}none"))
    state = show.wait(lambda s: "no scene 'none'" in s.status.complaint)
    assert state.listening.item == MIX


def test_the_meter_begins_anew_for_everybody(show):
    live(show, 1.0)
    show.send(ResetMeter())
    until = time.monotonic() + 5.0
    figures = {}
    while time.monotonic() < until:
        figures = show.meters().shared.read("integrated_s", "true_peak_db")
        if float(figures["integrated_s"][0]) < 0.8:
            break
    assert float(figures["integrated_s"][0]) < 0.8


def test_minds_are_auditioned_heard_and_taken(show, place):
    session = show.state().session
    show.send(Audition(["rules", "nobody", "level"], 4.0))
    show.wait(lambda s: any(row.stage == "listens" and row.share > 0.2 for row in s.auditions))
    state = show.wait(lambda s: {row.stage for row in s.auditions} <= {"ready", "failed"}, 90.0)
    rows = {row.mind: row for row in state.auditions}
    assert (rows["rules"].stage, rows["level"].stage, rows["nobody"].stage) == ("ready", "ready", "failed")
    assert "no mind is called 'nobody'" in rows["nobody"].trouble
    assert state.listening.slots == (MIX, f"{AUDITION}rules", f"{AUDITION}level")
    assert state.candidates["rules"].because and state.session == session
    assert not [line for line in find_processes(place) if "models.audition" in line]
    show.send(Listen(f"{AUDITION}level"))
    show.wait(lambda s: s.listening.item == f"{AUDITION}level")
    live(show, 0.5)
    heard = played(show)
    show.send(TakeMind("level"))
    state = show.wait(lambda s: s.session.mode == "run")
    assert (state.session.mind, state.listening.item) == ("level", MIX)
    live(show, 0.1)
    for n in range(3):
        now, then = played(show).strips[n], heard.strips[n]
        assert np.abs(np.array(now.values) - then.values).max() < 1.0
    show.send(SetMind("level", mode="freeze"))
    show.send(RecallScene("loud", 0.0))


def test_a_desk_killed_in_an_audition_leaves_no_process(show, place):
    show.send(Audition(["rules", "console"], 3.0))
    show.wait(lambda s: any(row.stage == "thinks" for row in s.auditions), 30.0)
    old = show.state().pid
    show.kill(old)
    show.wait(lambda s: s.pid != old)
    until = time.monotonic() + 10.0
    while list_auditions() and time.monotonic() < until:
        time.sleep(0.1)
    assert not list_auditions()
    assert show.state().auditions == ()


def test_a_killed_audition_says_so_and_the_next_has_its_turn(show):
    show.send(Audition(["console", "level"], 3.0))
    show.wait(lambda s: any(row.stage == "thinks" for row in s.auditions), 30.0)
    for pid in list_auditions():
        show.kill(pid)
    state = show.wait(lambda s: s.auditions[1].stage == "ready", 60.0)
    assert state.auditions[0].stage == "failed" and "process died" in state.auditions[0].trouble


@pytest.mark.parametrize("minds, seconds", [([], 5.0), (["a", "b", "c", "d", "e"], 5.0), (["level"], 1e9)])
def test_an_audition_that_cannot_be_is_refused(show, minds, seconds):
    show.send(Audition(minds, seconds))
    show.wait(lambda s: "auditioned" in s.status.complaint or "passage lasts" in s.status.complaint)
    assert show.state().auditions == ()


def list_auditions() -> list[int]:
    import psutil

    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        if "models.audition" in (process.info["cmdline"] or []) and process.info["status"] != "zombie":
            found.append(process.pid)
    return found
