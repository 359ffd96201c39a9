"""`deskhand minds`: what it prints, and a line that names file and cure when it refuses."""

import json

import numpy as np
import pytest
import soundfile
from msgspec import structs

from tests.app.shows import RATE, make_stems
from tests.app.test_cli import deskhand, refuse
from tests.models.graphs import CARD, make_controller, make_loop, make_processor, save


@pytest.fixture
def even(folders):
    return save(make_controller(), folders / "Any Name.onnx")


def list_minds():
    return {info["name"]: info for info in json.loads(deskhand("minds", "--json").stdout)}


def test_a_mind_is_added_listed_shown_measured_and_removed(folders, even):
    added = deskhand("minds", "add", even)
    assert added.returncode == 0, added.stderr
    where = str(folders / "data" / "minds" / "even.onnx")
    assert added.stdout.splitlines()[-1] == f"even is installed: {where}"
    assert list_minds()["even"] == {
        **{"name": "even", "kind": "controller", "tracks": 128, "hop_ms": 50.0, "licence": "CC0-1.0"},
        **{"summary": CARD.summary, "fault": "", "where": where},
    }
    assert "50 ms" in deskhand("minds").stdout
    assert json.loads(deskhand("minds", "show", "even").stdout)["params"][0]["name"] == "fader_db"
    cost = json.loads(deskhand("minds", "bench", "even", "--seconds", "2", "--json").stdout)
    assert cost["tracks"] == 32 and cost["hop_ms"] == 50.0
    assert 0 < cost["p50_ms"] <= cost["p99_ms"]
    assert 0 < cost["network_p50_ms"] <= cost["p50_ms"]
    assert cost["cpu_p99_ms"] > 0 and 0 < cost["core_share"] < 0.2
    assert "p99" in deskhand("minds", "bench", "level", "--seconds", "1", "--tracks", "4").stdout
    assert deskhand("minds", "remove", "even").returncode == 0
    assert "even" not in list_minds()
    refuse(deskhand("minds", "show", "even"), "'even'", "there are: level")


def test_an_installed_mind_mixes(folders, even):
    assert deskhand("minds", "add", even).returncode == 0
    make_stems(folders / "stems")
    params = folders / "p.json"
    done = deskhand("mix", folders / "stems", "-o", folders / "m.wav", "--mind", "even", "--params", params)
    assert done.returncode == 0, done.stderr
    strips = json.loads(params.read_text())["strips"]
    assert strips[0]["because"].startswith("-7.")
    assert strips[0]["settings"]["fader_db"] == pytest.approx(-8.0, abs=1.0)
    audio, rate = soundfile.read(folders / "m.wav")
    assert rate == RATE and np.isfinite(audio).all()


def test_a_check_tells_every_result_and_refuses_in_a_line(folders, even):
    good = deskhand("minds", "check", even)
    assert good.returncode == 0
    assert "permutation" in good.stdout and "p99" in good.stdout
    loop = save(make_loop(), folders / "loop.onnx")
    refuse(deskhand("minds", "check", loop), str(loop), "Loop", "mend the export")
    told = json.loads(deskhand("minds", "check", loop, "--json").stdout)
    assert told["passed"] is False and told["results"][-1]["state"] == "bad"


@pytest.mark.parametrize("damage", ["missing", "folder", "text", "empty"])
def test_what_is_no_model_is_named(folders, damage):
    path = folders / "model.onnx"
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        path.write_text("la la la" if damage == "text" else "")
    for command in ("check", "add"):
        refuse(deskhand("minds", command, path), "model.onnx")
    assert not (folders / "data" / "minds").exists()


def test_a_taken_name_and_a_built_in_mind_are_refused(folders):
    level = save(make_controller(structs.replace(CARD, name="level")), folders / "level.onnx")
    refuse(deskhand("minds", "add", level), "level.onnx", "another name")
    refuse(deskhand("minds", "remove", "level"), "level", "stays")


def test_a_processor_is_installed_but_does_not_mix(folders):
    echo = save(make_processor(), folders / "echo.onnx")
    assert deskhand("minds", "add", echo).returncode == 0
    make_stems(folders / "stems")
    done = deskhand("mix", folders / "stems", "-o", folders / "m.wav", "--mind", "echo")
    refuse(done, "echo is a processor")


def test_a_damaged_installed_file_is_listed_with_its_fault(folders):
    (folders / "data" / "minds").mkdir(parents=True)
    (folders / "data" / "minds" / "bad.onnx").write_bytes(b"\x00" * 99)
    assert "is no ONNX file" in list_minds()["bad"]["fault"]
    assert "cannot be used" in " ".join(deskhand("minds").stdout.split())
    assert deskhand("minds", "remove", "bad").returncode == 0
