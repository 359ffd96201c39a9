"""Small models, good and hostile, made node by node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from msgspec import structs
from onnx import TensorProto, helper, numpy_helper

from models.card import CardParam, Macro, ModelCard, write_card

HOP, RATE = 2400, 48000
KEEP = 0.8
"""How much of its state the controller keeps from hop to hop."""

CARD = ModelCard(
    name="even",
    summary="brings every track to -20 dB",
    version="1",
    kind="controller",
    sample_rate=RATE,
    hop=HOP,
    max_tracks=128,
    licence="CC0-1.0",
    training_data="none",
    author="the tests",
    params=(CardParam("fader_db", "dB", -30.0, 9.0), CardParam("hpf_hz", "Hz", 20.0, 400.0)),
    master=(CardParam("eq1_gain_db", "dB", -3.0, 3.0),),
    roles=("kick", "vocal"),
    macros=(Macro("bias", -6.0, 6.0, 0.0, "dB"),),
)
PROCESSOR = structs.replace(
    CARD,
    name="echo",
    summary="delays",
    kind="processor",
    params=(),
    master=(),
    roles=(),
    macros=(),
    latency=7,
)


def predict_even(audio: np.ndarray, channels: np.ndarray, role: np.ndarray, bias: float) -> dict[str, Any]:
    """What the controller answers to hops (hops, tracks, 2, frames), reckoned with numpy."""
    state, answers = np.zeros(audio.shape[1]), []
    for hop in audio.astype(float):
        state = KEEP * state + (1 - KEEP) * (hop**2).mean((1, 2))
        level = 10 * np.log10(state + 1e-10)
        fader = np.clip(-20 - level + role @ [1.0, 2.0] + bias, -30, 9)
        mask = np.minimum(channels, 1)
        answers.append(
            {
                "fader_db": fader,
                "hpf_hz": np.clip(100 - level, 20, 400),
                "confidence": np.clip((level + 70) / 20, 0, 1),
                "master": np.clip((fader * mask).sum() / mask.sum() / 10, -3, 3),
            }
        )
    return {name: np.stack([answer[name] for answer in answers]) for name in answers[0]}


class Graph:
    """Nodes in the making."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def weight(self, values: Any, kind: Any = np.float32) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def add(self, operator: str, *inputs: Any, name: str = "", **attributes: Any) -> str:
        name = name or f"n{len(self.nodes)}"
        names = [given if isinstance(given, str) else self.weight(given) for given in inputs]
        self.nodes.append(helper.make_node(operator, names, [name], **attributes))
        return name


def port(name: str, *shape: int | str) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def finish(graph: Graph, inputs: list[Any], outputs: list[Any], card: ModelCard | None) -> onnx.ModelProto:
    made = helper.make_graph(graph.nodes, "g", inputs, outputs, graph.weights)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    if card is not None:
        helper.set_model_props(model, {"card": write_card(card)})
    return model


def make_controller(card: ModelCard = CARD, graph: Graph | None = None, extra: str = "") -> onnx.ModelProto:
    """The controller `even`; `extra` names a number made by the given graph that is added to every fader."""
    g = graph or Graph()
    axes = g.weight([1, 2], np.int64)
    column, row = g.weight([1], np.int64), g.weight([0], np.int64)
    energy = g.add("ReduceMean", g.add("Mul", "audio", "audio"), axes, keepdims=0)
    energy = g.add("Unsqueeze", energy, column)
    state = g.add("Mul", "state_energy", KEEP)
    state = g.add("Add", state, g.add("Mul", energy, 1 - KEEP), name="next_state_energy")
    level = g.add("Mul", g.add("Log", g.add("Add", state, 1e-10)), 10 / np.log(10))
    fader = g.add("Sub", -20.0, level)
    inputs = [port("audio", "tracks", 2, card.hop), port("channels", "tracks")]
    if card.roles:
        inputs.append(port("role", "tracks", len(card.roles)))
        ladder = np.arange(1.0, len(card.roles) + 1).reshape(-1, 1)
        fader = g.add("Add", fader, g.add("MatMul", "role", ladder))
    if card.macros:
        inputs.append(port("macros", len(card.macros)))
        fader = g.add("Add", fader, g.add("ReduceSum", "macros", row, keepdims=1))
    if extra:
        fader = g.add("Add", fader, extra)
    fader = g.add("Clip", fader, -30.0, 9.0)
    hpf = g.add("Clip", g.add("Sub", 100.0, level), 20.0, 400.0)
    g.add("Concat", fader, hpf, name="params", axis=1)
    sure = g.add("Clip", g.add("Div", g.add("Add", level, 70.0), 20.0), 0.0, 1.0)
    g.add("Squeeze", sure, column, name="confidence")
    outputs = [port("params", "tracks", 2), port("confidence", "tracks")]
    if card.master:
        mask = g.add("Unsqueeze", g.add("Min", "channels", 1.0), column)
        total = g.add("ReduceSum", g.add("Mul", fader, mask), row, keepdims=0)
        mean = g.add("Div", total, g.add("ReduceSum", mask, row, keepdims=0))
        g.add("Clip", g.add("Div", mean, 10.0), -3.0, 3.0, name="master")
        outputs.append(port("master", 1))
    inputs.append(port("state_energy", "tracks", 1))
    outputs.append(port("next_state_energy", "tracks", 1))
    return finish(g, inputs, outputs, card)


def make_processor(card: ModelCard = PROCESSOR, mono: bool = False) -> onnx.ModelProto:
    """Delays by the card's latency; with `mono` it gives the sum of all tracks."""
    g = Graph()
    late = card.latency
    axis = g.weight([2], np.int64)
    both = g.add("Concat", "state_tail", "audio", axis=2)
    out = "audio_out" if not mono else "delayed"
    g.add("Slice", both, g.weight([0], np.int64), g.weight([card.hop], np.int64), axis, name=out)
    g.add(
        *("Slice", both, g.weight([card.hop], np.int64), g.weight([card.hop + late], np.int64), axis),
        name="next_state_tail",
    )
    if mono:
        g.add("ReduceSum", out, g.weight([0], np.int64), name="audio_out", keepdims=1)
    return finish(
        g,
        [port("audio", "tracks", 2, card.hop), port("state_tail", "tracks", 2, late)],
        [port("audio_out", 1 if mono else "tracks", 2, card.hop), port("next_state_tail", "tracks", 2, late)],
        card,
    )


def make_heavy(card: ModelCard = CARD, size: int = 4000, times: int = 400) -> onnx.ModelProto:
    """A controller that is all right but needs hours for a hop."""
    g = Graph()
    one = g.add("ReduceMean", "audio", keepdims=0)
    big = g.add("Expand", g.add("Mul", one, 0.0), g.weight([size, size], np.int64))
    for _ in range(times):
        big = g.add("MatMul", big, big)
    return make_controller(card, g, g.add("Mul", g.add("ReduceMean", big, keepdims=0), 0.0))


def make_greedy(card: ModelCard = CARD, numbers: int = 1 << 31) -> onnx.ModelProto:
    """A controller with a node that asks for 8 GiB."""
    g = Graph()
    one = g.add("ReduceMean", "audio", keepdims=0)
    big = g.add("Expand", one, g.weight([numbers], np.int64))
    return make_controller(card, g, g.add("Mul", g.add("ReduceMean", big, keepdims=0), 0.0))


def make_loop(card: ModelCard = CARD) -> onnx.ModelProto:
    """A controller with a loop that never ends."""
    g = Graph()
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["on"]),
            helper.make_node("Add", ["x", "x"], ["y"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            port("x"),
        ],
        [helper.make_tensor_value_info("on", TensorProto.BOOL, []), port("y")],
    )
    most, go = g.weight(2**62, np.int64), g.weight(True, np.bool_)
    ended = g.add("Loop", most, go, 0.0, body=body)
    return make_controller(card, g, ended)


def save(model: onnx.ModelProto, path: Path) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def resize_output(model: onnx.ModelProto, name: str) -> None:
    """Promise the right shape of an output, and give one frame less."""
    node = next(node for node in model.graph.node if name in node.output)
    node.output[0] = "whole"
    for values in ([0], [HOP - 1], [2]):
        model.graph.initializer.append(numpy_helper.from_array(np.array(values), f"cut{values[0]}"))
    model.graph.node.append(helper.make_node("Slice", ["whole", "cut0", f"cut{HOP - 1}", "cut2"], [name]))
    dims = next(port for port in model.graph.output if port.name == name).type.tensor_type.shape.dim
    dims[2].Clear()
    dims[2].dim_param = "some"
