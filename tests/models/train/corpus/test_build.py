"""Building: a killed build goes on where it was, leaves no process, and a broken song stops nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest

from engine.soundfiles import write_audio
from models.train.corpus.build import MANIFEST, build_songs, collect_manifest, find_faults, find_undone
from models.train.corpus.layouts import DOMAIN, list_folder
from models.train.corpus.song import NOTE, RATE
from tests.signals import noise

ROOT = Path(__file__).parents[4]
NAMES = ("kick", "snare", "bass")


def make_collection(root: Path, songs: int, seconds: float = 20.5) -> None:
    for song in range(songs):
        folder = root / f"song {song}"
        folder.mkdir(parents=True)
        for number, name in enumerate(NAMES):
            audio = noise(1, round(seconds * RATE), 0.05, number)
            write_audio(folder / f"{number:02d}_{name}.flac", audio, RATE, "PCM_16")


def run_build(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "models.train.corpus", *words]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_a_killed_build_goes_on_and_leaves_no_process(tmp_path: Path) -> None:
    make_collection(tmp_path / "in", 3)
    words = ("add", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--jobs", "1")
    build = run_build(*words)
    with contextlib.suppress(psutil.Error):
        watched = psutil.Process(build.pid)
        while build.poll() is None and not list((tmp_path / "out").glob(f"songs/*/{NOTE}")):
            time.sleep(0.02)
        children = watched.children(recursive=True)
        build.send_signal(signal.SIGKILL)
        build.wait(10)
        assert not [c for c in psutil.wait_procs(children, 5)[1] if c.status() != psutil.STATUS_ZOMBIE]
    done = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob(f"songs/*/{NOTE}")}
    assert 1 <= len(done) < 3
    assert run_build(*words).wait(60) == 0
    assert all(path.stat().st_mtime_ns == then for path, then in done.items())
    lines = (tmp_path / "out" / MANIFEST).read_bytes().splitlines()
    rows = [msgspec.json.decode(line) for line in lines]
    assert [row["song"].rsplit("-", 1)[0] for row in rows] == [f"in-song-{n}" for n in range(3)]
    assert all([stem["role"] for stem in row["stems"]] == list(NAMES) for row in rows)
    for row in rows:
        folder = tmp_path / "out" / "songs" / row["song"]
        assert {path.name for path in folder.iterdir()} == {NOTE, *(stem["file"] for stem in row["stems"])}


def test_a_broken_song_is_noted_once_and_the_others_are_made(tmp_path: Path) -> None:
    make_collection(tmp_path / "in", 1)
    make_collection(tmp_path / "in" / "short", 1, 3.0)
    (tmp_path / "in" / "broken").mkdir()
    for name in ("a.wav", "b.wav"):
        (tmp_path / "in" / "broken" / name).write_bytes(b"RIFF no sound")
    sources = [(DOMAIN, source) for source in list_folder(tmp_path / "in", "plain", "mine", "CC0")]
    names = {source.song: source.name for _, source in sources}
    results = {names[done.song]: done.result for done in build_songs(sources, tmp_path, 2)}
    assert results["song 0"] == "3 stems, 20 s"
    assert results["short/song 0"] == "rejected: only 3 s"
    assert "no sound file" in results["broken"]
    manifest = collect_manifest(tmp_path)
    assert [(names[row["song"]], row["licence"]) for row in manifest] == [("song 0", "CC0")]
    assert list(find_faults(tmp_path)) == []
    damaged = tmp_path / "songs" / manifest[0]["song"] / manifest[0]["stems"][1]["file"]
    write_audio(damaged, noise(2, RATE, 0.2), RATE, "PCM_16")
    assert [fault.split(":")[0] for fault in find_faults(tmp_path)] == [manifest[0]["song"]]
    assert find_undone(sources, tmp_path, retry=False) == []
    assert len(find_undone(sources, tmp_path, retry=True)) == 2


@pytest.mark.parametrize(
    "words", [("build", "--only", "tapes"), ("add", "nowhere"), ("add", ".", "--layout", "odd")]
)
def test_what_is_wrong_is_said_in_a_line(words: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "models.train.corpus", *words, "--out", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert words[-1] in done.stdout + done.stderr


def test_silence_is_a_song_that_is_rejected(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "quiet"
    folder.mkdir(parents=True)
    for name in NAMES:
        write_audio(folder / f"{name}.flac", np.zeros((1, RATE), np.float32), RATE, "PCM_16")
    sources = [(DOMAIN, source) for source in list_folder(tmp_path / "in", "plain", "mine")]
    assert [done.result for done in build_songs(sources, tmp_path, 1)] == ["rejected: silent"]
