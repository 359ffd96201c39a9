"""Minds: listed, made by name, installed from files, and a wrong name is helped."""

import subprocess
import sys

import pytest
from msgspec import structs

from models.card import ModelError
from models.check import check_model
from models.children import ROOT
from models.installed import FOLDER
from models.minds import (
    ZOO,
    UnknownMindError,
    add_mind,
    find_mind,
    is_built_in,
    list_minds,
    make_mind,
    remove_mind,
)
from tests.models.graphs import CARD, PROCESSOR, make_controller, make_loop, make_processor, save


def test_every_listed_mind_can_be_made_and_explains_itself():
    for info in list_minds():
        if info.card is not None and info.card.kind == "processor":
            continue
        mind = make_mind(info.name)
        assert mind.name == info.name and mind.hop_s > 0
        assert info.summary


def test_each_call_makes_a_mind_of_its_own():
    assert make_mind("level") is not make_mind("level")


@pytest.mark.parametrize("name", ["levle", "Level", "lev"])
def test_a_near_name_is_guessed(name):
    with pytest.raises(UnknownMindError, match=f"'{name}'; did you mean 'level'"):
        make_mind(name)


def test_any_other_name_is_answered_with_all_there_are():
    with pytest.raises(UnknownMindError, match="there are: level") as caught:
        make_mind("zebra")
    assert "did you mean" not in str(caught.value)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "minds"))
    return tmp_path


def install(folder, **changes):
    card = structs.replace(CARD, **changes)
    return add_mind(save(make_controller(card), folder / "any.onnx"), card)


def test_an_installed_file_is_a_mind_like_any_other(folder):
    path = install(folder)
    assert path == folder / "minds" / "even.onnx"
    info = find_mind("even")
    assert (info.card, info.path, info.fault) == (CARD, path, "")
    mind = make_mind("even")
    assert (mind.name, mind.hop_s) == ("even", 0.05)
    assert not is_built_in("even") and is_built_in("level")
    assert remove_mind("even") == path
    with pytest.raises(UnknownMindError, match="no mind is called 'even'"):
        make_mind("even")


def test_a_newer_file_takes_the_place_of_the_older(folder):
    install(folder)
    install(folder, version="2")
    info = find_mind("even")
    assert info.card is not None and info.card.version == "2"
    assert [path.name for path in (folder / "minds").iterdir()] == ["even.onnx"]


def test_a_built_in_name_is_not_given_away(folder):
    with pytest.raises(ModelError, match="comes with Deskhand is called 'level'"):
        install(folder, name="level")
    with pytest.raises(UnknownMindError, match="stays"):
        remove_mind("level")


def test_files_that_cannot_be_used_are_listed_last_with_the_fault_and_can_be_removed(folder):
    install(folder)
    (folder / "minds" / "broken.onnx").write_bytes(b"not a model")
    save(make_controller(), folder / "minds" / "another.onnx")
    names = [(info.name, info.fault[:18]) for info in list_minds()[-3:]]
    assert names == [("even", ""), ("another", "its card says 'eve"), ("broken", "is no ONNX file, o")]
    with pytest.raises(UnknownMindError, match=r"broken.onnx: is no ONNX file.*minds remove broken"):
        make_mind("broken")
    remove_mind("broken")


def test_a_file_that_must_not_be_loaded_is_listed_but_never_made(folder):
    install(folder)
    save(make_loop(), folder / "minds" / "even.onnx")
    assert not find_mind("even").fault
    with pytest.raises(UnknownMindError, match=r"even.onnx: uses Loop"):
        make_mind("even")


def test_a_processor_moves_no_control(folder):
    save(make_processor(), folder / "any.onnx")
    add_mind(folder / "any.onnx", PROCESSOR)
    with pytest.raises(UnknownMindError, match="echo is a processor"):
        make_mind("echo")


def test_every_file_of_the_zoo_passes_and_is_called_after_its_mind(folder):
    for path in ZOO.glob("*.onnx"):
        report = check_model(path)
        assert report.refusal == "" and report.card is not None
        assert report.card.name == path.stem
        assert path.with_suffix(".md").is_file()


def test_listing_minds_loads_no_runtime():
    script = "import sys, models.minds as m; m.list_minds(); sys.exit('onnxruntime' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", script], check=True, env={"PYTHONPATH": str(ROOT)})
