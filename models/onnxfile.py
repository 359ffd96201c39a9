"""OnnxFile: what a model file holds, read without running or believing any of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from models.card import ModelError

LARGEST_BYTES = 64 << 20
MOST_FIELDS = 1_000_000
MOST_NUMBERS = 64 << 20
"""So many numbers may all the weights of a file have together."""

DEEPEST = 8
DOMAINS = ("", "ai.onnx")
ENDLESS = ("Loop",)
"""Operators that may never come to an end."""

FLOAT = 1
_BYTES = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2}
_FLOATS = {1: "<f4", 10: "<f2", 11: "<f8"}

Field = int | memoryview
Fields = dict[int, list[Field]]


class Port(Struct, frozen=True):
    """An input or output: its name, its ONNX element type, and its shape; None is a size that may vary."""

    name: str
    element: int
    shape: tuple[int | None, ...]


class OnnxFile(Struct, frozen=True):
    """A model file that may be loaded: its bytes, ports, metadata and the operators it uses."""

    data: bytes
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    metadata: dict[str, str]
    operators: frozenset[str]


def read_bytes(path: Path) -> bytes:
    """The bytes of a model file, if there are not too many of them."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})") from None
    if len(data) > LARGEST_BYTES:
        raise ModelError(f"is larger than {LARGEST_BYTES >> 20} MiB")
    return data


def read_metadata(data: bytes) -> dict[str, str]:
    """The metadata alone, at next to no cost."""
    return _pairs(Reader().fields(memoryview(data)).get(14, []))


def read_model(data: bytes) -> OnnxFile:
    """Everything that must be known before a model is loaded; ModelError says why it must not be."""
    return Reader().model(memoryview(data), data)


class Reader:
    """One walk through a file; counts what it meets."""

    def __init__(self) -> None:
        self._fields = self._numbers = 0
        self._operators: set[str] = set()

    def model(self, view: memoryview, data: bytes) -> OnnxFile:
        """The whole file, a ModelProto."""
        fields = self.fields(view)
        if fields.get(25):
            raise ModelError("defines functions of its own; export it with all of them inlined")
        if fields.get(20):
            raise ModelError("carries a training graph; export it for inference")
        graph = self._graph(_one(fields, 7, "graph"), 0)
        weights = {_text(self.fields(_view(tensor)).get(8)) for tensor in graph.get(5, [])}
        inputs = [self._port(_view(port)) for port in graph.get(11, [])]
        outputs = [self._port(_view(port)) for port in graph.get(12, [])]
        return OnnxFile(
            data,
            tuple(port for port in inputs if port.name not in weights),
            tuple(outputs),
            _pairs(fields.get(14, [])),
            frozenset(self._operators),
        )

    def fields(self, view: memoryview) -> Fields:
        """The fields of a message by number, each in order."""
        found: Fields = {}
        for number, value in walk(view):
            self._fields += 1
            if self._fields > MOST_FIELDS:
                raise ModelError("has too many parts")
            found.setdefault(number, []).append(value)
        return found

    def _graph(self, view: memoryview, depth: int) -> Fields:
        if depth > DEEPEST:
            raise ModelError("has graphs nested too deep")
        graph = self.fields(view)
        if graph.get(15):
            raise ModelError("has sparse weights")
        for tensor in graph.get(5, []):
            self._tensor(_view(tensor))
        for node in graph.get(1, []):
            self._node(self.fields(_view(node)), depth)
        return graph

    def _node(self, node: Fields, depth: int) -> None:
        operator, domain = _text(node.get(4)), _text(node.get(7))
        if domain not in DOMAINS:
            raise ModelError(f"uses {domain}.{operator}; only ONNX's own operators are allowed")
        if operator in ENDLESS:
            raise ModelError(f"uses {operator}, which may never end")
        self._operators.add(operator)
        for part in node.get(5, []):
            attribute = self.fields(_view(part))
            if attribute.get(22) or attribute.get(23):
                raise ModelError("has sparse weights")
            for one, many in ((5, 10), (6, 11)):
                if len(attribute.get(one, [])) > 1:
                    raise ModelError("is damaged: an attribute is written twice")
                for inner in (*attribute.get(one, []), *attribute.get(many, [])):
                    if one == 5:
                        self._tensor(_view(inner))
                    else:
                        self._graph(_view(inner), depth + 1)

    def _tensor(self, view: memoryview) -> None:
        tensor = self.fields(view)
        if tensor.get(13) or any(tensor.get(14, [])):
            raise ModelError("keeps weights in another file; export it as one file")
        count = 1
        for size in _numbers(tensor.get(1, [])):
            count *= size
            if not 0 <= size <= MOST_NUMBERS or count > MOST_NUMBERS:
                raise ModelError("has a weight of absurd size")
        self._numbers += count
        if self._numbers > MOST_NUMBERS:
            raise ModelError("has too many weights")
        element = _number(tensor.get(2))
        width, raw = _BYTES.get(element), tensor.get(9)
        if raw:
            if width is None or len(_view(raw[-1])) != count * width:
                raise ModelError("is damaged: a weight has not the size it says")
            if element in _FLOATS and np.isnan(np.frombuffer(_view(raw[-1]), _FLOATS[element])).any():
                raise ModelError("has weights that are no numbers (NaN)")
        for number, kind in ((4, "<f4"), (10, "<f8")):
            for part in tensor.get(number, []):
                if isinstance(part, memoryview) and len(part) % int(kind[2]):
                    raise ModelError("is damaged: a weight is cut short")
                if isinstance(part, memoryview) and np.isnan(np.frombuffer(part, kind)).any():
                    raise ModelError("has weights that are no numbers (NaN)")

    def _port(self, view: memoryview) -> Port:
        port = self.fields(view)
        kind = self.fields(_one(port, 2, "type"))
        tensor = self.fields(_one(kind, 1, "tensor type"))
        shape: list[int | None] = []
        for part in self.fields(_one(tensor, 2, "shape")).get(1, []):
            size = _number(self.fields(_view(part)).get(1))
            if not 0 <= size <= MOST_NUMBERS:
                raise ModelError("has an input or output of absurd size")
            shape.append(size or None)
        return Port(_text(port.get(1)), _number(tensor.get(1)), tuple(shape))


def walk(view: memoryview) -> Iterator[tuple[int, Field]]:
    """The fields of a protobuf message, in order: number, and value or bytes."""
    at, end = 0, len(view)
    while at < end:
        key, at = _varint(view, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(view, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(view, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ModelError("is no ONNX file, or damaged")
        if not number or length > end - at:
            raise ModelError("is no ONNX file, or cut short")
        yield number, view[at : at + length]
        at += length


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(view) and shift < 64:
        byte = view[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ModelError("is no ONNX file, or cut short")


def _view(field: Field) -> memoryview:
    if isinstance(field, int):
        raise ModelError("is damaged: a number stands where a part should be")
    return field


def _one(fields: Fields, number: int, what: str) -> memoryview:
    found = fields.get(number, [])
    if len(found) != 1:
        raise ModelError(f"is no ONNX file, or damaged: {len(found)} parts for one {what}")
    return _view(found[0])


def _number(found: list[Field] | None) -> int:
    """A signed 64-bit number, 0 where there is none."""
    value = found[-1] if found else 0
    if not isinstance(value, int):
        raise ModelError("is damaged: a part stands where a number should be")
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def _numbers(found: list[Field]) -> Iterator[int]:
    """Numbers one by one or packed."""
    for part in found:
        if isinstance(part, int):
            yield _number([part])
            continue
        at = 0
        while at < len(part):
            value, at = _varint(part, at)
            yield _number([value])


def _text(found: list[Field] | None) -> str:
    try:
        return str(_view(found[-1]), "utf-8") if found else ""
    except UnicodeDecodeError:
        raise ModelError("is damaged: a name is no text") from None


def _pairs(entries: list[Field]) -> dict[str, str]:
    pairs = [Reader().fields(_view(entry)) for entry in entries]
    return {_text(pair.get(1)): _text(pair.get(2)) for pair in pairs}
