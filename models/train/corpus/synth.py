"""FluidSynth as a library: every part on outputs of its own, all in one pass, without reverb or chorus."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import c_char_p, c_double, c_int, c_void_p
from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct

from models.train.corpus.song import RATE, Missing, Rejected

GAIN = 0.5
DRUM_BANK = 128
_BLOCK_FRAMES = 64
_VOICES = 256
_DRUMS, _MELODIC = 1, 0


class Event(Struct, frozen=True):
    """Something that happens to a part; what the numbers mean depends on its kind."""

    time_s: float
    part: int
    kind: str
    first: int
    second: int = 0


def play_parts(
    events: Sequence[Event],
    drums: Sequence[bool],
    fonts: Sequence[Path],
    seconds: float,
    together: bool = False,
) -> np.ndarray:
    """Parts (parts, 2, frames), each with a soundfont of its own; or their mix alone, played as one."""
    with _Synth(drums, fonts, together) as synth:
        return synth.play(events, round(seconds * RATE))


class _Synth:
    """A FluidSynth of one song."""

    def __init__(self, drums: Sequence[bool], fonts: Sequence[Path], together: bool) -> None:
        self._library = _library()
        self._drums = drums
        self._outputs = 1 if together else len(drums)
        self._settings = self._library.new_fluid_settings()
        for name, number in (
            (b"synth.audio-channels", self._outputs),
            (b"synth.audio-groups", self._outputs),
            (b"synth.midi-channels", -(-len(drums) // 16) * 16),
            (b"synth.polyphony", _VOICES),
            (b"synth.reverb.active", 0),
            (b"synth.chorus.active", 0),
            (b"synth.dynamic-sample-loading", 1),
        ):
            self._library.fluid_settings_setint(self._settings, name, number)
        self._library.fluid_settings_setnum(self._settings, b"synth.sample-rate", float(RATE))
        self._library.fluid_settings_setnum(self._settings, b"synth.gain", GAIN)
        self._synth = self._library.new_fluid_synth(self._settings)
        loaded = {font: self._load(font) for font in dict.fromkeys(fonts)}
        self._fonts = [loaded[font] for font in fonts]
        for part, drum in enumerate(drums):
            self._library.fluid_synth_set_channel_type(self._synth, part, _DRUMS if drum else _MELODIC)
            self._select(part, 0)

    def __enter__(self) -> _Synth:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.delete_fluid_synth(self._synth)
        self._library.delete_fluid_settings(self._settings)

    def play(self, events: Sequence[Event], frames: int) -> np.ndarray:
        """Float32 (outputs, 2, frames)."""
        audio = np.zeros((self._outputs, 2, frames), np.float32)
        at = 0
        for event in events:
            due = min(frames, round(event.time_s * RATE / _BLOCK_FRAMES) * _BLOCK_FRAMES)
            self._render(audio, at, due)
            at = max(at, due)
            if at >= frames:
                break
            self._send(event)
        self._render(audio, at, frames)
        return audio

    def _render(self, audio: np.ndarray, start: int, stop: int) -> None:
        if stop <= start:
            return
        rows = audio.ctypes.data + np.arange(self._outputs, dtype=np.uint64) * np.uint64(audio.strides[0])
        left = rows + np.uint64(4 * start)
        right = left + np.uint64(audio.strides[1])
        self._library.fluid_synth_nwrite_float(
            self._synth, stop - start, left.ctypes.data, right.ctypes.data, None, None
        )

    def _send(self, event: Event) -> None:
        synth, part, first, second = self._synth, event.part, event.first, event.second
        match event.kind:
            case "on":
                self._library.fluid_synth_noteon(synth, part, first, second)
            case "off":
                self._library.fluid_synth_noteoff(synth, part, first)
            case "control":
                self._library.fluid_synth_cc(synth, part, first, second)
            case "bend":
                self._library.fluid_synth_pitch_bend(synth, part, first)
            case "programme":
                self._select(part, first)

    def _select(self, part: int, programme: int) -> None:
        """Pinned, for a compressed sound that is let go is unpacked again at its next use."""
        font, bank = self._fonts[part], DRUM_BANK if self._drums[part] else 0
        for number in (programme, 0):
            self._library.fluid_synth_pin_preset(self._synth, font, bank, number)
            if not self._library.fluid_synth_program_select(self._synth, part, font, bank, number):
                return
        raise Rejected("a soundfont has no sound for it")

    def _load(self, font: Path) -> int:
        number = self._library.fluid_synth_sfload(self._synth, str(font).encode(), 0)
        if number < 0:
            raise Rejected(f"{font.name} cannot be loaded")
        return number


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libfluidsynth.so.3")
    except OSError:
        raise Missing("libfluidsynth is not there; install libfluidsynth3") from None
    handle = c_void_p
    for name, result, arguments in (
        ("new_fluid_settings", handle, ()),
        ("delete_fluid_settings", None, (handle,)),
        ("fluid_settings_setint", c_int, (handle, c_char_p, c_int)),
        ("fluid_settings_setnum", c_int, (handle, c_char_p, c_double)),
        ("new_fluid_synth", handle, (handle,)),
        ("delete_fluid_synth", None, (handle,)),
        ("fluid_synth_sfload", c_int, (handle, c_char_p, c_int)),
        ("fluid_synth_set_channel_type", c_int, (handle, c_int, c_int)),
        ("fluid_synth_program_select", c_int, (handle, c_int, c_int, c_int, c_int)),
        ("fluid_synth_pin_preset", c_int, (handle, c_int, c_int, c_int)),
        ("fluid_synth_noteon", c_int, (handle, c_int, c_int, c_int)),
        ("fluid_synth_noteoff", c_int, (handle, c_int, c_int)),
        ("fluid_synth_cc", c_int, (handle, c_int, c_int, c_int)),
        ("fluid_synth_pitch_bend", c_int, (handle, c_int, c_int)),
        ("fluid_synth_nwrite_float", c_int, (handle, c_int, *[handle] * 4)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.fluid_set_log_function.argtypes = (c_int, c_void_p, c_void_p)
    library.fluid_set_log_function.restype = c_void_p
    for level in range(5):
        library.fluid_set_log_function(level, None, None)
    return library
