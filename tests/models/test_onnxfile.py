"""OnnxFile: the reader agrees with the onnx package, and no bytes make it do anything but refuse."""

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from models.card import ModelError
from models.onnxfile import LARGEST_BYTES, read_bytes, read_metadata, read_model
from tests.models.graphs import make_controller, make_processor

GOOD = make_controller().SerializeToString()


def changed(change):
    """The bytes of the controller after a change to its model."""
    model = make_controller()
    change(model)
    return model.SerializeToString()


@pytest.mark.parametrize("model", [make_controller(), make_processor()])
def test_it_reads_what_the_onnx_package_reads(model):
    file = read_model(model.SerializeToString())
    assert file.metadata == {p.key: p.value for p in model.metadata_props}
    assert file.metadata == read_metadata(model.SerializeToString())
    assert file.operators == {node.op_type for node in model.graph.node}
    for ports, theirs in ((file.inputs, model.graph.input), (file.outputs, model.graph.output)):
        assert [port.name for port in ports] == [port.name for port in theirs]
        for port, their in zip(ports, theirs, strict=True):
            assert list(port.shape) == [d.dim_value or None for d in their.type.tensor_type.shape.dim]


def grow(tensor, *sizes):
    del tensor.dims[:]
    tensor.dims.extend(sizes)


def weight(model, values, kind=TensorProto.FLOAT):
    model.graph.initializer.append(helper.make_tensor("x", kind, [len(values)], values))


def constant(model, **attributes):
    model.graph.node.append(helper.make_node("Constant", [], ["c"], **attributes))


def external(model):
    tensor = model.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")


def hidden(model):
    inner = helper.make_graph([helper.make_node("Loop", [], ["y"])], "inner", [], [])
    model.graph.node.append(helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner))


def nested(model):
    inner = helper.make_graph([], "inner", [], [])
    for _ in range(20):
        inner = helper.make_graph([helper.make_node("If", ["c"], ["y"], then_branch=inner)], "g", [], [])
    model.graph.node.append(helper.make_node("If", ["c"], ["y"], then_branch=inner))


NAN = float("nan")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (external, "another file"),
        (lambda m: setattr(m.graph.node[0], "domain", "evil.corp"), "evil.corp.Mul"),
        (lambda m: setattr(m.graph.node[0], "op_type", "Loop"), "never end"),
        (hidden, "never end"),
        (nested, "nested too deep"),
        (lambda m: m.functions.add(name="f", domain="local"), "functions of its own"),
        (lambda m: m.training_info.add(), "training graph"),
        (lambda m: m.graph.sparse_initializer.add(), "sparse"),
        (lambda m: grow(m.graph.initializer[0], 1 << 40), "absurd size"),
        (lambda m: grow(m.graph.initializer[0], -4), "absurd size"),
        (lambda m: grow(m.graph.initializer[0], 1 << 20, 1 << 20), "absurd size"),
        (lambda m: [grow(w, 1 << 25) or w.ClearField("raw_data") for w in m.graph.initializer], "too many"),
        (lambda m: grow(m.graph.initializer[3], 77), "not the size it says"),
        (lambda m: weight(m, [1.0, NAN]), "NaN"),
        (lambda m: weight(m, [NAN], TensorProto.DOUBLE), "NaN"),
        (lambda m: m.graph.initializer.append(numpy_helper.from_array(np.array([1, NAN], "f4"))), "NaN"),
        (lambda m: constant(m, value=helper.make_tensor("c", 1, [1], [NAN])), "NaN"),
        (lambda m: setattr(m.graph.input[0].type.tensor_type.shape.dim[1], "dim_value", -3), "absurd"),
        (lambda m: m.ClearField("graph"), "0 parts for one graph"),
    ],
)
def test_what_must_not_be_loaded_is_refused_with_the_reason(change, reason):
    with pytest.raises(ModelError, match=reason):
        read_model(changed(change))


def test_a_graph_written_twice_is_refused():
    model = onnx.ModelProto()
    model.graph.name = "other"
    with pytest.raises(ModelError, match="2 parts for one graph"):
        read_model(GOOD + model.SerializeToString())


def test_a_file_of_countless_parts_is_refused():
    with pytest.raises(ModelError, match="too many parts"):
        read_model(b"\x08\x01" * 1_100_000)


def test_files_that_are_not_there_or_too_large_are_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        read_bytes(tmp_path / "none.onnx")
    with open(tmp_path / "big.onnx", "wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(ModelError, match="larger than 64 MiB"):
        read_bytes(tmp_path / "big.onnx")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        read_model(data)
    except ModelError:
        return
    raise AssertionError("bytes without a graph were taken")


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, len(GOOD)), st.binary(max_size=12))
def test_a_good_file_with_anything_in_it_is_read_or_refused(start, end, data):
    try:
        read_model(GOOD[:start] + data + GOOD[max(start, end) :])
    except ModelError as error:
        assert str(error)
