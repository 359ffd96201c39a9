"""Stems: a folder of sound files as the inputs of a show. Never the audio thread."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.console.state import Mix, Strip
from engine.soundfiles import (
    READABLE,
    SoundFileError,
    inspect_audio,
    name_write_cure,
    read_blocks,
    resample_frames,
    sync_folder,
)
from engine.take import load_take

INPUTS = 128
"""The most inputs a show can have."""

KEPT_PLAYER_FILES = 4
_CHUNK_FRAMES = 1 << 17
_STALE_S = 3600.0
_LEADING_NUMBER = re.compile(r"^(?:0\d+|\d{1,3}(?=[\s._-]))[\s._-]*")

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


class StemsError(Exception):
    """Stems that cannot be used: one line that says which, why, and what to do."""


class Stem(Struct, frozen=True):
    """One sound file that plays into one (mono) or two (stereo) inputs."""

    path: Path
    name: str
    channels: int
    frames: int
    rate: int
    role: str = ""
    inputs: tuple[int, ...] = ()
    """Of a take: the inputs it was recorded from."""


def find_stems(folder: Path, limit_inputs: int = INPUTS) -> list[Stem]:
    """The stems of a folder in the order a person counts, each sure to be sound and whole."""
    take = load_take(folder)
    tracks = {} if take is None else {track.file: track for track in take.tracks}
    paths = [folder / file for file in tracks] if tracks else _list_audio(folder)
    stems, taken = [], set()
    if len(paths) > limit_inputs:
        raise _too_many(folder, f"{len(paths)} files", limit_inputs)
    for path in paths:
        try:
            info = inspect_audio(path)
        except SoundFileError as error:
            raise StemsError(str(error)) from error
        if info.channels > 2:
            what = f"has {info.channels} channels, a stem has one or two"
            raise StemsError(f"{path}: {what}; split it into mono or stereo files")
        track = tracks.get(path.name)
        if track is None:
            name = _choose_name(path.stem, taken)
            stems.append(Stem(path, name, info.channels, info.frames, info.rate))
        else:
            name = _make_different(track.name, taken)
            facts = info.channels, info.frames, info.rate
            stems.append(Stem(path, name, *facts, role=track.role, inputs=track.inputs))
    inputs = count_inputs(stems)
    if inputs > limit_inputs:
        raise _too_many(folder, f"{inputs} channels in {len(stems)} files", limit_inputs)
    return stems


def count_inputs(stems: Sequence[Stem]) -> int:
    """How many inputs the stems play into."""
    return sum(stem.channels for stem in stems)


def total_frames(stems: Sequence[Stem], rate: int) -> int:
    """The length of the longest stem at a rate."""
    return max((resample_frames(stem.frames, stem.rate, rate) for stem in stems), default=0)


def make_mix(stems: Sequence[Stem]) -> Mix:
    """A mix at its defaults with one strip a stem."""
    strips, first = [], 0
    for stem in stems:
        strips.append(Strip(stem.name, stem.role, tuple(range(first, first + stem.channels))))
        first += stem.channels
    return Mix(strips=tuple(strips))


def load_stems(stems: Sequence[Stem], rate: int, progress: Progress | None = None) -> list[np.ndarray]:
    """All stems at a rate, float32 (channels, frames), silence after the shorter ones."""
    frames, loaded = total_frames(stems, rate), []
    for number, stem in enumerate(stems, 1):
        audio = np.zeros((stem.channels, frames), np.float32)
        start = 0
        for block in _read_stem(stem, rate, _CHUNK_FRAMES):
            audio[:, start : start + block.shape[1]] = block
            start += block.shape[1]
        loaded.append(audio)
        if progress:
            progress(number, len(stems))
    return loaded


def stream_stems(stems: Sequence[Stem], rate: int, frames: int) -> Iterator[np.ndarray]:
    """All stems together in blocks (inputs, frames), the last one shorter; each valid until the next.

    Memory does not grow with length.
    """
    chunk = max(1, _CHUNK_FRAMES // frames) * frames
    readers = [_read_stem(stem, rate, chunk) for stem in stems]
    buffers = [np.zeros((count_inputs(stems), chunk), np.float32) for _ in range(2)]

    def fill(together: np.ndarray) -> np.ndarray:
        row = 0
        for stem, reader in zip(stems, readers, strict=True):
            rows = together[row : row + stem.channels]
            block = next(reader, rows[:, :0])
            rows[:, : block.shape[1]] = block
            rows[:, block.shape[1] :] = 0.0
            row += stem.channels
        return together

    left = total_frames(stems, rate)
    with ThreadPoolExecutor(1, "stems") as ahead:
        coming = ahead.submit(fill, buffers[0])
        while left > 0:
            together = coming.result()
            buffers.reverse()
            if left > chunk:
                coming = ahead.submit(fill, buffers[0])
            for start in range(0, min(left, chunk), frames):
                yield together[:, start : min(start + frames, left)]
            left -= chunk


def place_stems(stems: Sequence[Stem], mix: Mix) -> list[tuple[int, ...]]:
    """The inputs of a mix that each stem plays into; (): none.

    A take plays into the strips of the same names, wherever these have their inputs now; what is left of it
    into the inputs that it came from. Other stems play into one input after the other.
    """
    if not all(stem.inputs for stem in stems):
        firsts = list(accumulate((stem.channels for stem in stems), initial=0))
        return [tuple(range(first, first + s.channels)) for first, s in zip(firsts, stems, strict=False)]
    taken: set[str] = set()
    strips = {_make_different(strip.name, taken): strip.inputs for strip in mix.strips}
    found = [strips.get(stem.name, ()) for stem in stems]
    found = [row if len(row) == s.channels else () for row, s in zip(found, stems, strict=True)]
    used = {channel for row in found for channel in row}
    return [
        row or (() if used & set(stem.inputs) else stem.inputs)
        for row, stem in zip(found, stems, strict=True)
    ]


def prepare_player_file(
    stems: Sequence[Stem],
    rate: int,
    folder: Path,
    progress: Progress | None = None,
    mix: Mix | None = None,
) -> Path:
    """A raw float32 file (frames, inputs) of all stems at a rate, made once and kept until they change.

    With a mix it has the inputs of that, else one after the other for each channel of the stems.
    """
    inputs, pairs = _pair_channels(stems, mix or make_mix(stems))
    plain = pairs == [(row, row) for row in range(inputs)] and inputs == count_inputs(stems)
    path = folder / f"{_fingerprint(stems, rate, '' if plain else f'{inputs} {pairs}')}.f32"
    draft = folder / f".{path.name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder, path)
        if path.exists():
            os.utime(path)
            return path
        with open(draft, "wb") as file:
            done, total = 0, total_frames(stems, rate)
            for block in stream_stems(stems, rate, _CHUNK_FRAMES):
                if not plain:
                    rows = np.zeros((inputs, block.shape[1]), np.float32)
                    rows[[channel for _, channel in pairs]] = block[[row for row, _ in pairs]]
                    block = rows
                file.write(np.ascontiguousarray(block.T).data)
                done += block.shape[1]
                if progress:
                    progress(done, total)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        sync_folder(folder)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise StemsError(f"{path}: {what}; {name_write_cure(error)}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def _pair_channels(stems: Sequence[Stem], mix: Mix) -> tuple[int, list[tuple[int, int]]]:
    """How many inputs a mix has, and (channel of the stems, input) for all that is heard of them."""
    inputs = max((channel + 1 for strip in mix.strips for channel in strip.inputs), default=1)
    pairs, first = [], 0
    for stem, place in zip(stems, place_stems(stems, mix), strict=True):
        pairs += [(first + side, channel) for side, channel in enumerate(place) if channel < inputs]
        first += stem.channels
    return inputs, pairs


def _list_audio(folder: Path) -> list[Path]:
    try:
        paths = [path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir()]
    except FileNotFoundError:
        raise StemsError(f"{folder}: no such folder; check the name") from None
    except NotADirectoryError:
        raise StemsError(f"{folder}: is a file; name the folder that holds the stems") from None
    except OSError as error:
        raise StemsError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error
    paths = [path for path in paths if path.suffix.lower() in READABLE]
    if not paths:
        known = " ".join(READABLE)
        raise StemsError(f"{folder}: holds no sound files; put stems there that end in {known}")
    return sorted(paths, key=_count_like_a_person)


def _count_like_a_person(path: Path) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts 2 before 10, and both before words."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", path.name.casefold())
    return [(False, int(p), "") if p[0] in "0123456789" else (True, 0, p) for p in pieces], path.name


def _choose_name(stem: str, taken: set[str]) -> str:
    """The file's name without its number, made different from all taken ones; adds it to them."""
    return _make_different(_LEADING_NUMBER.sub("", stem) or stem, taken)


def _make_different(base: str, taken: set[str]) -> str:
    """A name, or that name and a number, that nothing has; adds it to those taken."""
    name, number = base, 2
    while name.casefold() in taken:
        name = f"{base} {number}"
        number += 1
    taken.add(name.casefold())
    return name


def _too_many(folder: Path, what: str, limit_inputs: int) -> StemsError:
    return StemsError(f"{folder}: {what}, at most {limit_inputs} inputs are possible; bounce some together")


def _read_stem(stem: Stem, rate: int, frames: int) -> Iterator[np.ndarray]:
    try:
        yield from read_blocks(stem.path, rate, frames)
    except SoundFileError as error:
        raise StemsError(str(error)) from error


def _fingerprint(stems: Sequence[Stem], rate: int, places: str) -> str:
    """Changes with any stem's path, time or size, with the rate, and with where the stems play."""
    facts = [str(rate), places] if places else [str(rate)]
    for stem in stems:
        try:
            about = stem.path.stat()
        except OSError as error:
            raise StemsError(f"{stem.path}: has gone ({error.strerror}); open the folder again") from error
        facts.append(f"{stem.path.resolve()}\n{about.st_mtime_ns}\n{about.st_size}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _tidy(folder: Path, wanted: Path) -> None:
    """Leave room for the wanted player file among the newest; drop drafts that nobody finished."""
    others = [path for path in folder.glob("*.f32") if path != wanted]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    abandoned = [p for p in folder.glob(".*.part") if time.time() - p.stat().st_mtime > _STALE_S]
    for path in [*others[KEPT_PLAYER_FILES - 1 :], *abandoned]:
        with suppress(OSError):
            path.unlink()
