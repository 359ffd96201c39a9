"""Check: good models pass, and each hostile one is refused with its reason and harms nobody."""

import re
import time

import numpy as np
import pytest
from msgspec import structs
from onnx import helper, numpy_helper

from models.card import CardParam, ModelError, write_card
from models.check import check_model
from models.contract import read_contract
from models.examine import list_examinations
from tests.models.graphs import (
    CARD,
    PROCESSOR,
    Graph,
    make_controller,
    make_greedy,
    make_heavy,
    make_loop,
    make_processor,
    save,
)
from tests.models.mutations import mutate, try_files

MUTATED = 1000


@pytest.mark.parametrize(
    "model", [make_controller(), make_processor(), make_processor(mono=True)], ids=["even", "echo", "mono"]
)
def test_a_good_model_passes_every_examination(tmp_path, model):
    report = check_model(save(model, tmp_path / "model.onnx"))
    assert report.refusal == ""
    assert report.card is not None
    assert [result.name for result in report.results] == ["file", *list_examinations(report.card)]
    assert {result.state for result in report.results[:-1]} == {"good"}


def test_one_that_takes_few_tracks_and_sets_the_master_only_passes(tmp_path):
    card = structs.replace(CARD, max_tracks=2, roles=(), macros=())
    assert check_model(save(make_controller(card), tmp_path / "few.onnx")).refusal == ""


def add_to_fader(build):
    """The controller with something added to its faders."""
    g = Graph()
    return make_controller(CARD, g, build(g))


def index_of_track(g):
    ones = g.add("Mul", g.add("ReduceMean", "audio", g.weight([1, 2], np.int64), keepdims=0), 0.0)
    place = g.add("CumSum", g.add("Add", ones, 1.0), g.weight(0, np.int64))
    return g.add("Unsqueeze", place, g.weight([1], np.int64))


def sum_of_rows(g):
    ones = g.add("Mul", g.add("ReduceMean", "audio", g.weight([1, 2], np.int64), keepdims=0), 0.0)
    return g.add("ReduceSum", g.add("Add", ones, 0.1), keepdims=0)


def invert_peak(g):
    return g.add("Div", 0.0, g.add("ReduceMax", g.add("Abs", "audio"), keepdims=0))


def dice(g):
    return g.add("RandomUniform", shape=[1])


def poison_state(model):
    for node in model.graph.node:
        for index, name in enumerate(node.output):
            if name == "next_state_energy":
                node.output[index] = "made"
        for index, name in enumerate(node.input):
            if name == "next_state_energy":
                node.input[index] = "made"
    model.graph.initializer.append(numpy_helper.from_array(np.array([-1.0], np.float32), "minus"))
    model.graph.node.append(helper.make_node("Mul", ["made", "minus"], ["negative"]))
    model.graph.node.append(helper.make_node("Log", ["negative"], ["next_state_energy"]))
    return model


def narrow(model, **changes):
    model.metadata_props[0].value = write_card(structs.replace(CARD, **changes))
    return model


TIGHT = (CardParam("fader_db", "dB", -3.0, 3.0), CARD.params[1])


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (add_to_fader(index_of_track), "permutation: params differs"),
        (add_to_fader(sum_of_rows), "padding: params differs"),
        (add_to_fader(invert_peak), "silence: params holds what is no number"),
        (add_to_fader(dice), "again: params differs|permutation: params differs|padding: params differs"),
        (poison_state(make_controller()), "its states become no numbers"),
        (narrow(make_controller(), params=TIGHT), "its card says -3 to 3"),
        (make_loop(), "file: uses Loop"),
        (make_greedy(), "opens: it asks for more memory"),
    ],
    ids=["index", "rows", "peak", "dice", "state", "tight", "loop", "greedy"],
)
def test_each_fault_is_refused_with_its_reason(tmp_path, model, reason):
    refusal = check_model(save(model, tmp_path / "model.onnx")).refusal
    assert re.search(reason, refusal), refusal
    assert "\n" not in refusal


def test_a_model_that_never_ends_is_ended(tmp_path):
    begun = time.monotonic()
    report = check_model(save(make_heavy(), tmp_path / "heavy.onnx"), limit_s=3.0)
    assert report.refusal == "opens: did not end within 3 s"
    assert time.monotonic() - begun < 5.0


def test_a_model_that_is_slow_for_its_hop_is_refused(tmp_path):
    card = structs.replace(CARD, hop=480)
    report = check_model(save(make_heavy(card, 700, 4), tmp_path / "slow.onnx"))
    assert report.refusal.startswith("speed: too slow: 32 tracks: p50")


def test_sound_out_of_silence_is_told_and_allowed(tmp_path):
    model = make_processor()
    model.graph.node[1].output[0] = "pure"
    model.graph.initializer.append(numpy_helper.from_array(np.array([0.1], np.float32), "hum"))
    model.graph.node.append(helper.make_node("Add", ["pure", "hum"], ["audio_out"]))
    report = check_model(save(model, tmp_path / "hum.onnx"))
    assert report.refusal == ""
    (silence,) = (result for result in report.results if result.name == "silence")
    assert silence.state == "poor" and "sound of silence" in silence.text


def test_a_thousand_damaged_files_are_refused_or_harmless(tmp_path):
    dice = np.random.default_rng(3)
    seeds = [make_controller().SerializeToString(), make_processor(PROCESSOR).SerializeToString()]
    left, reasons = [], []
    for number in range(MUTATED):
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(mutate(seeds[number % len(seeds)], dice))
        try:
            read_contract(path)
            left.append(path)
        except ModelError as error:
            reasons.append(str(error))
    assert all(reasons) and len(left) > MUTATED / 10
    fates = try_files(left)
    assert len(fates) == len(left)
    assert all(fates.values())
