"""`deskhand midi` and `deskhand osc` on the command line, with and without a show."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.children.child import make_environment
from app.surfaces.midi.mapping import MAPS
from tests.app.shows import TestShow, set_folders


def deskhand(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "app.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=make_environment())


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    set_folders(monkeypatch, tmp_path)
    return tmp_path


def refuse(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It says why in one line, and ends with 2."""
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_a_mapping_is_checked(folders):
    done = deskhand("midi", "check", MAPS / "nanokontrol2.toml")
    assert done.returncode == 0 and "KORG nanoKONTROL2" in done.stdout
    wrong = folders / "wrong.toml"
    wrong.write_text(
        'name = "X"\nports = ["x"]\n[[control]]\nmidi = "cc 1 200"\nmoves = "freeze"\nmode = "toggle"\n'
    )
    refuse(deskhand("midi", "check", wrong), "wrong.toml", "control 1", "numbers 0 to 127")
    refuse(deskhand("midi", "check", folders / "none.toml"), "none.toml", "cannot be read")


def test_without_a_show_or_midi_it_says_what_to_do(folders):
    refuse(deskhand("midi", "learn", "strip 1 pan"), "deskhand demo")
    refuse(deskhand("midi", "learn", "strip 1 pain"), "it has trim_db")
    refuse(deskhand("osc", folders / "pages"), "deskhand demo")
    refuse(deskhand("midi"), "no MIDI on this machine")


def test_pages_are_made_for_the_show_that_runs(folders):
    show = TestShow(folders, 3)
    try:
        done = deskhand("osc", folders / "pages")
        assert done.returncode == 0 and "OSC is off" in done.stdout
        page = json.loads((folders / "pages" / "deskhand.open-stage-control.json").read_text())
        assert page["type"] == "session"
        assert zipfile.is_zipfile(folders / "pages" / "deskhand.touchosc")
    finally:
        show.runner.stop()
