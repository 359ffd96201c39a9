"""Contract: inputs and outputs are those that go with the card, whatever the file says else."""

import pytest
from msgspec import structs
from onnx import TensorProto

from models.card import ModelError, write_card
from models.contract import PADS, pad_tracks, peek_card, read_contract
from tests.models.graphs import CARD, PROCESSOR, make_controller, make_processor, port, save


def test_shapes_are_known_before_anything_is_run(tmp_path):
    contract = read_contract(save(make_controller(), tmp_path / "even.onnx"))
    assert contract.card == CARD == peek_card(tmp_path / "even.onnx")
    assert contract.states == ("state_energy",)
    assert contract.inputs["audio"] == (None, 2, 2400)
    assert contract.outputs["params"] == (None, 2)
    assert contract.outputs["next_state_energy"] == (None, 1)


@pytest.mark.parametrize(("mono", "rows"), [(False, None), (True, 1)])
def test_a_processor_makes_a_track_for_each_or_one_for_all(tmp_path, mono, rows):
    contract = read_contract(save(make_processor(mono=mono), tmp_path / "echo.onnx"))
    assert contract.card == PROCESSOR
    assert contract.outputs["audio_out"] == (rows, 2, 2400)


def test_tracks_are_padded_to_few_sizes():
    assert [pad_tracks(n) for n in (1, 8, 9, 32, 33, 65, 128)] == [8, 8, 16, 32, 64, 128, 128]
    assert {pad_tracks(n) for n in range(1, 129)} == set(PADS)


def rename(ports, old, new):
    next(p for p in ports if p.name == old).name = new


def resize(ports, name, at, size):
    dim = next(p for p in ports if p.name == name).type.tensor_type.shape.dim[at]
    dim.Clear()
    if size:
        dim.dim_value = size
    else:
        dim.dim_param = "any"


def retype(ports, name):
    next(p for p in ports if p.name == name).type.tensor_type.elem_type = TensorProto.DOUBLE


def recard(model, **changes):
    model.metadata_props[0].value = write_card(structs.replace(CARD, **changes))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.ClearField("metadata_props"), "has no card"),
        (lambda m: rename(m.graph.input, "audio", "sound"), "no input 'audio'"),
        (lambda m: rename(m.graph.output, "params", "settings"), "no output 'params'"),
        (lambda m: rename(m.graph.output, "next_state_energy", "next"), "no output 'next_state_energy'"),
        (lambda m: rename(m.graph.input, "state_energy", "memory"), "'memory' that is not in the contract"),
        (lambda m: m.graph.output.append(port("gossip", 1)), "'gossip' that is not in the contract"),
        (lambda m: resize(m.graph.input, "audio", 0, 8), r"is \[8, 2, 2400\], not \[tracks, 2, 2400\]"),
        (lambda m: resize(m.graph.input, "audio", 2, 100), r"not \[tracks, 2, 2400\]"),
        (lambda m: resize(m.graph.input, "role", 1, 9), "role"),
        (lambda m: resize(m.graph.output, "params", 1, 3), r"'params' is \[tracks, 3\]"),
        (lambda m: resize(m.graph.input, "state_energy", 1, 0), "vary in its first size only"),
        (lambda m: resize(m.graph.input, "state_energy", 1, 1 << 25), "absurd size"),
        (lambda m: retype(m.graph.input, "audio"), "not float32"),
        (lambda m: recard(m, hop=480), r"not \[tracks, 2, 480\]"),
        (lambda m: recard(m, roles=()), "'role' that is not in the contract"),
        (lambda m: recard(m, master=()), "'master' that is not in the contract"),
    ],
)
def test_what_does_not_go_with_the_card_is_refused(tmp_path, change, reason):
    model = make_controller()
    change(model)
    with pytest.raises(ModelError, match=reason):
        read_contract(save(model, tmp_path / "even.onnx"))
