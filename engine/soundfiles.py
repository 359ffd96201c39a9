"""Sound files in and out: the one door to libsndfile and the resampler. Never the audio thread."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from math import gcd
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile as sf
import soxr
from msgspec import Struct
from msgspec.structs import replace

READABLE = (".wav", ".wave", ".flac", ".aif", ".aiff", ".ogg", ".oga", ".mp3")
"""Endings of the files that can be read."""

WRITABLE = {
    ".wav": "WAV",
    ".flac": "FLAC",
    ".aif": "AIFF",
    ".aiff": "AIFF",
    ".ogg": "OGG",
    ".mp3": "MP3",
    ".caf": "CAF",
    ".w64": "W64",
    ".rf64": "RF64",
}
"""Endings of the files that can be written, and their formats."""

LARGEST_BYTES = {"WAV": 2**32, "AIFF": 2**31}
"""What the length fields of a format can say."""

_LOSSY = ("OGG", "MP3")
_WRITE_FRAMES = 65536
_LEAD_FRAMES = 2205
"""What the resampler needs before and behind a piece, and then some."""

_SHORT = re.compile(r"^ *(?:data|SSND) *: (\d+) \(should be (\d+)\)|does not match value from 'ds64'", re.M)
_UNKNOWN_BYTES = 0xFFFF0000
"""Lengths from here on are written by programs that do not know the length yet."""


GUESSED_S = 2.0
"""An MP3 without a table of contents has its length guessed from its size, tags and all: so much too long."""


class SoundFileError(Exception):
    """A sound file that cannot be read or written: one line that says which, why, and what to do."""


class SoundInfo(Struct, frozen=True):
    """What a sound file holds."""

    path: Path
    channels: int
    frames: int
    rate: int


def resample_frames(frames: int, from_rate: int, to_rate: int) -> int:
    """A length at another rate, rounded to whole frames."""
    return (2 * frames * to_rate + from_rate) // (2 * from_rate)


def inspect_audio(path: Path) -> SoundInfo:
    """What a file holds, once sure that it is sound and whole."""
    with _open(path) as file:
        info = SoundInfo(path, file.channels, file.frames, file.samplerate)
        if info.frames <= 0:
            raise SoundFileError(f"{path}: holds no sound (0 frames); export it again or take it away")
        short = _SHORT.search(file.extra_info)
        whole = short is None or (short[1] and not int(short[2]) < int(short[1]) < _UNKNOWN_BYTES)
        if whole and _is_guessed(file, path):
            return info
        with contextlib.suppress(sf.SoundFileError):
            file.seek(info.frames - 1)
            if whole and len(file.read(1)) == 1:
                return info
    raise _cut_short(path)


def read_audio(path: Path, rate: int) -> np.ndarray:
    """A whole file at a rate: float32 (channels, frames)."""
    info = inspect_audio(path)
    audio = np.empty((info.channels, resample_frames(info.frames, info.rate, rate)), np.float32)
    start = 0
    for block in read_blocks(path, rate, _WRITE_FRAMES):
        audio[:, start : start + block.shape[1]] = block
        start += block.shape[1]
    return audio


def read_blocks(path: Path, rate: int, frames: int) -> Iterator[np.ndarray]:
    """A file at a rate in blocks (channels, frames), the last one shorter, in constant memory."""
    with _open(path) as file:
        info = SoundInfo(path, file.channels, file.frames, file.samplerate)
        if info.rate == rate:
            for chunk in _read_chunks(file, info, frames):
                yield chunk.T
            return
        left = resample_frames(info.frames, info.rate, rate)
        pending = nothing = np.empty((0, info.channels), np.float32)
        stream = soxr.ResampleStream(info.rate, rate, info.channels, quality="VHQ")
        for chunk in _read_chunks(file, info, max(1, frames * info.rate // rate)):
            pending = np.concatenate((pending, stream.resample_chunk(chunk)))
            while len(pending) >= frames < left:
                yield pending[:frames].T
                pending, left = pending[frames:], left - frames
        pending = np.concatenate((pending, stream.resample_chunk(nothing, last=True)))[:left]
        pending = np.pad(pending, ((0, left - len(pending)), (0, 0)))
        for start in range(0, left, frames):
            yield pending[start : start + frames].T


def read_piece(path: Path, rate: int, start: int, frames: int) -> np.ndarray:
    """Some frames of a file at a rate, as they are in the whole of it: float32 (channels, frames)."""
    with _open(path) as file:
        whole = SoundInfo(path, file.channels, file.frames, file.samplerate)
        if start + frames > resample_frames(whole.frames, whole.rate, rate):
            raise SoundFileError(f"{path}: ends before frame {start + frames} at {rate} Hz; export it again")
        apart = whole.rate // gcd(whole.rate, rate)
        first = max(0, start * whole.rate // rate - _LEAD_FRAMES) // apart * apart
        last = min(whole.frames, -(-(start + frames) * whole.rate // rate) + _LEAD_FRAMES)
        try:
            file.seek(first)
        except sf.SoundFileError as error:
            raise _cut_short(path) from error
        piece = np.concatenate(list(_read_chunks(file, replace(whole, frames=last - first), _WRITE_FRAMES)))
    if whole.rate != rate:
        piece = soxr.resample(np.pad(piece, ((0, apart), (0, 0))), whole.rate, rate, quality="VHQ")
    lead = start - first * rate // whole.rate
    return piece[lead : lead + frames].T


def write_audio(path: Path, audio: np.ndarray, rate: int, subtype: str = "PCM_24") -> None:
    """Write audio (channels, frames); it appears under its name when whole, or never."""
    with AudioWriter(path, len(audio), rate, subtype) as writer:
        for start in range(0, audio.shape[1], _WRITE_FRAMES):
            writer.write(audio[:, start : start + _WRITE_FRAMES])


class AudioWriter:
    """A sound file in the making: on a clean exit it takes its name, on any other it leaves no trace.

    Formats that lose sound (OGG, MP3) choose their own subtype.
    """

    def __init__(self, path: Path, channels: int, rate: int, subtype: str = "PCM_24") -> None:
        form = WRITABLE.get(path.suffix.lower())
        if form is None:
            ending, known = path.suffix or "no ending", " ".join(WRITABLE)
            raise SoundFileError(f"{path}: {ending} cannot be written; choose from {known}")
        kind = sf.default_subtype(form) if form in _LOSSY else subtype
        if not sf.check_format(form, kind):
            known = " ".join(sf.available_subtypes(form))
            raise SoundFileError(f"{path}: {form} cannot hold {subtype}; choose from {known}")
        self.path = path
        self._about = (form, kind, channels, rate)
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> Self:
        try:
            if self.path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            self._sink = _Sink(self._draft)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._hand = ThreadPoolExecutor(1)
        try:
            self._call(self._begin)
        except BaseException:
            self._discard()
            raise
        return self

    def write(self, audio: np.ndarray) -> None:
        """Add audio (channels, frames); what is over full scale is clipped unless the subtype is a float."""
        self._call(self._sound.write, np.ascontiguousarray(audio.T))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def _begin(self) -> None:
        form, kind, channels, rate = self._about
        self._sound = sf.SoundFile(self._sink, "w", rate, channels, kind, format=form)

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        """Have libsndfile do something, and be sure that it did.

        In a thread of its own: it calls back into Python, where the main thread would lose a Ctrl-C.
        """
        refusal = None
        try:
            self._hand.submit(function, *arguments).result()
        except (sf.SoundFileError, AssertionError) as error:
            refusal = error
        fault, (form, _, channels, rate) = self._sink.fault, self._about
        if fault:
            raise _unwritable(self.path, fault) from fault
        if refusal:
            what = f"{form} refuses {channels} channels at {rate} Hz"
            raise SoundFileError(f"{self.path}: {what}; choose another format") from refusal
        if self._sink.tell() > LARGEST_BYTES.get(form, 2**62):
            raise SoundFileError(f"{self.path}: too long for {form}; write .flac, .w64 or .rf64 instead")

    def _finish(self) -> None:
        self._call(self._sound.close)
        try:
            os.fsync(self._sink.fileno())
            self._sink.close()
            os.replace(self._draft, self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        sync_folder(self.path.parent)

    def _discard(self) -> None:
        self._hand.shutdown()
        with contextlib.suppress(sf.SoundFileError, AttributeError):
            self._sound.close()
        self._sink.close()
        with contextlib.suppress(OSError):
            self._draft.unlink(missing_ok=True)


class _Sink(FileIO):
    """The file under a writer: remembers what went wrong, for libsndfile calls it and loses exceptions."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "w+")
        self.fault: OSError | None = None

    def write(self, data: bytes, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """All of the data, or nothing and a fault."""
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[super().write(rest) :]
        except OSError as fault:
            self.fault = self.fault or fault
            return 0
        return len(data)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def name_write_cure(error: OSError) -> str:
    """What to do about a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "free some space or choose another disk"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "choose a folder you may write to"
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "make the folder first"
    return "choose another name" if error.errno == errno.EISDIR else "choose another folder"


def _open(path: Path) -> sf.SoundFile:
    try:
        with open(path, "rb") as file:
            empty = not file.read(1)
    except FileNotFoundError:
        raise SoundFileError(f"{path}: no such file; check the name") from None
    except OSError as error:
        raise SoundFileError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if empty:
        raise SoundFileError(f"{path}: is an empty file; export it again or take it away")
    try:
        return sf.SoundFile(path)
    except (sf.SoundFileError, TypeError) as error:
        raise SoundFileError(f"{path}: is no sound file; export it as WAV or FLAC or take it away") from error


def _read_chunks(file: sf.SoundFile, info: SoundInfo, frames: int) -> Iterator[np.ndarray]:
    """The file's own frames (n, channels), checked to be finite and all there."""
    exact = file.subtype.startswith("PCM")
    for start in range(0, info.frames, frames):
        wanted = min(frames, info.frames - start)
        try:
            chunk = file.read(wanted, "float32", always_2d=True)
        except sf.SoundFileError as error:
            raise _cut_short(info.path) from error
        if len(chunk) < wanted:
            lacking = info.frames - start - len(chunk)
            if lacking > GUESSED_S * info.rate or not _is_guessed(file, info.path):
                raise _cut_short(info.path)
            chunk = np.pad(chunk, ((0, wanted - len(chunk)), (0, 0)))
        if not exact and not np.isfinite(chunk).all():
            first_s = (start + int(np.argmin(np.isfinite(chunk).all(axis=1)))) / info.rate
            what = f"holds samples that are no numbers, first at {first_s:.3f} s"
            raise SoundFileError(f"{info.path}: {what}; export it again, best as 24-bit WAV or FLAC")
        yield chunk


def _is_guessed(file: sf.SoundFile, path: Path) -> bool:
    """Whether the length is that of an MP3 which does not tell its own."""
    if file.format != "MP3":
        return False
    with open(path, "rb") as raw:
        tag = raw.read(10)
        if tag[:3] == b"ID3":
            size = sum(part << 7 * place for place, part in enumerate(reversed(tag[6:10])))
            raw.seek(10 + size)
        frame = raw.read(512)
    return b"Xing" not in frame and b"Info" not in frame


def _cut_short(path: Path) -> SoundFileError:
    return SoundFileError(f"{path}: is cut short or damaged; copy or export it again")


def _unwritable(path: Path, error: OSError) -> SoundFileError:
    return SoundFileError(f"{path}: cannot be written ({error.strerror}); {name_write_cure(error)}")
