"""The evaluation as a command: tables from a small corpus, kept results, honest refusals."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from msgspec import structs

from app.children.child import make_environment
from app.evaluation import Plan, evaluate, stamp_mind
from app.trials import Store, render
from models.evaluate.material import equalise
from models.evaluate.songs import CorpusError, hide_labels
from models.evaluate.trial import set_faders
from models.installed import FOLDER
from models.loudness import measure_loudness
from models.minds import UnknownMindError
from tests.models.evaluate.material import RATE, make_song, make_stems
from tests.models.graphs import CARD, make_controller, save


def make_plan(folder: Path, **changes: object) -> Plan:
    plan = {
        **{"songs": folder / "corpus", "out": folder / "out", "cache": folder / "cache", "jobs": 1},
        **{"systems": ("level", "unity", "random", "role-mean", "ridge", "oracle"), "sets": ("cv", "lmms")},
    }
    return Plan(**{**plan, **changes})  # pyright: ignore[reportArgumentType]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, (domain, package) in enumerate(
        [("module", "a"), ("module", "b"), ("midi", "c"), ("midi", "d"), ("lmms", "lmms-common")]
    ):
        make_song(tmp_path / "corpus", f"song-{number}", domain, package, make_stems(3, 3.0, number))
    return tmp_path


def test_a_small_corpus_gives_tables_and_a_second_run_measures_nothing(folder: Path) -> None:
    pytest.importorskip("matplotlib")
    seen: dict[str, int] = {}

    def watch(what: str, done: int, total: int) -> None:
        seen[what] = total

    text = evaluate(make_plan(folder), watch).read_text()
    assert "## cv" in text
    assert "## lmms" in text
    assert "| oracle | 4 | 0.0" in text
    assert (folder / "out" / "cv.png").exists()
    assert seen["Mixing cv"] == 4
    assert evaluate(make_plan(folder), watch).read_text() == text
    assert seen["Mixing cv"] == 0


def test_a_limit_takes_songs_of_both_domains_and_what_was_measured_counts_for_more(folder: Path) -> None:
    pytest.importorskip("matplotlib")
    seen: list[int] = []

    def watch(what: str, done: int, total: int) -> None:
        if done == 0:
            seen.append(total)

    systems = ("level", "rules+roles")
    text = evaluate(make_plan(folder, sets=("domain",), systems=systems, limit=2), watch).read_text()
    assert "### domain: midi" in text
    assert "### domain: module" in text
    assert "better than rules+roles" in text
    evaluate(make_plan(folder, sets=("domain",), systems=systems), watch)
    assert seen == [2, 2]


def test_a_network_that_is_replaced_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    stamps = []
    for version in ("1", "2"):
        save(make_controller(structs.replace(CARD, version=version)), tmp_path / "even.onnx")
        stamps.append((stamp_mind("even"), stamp_mind("level")))
    assert stamps[0][0] != stamps[1][0]
    assert stamps[0][1] == stamps[1][1]


def test_a_rendered_song_is_judged_by_the_laws(folder: Path) -> None:
    pytest.importorskip("matplotlib")
    plan = make_plan(folder, sets=("lmms",), systems=("level",), full=True, tests=("balance", "behaviour"))
    text = evaluate(plan, lambda what, done, total: None).read_text()
    assert "- `level`: no settled mix is over the master's ceiling (1 songs)." in text
    assert "- `level`: no fader moves on silence (1 songs)." in text


def test_what_is_not_there_is_named(folder: Path) -> None:
    def ignore(what: str, done: int, total: int) -> None:
        del what, done, total

    with pytest.raises(UnknownMindError, match="nobody"):
        evaluate(make_plan(folder, systems=("nobody",)), ignore)
    with pytest.raises(CorpusError, match="fof"):
        evaluate(make_plan(folder, sets=("fof",)), ignore)


def test_a_rendered_strip_is_as_loud_as_its_fader_says(folder: Path) -> None:
    from models.evaluate.songs import find_songs

    song = find_songs(folder / "corpus")[0]
    material = equalise(make_stems(3, 3.0), RATE)
    mix = set_faders(hide_labels(song, 2), np.array([0.0, -6.0, -12.0]))
    played = render(mix, material)
    assert np.allclose(measure_loudness(played.stems, RATE), [-23.0, -29.0, -35.0], atol=0.1)
    assert played.master.shape == material.stems[0].shape


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child that its parent died")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_evaluation_leaves_no_worker(folder: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-P", "-m", "app.main", "eval", "--minds", "level", "--set", "cv"]
    command += ["--songs", str(folder / "corpus"), "--out", str(folder / "out")]
    environment = {**make_environment(), "DESKHAND_CACHE": str(folder / "cache")}
    evaluation = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        workers: list[psutil.Process] = []
        while len(workers) < 2:
            assert evaluation.poll() is None
            workers = [child for child in evaluation.children() if "spawn_main" in str(child.cmdline())]
    finally:
        evaluation.send_signal(how)
        evaluation.wait(10)
    left = [worker for worker in psutil.wait_procs(workers, 10)[1] if worker.status() != psutil.STATUS_ZOMBIE]
    for worker in left:
        worker.kill()
    assert not left


def test_a_damaged_line_of_results_is_only_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b'{"key":"a","measures":{"error_db":1.0}}\n{"key":"b","meas')
    store = Store(path)
    assert store.find("a") is not None
    assert store.find("b") is None
