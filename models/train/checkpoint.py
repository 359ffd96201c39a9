"""Checkpoint: the arrays in a file that TensorFlow saved, read without TensorFlow."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

FLOAT32 = 1
FOOTER = 48
"""Bytes at the end of an index: where its own index is, and a magic number."""


def read_checkpoint(folder: Path) -> dict[str, np.ndarray]:
    """By name, every float32 array of the checkpoint without a name of its own in this folder."""
    index = (folder / ".index").read_bytes()
    data = (folder / ".data-00000-of-00001").read_bytes()
    _, at = _read_varint(index, len(index) - FOOTER)
    _, at = _read_varint(index, at)
    start, at = _read_varint(index, at)
    arrays = {}
    for _, handle in _read_block(index, start, _read_varint(index, at)[0]):
        block, at = _read_varint(handle, 0)
        for name, entry in _read_block(index, block, _read_varint(handle, at)[0]):
            fields = dict(_read_fields(entry))
            if name and fields.get(1) == FLOAT32:
                arrays[name.decode()] = _read_array(fields, data)
    return arrays


def _read_array(fields: dict[int, int | bytes], data: bytes) -> np.ndarray:
    sizes = [dict(_read_fields(_bytes(size))) for _, size in _read_fields(_bytes(fields.get(2, b"")))]
    shape = [size.get(1, 0) for size in sizes]
    start, size = fields.get(4, 0), fields.get(5, 0)
    assert isinstance(start, int) and isinstance(size, int)
    return np.frombuffer(data, "<f4", size // 4, start).reshape([int(size) for size in shape])


def _read_block(file: bytes, start: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of a block of a sorted table, where a name tells only how it differs from the last."""
    if file[start + size] != 0:
        raise ValueError("a compressed index cannot be read")
    block = file[start : start + size]
    (restarts,) = struct.unpack("<I", block[-4:])
    at, name = 0, b""
    while at < len(block) - 4 * restarts - 4:
        shared, at = _read_varint(block, at)
        own, at = _read_varint(block, at)
        length, at = _read_varint(block, at)
        name = name[:shared] + block[at : at + own]
        at += own
        yield name, block[at : at + length]
        at += length


def _read_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of the fields of a protocol buffer."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        if tag & 7 == 0:
            value, at = _read_varint(message, at)
            yield tag >> 3, value
            continue
        length, at = _read_varint(message, at) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], at)
        yield tag >> 3, message[at : at + length]
        at += length


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where the next thing begins."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value
