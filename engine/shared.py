"""Sequence-checked arrays in shared memory: one writer, any number of readers, no lock."""

from __future__ import annotations

import mmap
import os
import time
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from msgspec import Struct

_MAGIC = b"DESKHAND"
_HEADER_BYTES = 8192
_COUNTER_BYTES = 64
_WAIT_S = 2e-5


class Field(Struct, frozen=True):
    """One named array: its shape and its numpy type."""

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"


class _Header(Struct, frozen=True):
    fields: tuple[Field, ...]
    about: dict[str, int | float | str]


class SharedArrays:
    """Named numpy arrays in one memory-mapped file. `write()` brackets a change, `read()` copies whole."""

    def __init__(self, path: Path, memory: mmap.mmap, header: _Header) -> None:
        self.path = path
        self.about = header.about
        self._memory = memory
        self._sequence = np.frombuffer(memory, np.uint64, 1, _HEADER_BYTES)
        self.arrays: dict[str, np.ndarray] = {}
        offset = _HEADER_BYTES + _COUNTER_BYTES
        for field in header.fields:
            count = int(np.prod(field.shape, dtype=np.int64))
            flat = np.frombuffer(memory, field.dtype, count, offset)
            self.arrays[field.name] = flat.reshape(field.shape)
            offset = _align(offset + flat.nbytes)

    @classmethod
    def create(cls, path: Path, fields: tuple[Field, ...], about: dict[str, int | float | str]) -> Self:
        """Make the file and map it for writing. It appears under its name only when complete."""
        header = _Header(fields, about)
        encoded = msgspec.json.encode(header)
        size = _HEADER_BYTES + _COUNTER_BYTES
        for field in fields:
            nbytes = int(np.prod(field.shape, dtype=np.int64)) * np.dtype(field.dtype).itemsize
            size = _align(size + nbytes)
        draft = path.with_name(f"{path.name}.part")
        with open(draft, "w+b") as file:
            file.truncate(size)
            memory = mmap.mmap(file.fileno(), size)
        memory[: len(_MAGIC) + 4 + len(encoded)] = _MAGIC + len(encoded).to_bytes(4, "little") + encoded
        os.replace(draft, path)
        return cls(path, memory, header)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map an existing file for reading; ValueError where it is none of ours."""
        with open(path, "rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if memory[: len(_MAGIC)] != _MAGIC:
            raise ValueError(f"{path}: not a Deskhand shared memory file")
        start = len(_MAGIC) + 4
        length = int.from_bytes(memory[len(_MAGIC) : start], "little")
        return cls(path, memory, msgspec.json.decode(memory[start : start + length], type=_Header))

    def begin(self) -> None:
        """Mark the arrays as being changed. Writer only."""
        self._sequence[0] += np.uint64(1)

    def end(self) -> None:
        """Mark the arrays as whole again. Writer only."""
        self._sequence[0] += np.uint64(1)

    def sequence(self) -> int:
        """How often the arrays were begun and ended; odd while being changed."""
        return int(self._sequence[0])

    def read(self, *names: str, tries: int = 1000) -> dict[str, np.ndarray]:
        """Copies of the named arrays (all by default), taken between two changes. Any process."""
        wanted = names or tuple(self.arrays)
        for _ in range(tries):
            before = self.sequence()
            if before % 2 == 0:
                copies = {name: self.arrays[name].copy() for name in wanted}
                if self.sequence() == before:
                    return copies
            time.sleep(_WAIT_S)
        raise TimeoutError(f"{self.path}: the writer stopped in the middle of a change")


def _align(offset: int) -> int:
    return (offset + 63) // 64 * 64
