"""Building the corpus: each song in a process of its own, several at a time, each song once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from msgspec import Struct

from engine.soundfiles import SoundFileError
from models.children import die_with_parent
from models.loudness import measure_loudness
from models.train.corpus import fretsonfire, layouts, lmms, midi, modules, oneshots, voices
from models.train.corpus.song import (
    LEAST_STEMS,
    NOTE,
    Missing,
    Rejected,
    Song,
    check_song,
    cut_song,
    read_stems,
    reject_song,
    write_lines,
    write_song,
)

MANIFEST = "manifest.jsonl"
CACHE = "packages"
SONGS = "songs"
LOUDNESS_LU = 0.5
"""How far a file may be from its note; 16 bits cost soft stems some of it."""
LIMIT_S = 3600.0
"""A song that takes longer hangs."""
_LOOK_S = 0.05


class Source(Protocol):
    """Where a song comes from."""

    @property
    def song(self) -> str:
        """The song's id."""
        ...

    @property
    def package(self) -> str:
        """The package that holds it."""
        ...

    @property
    def file(self) -> str:
        """The file in the package."""
        ...


class Domain(Struct, frozen=True):
    """A kind of source: what there is, and how one becomes a song."""

    list_sources: Callable[[Path], Sequence[Any]]
    read_song: Callable[[Any, Path], Song]
    least_stems: int = LEAST_STEMS


DOMAINS = {
    "module": Domain(modules.list_modules, modules.read_module),
    "midi": Domain(midi.list_midi, midi.read_midi),
    "lmms": Domain(lmms.list_projects, lmms.read_project),
    "fof": Domain(fretsonfire.list_songs, fretsonfire.read_song, least_stems=2),
    layouts.DOMAIN: Domain(lambda cache: [], layouts.read_folder, least_stems=2),
}
SOUNDS = {
    "oneshots": lambda out: oneshots.build_oneshots(out, out / CACHE),
    "voices": voices.build_voices,
}
"""What is made beside the songs."""


class Done(Struct, frozen=True):
    """What became of a song."""

    song: str
    domain: str
    result: str
    seconds: float


def build_songs(sources: Sequence[tuple[str, Source]], out: Path, jobs: int) -> Iterator[Done]:
    """Make songs that are not there yet, in parallel; says what became of each. Leaves no process behind."""
    waiting = list(reversed(sources))
    running: dict[BaseProcess, tuple[str, Source, float]] = {}
    spawn = multiprocessing.get_context("spawn")
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                domain, source = waiting.pop()
                process = spawn.Process(
                    target=make_song, args=(domain, source, out, os.getpid()), daemon=True
                )
                process.start()
                running[process] = (domain, source, time.monotonic())
            time.sleep(_LOOK_S)
            for process, (domain, source, since) in list(running.items()):
                seconds = time.monotonic() - since
                if process.is_alive() and seconds > LIMIT_S:
                    process.kill()
                    process.join()
                if not process.is_alive():
                    del running[process]
                    yield Done(source.song, domain, _read_result(domain, source, out), seconds)
    finally:
        for process in running:
            process.kill()
            process.join()


def make_song(domain: str, source: Source, out: Path, parent: int) -> None:
    """One song from its source to its note; runs in a process of its own."""
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = out / SONGS / source.song
    try:
        song = DOMAINS[domain].read_song(source, out / CACHE)
        cut_song(song)
        check_song(song, DOMAINS[domain].least_stems)
        write_song(song, folder)
    except Rejected as why:
        reject_song(source.song, domain, source.package, source.file, str(why), folder)
    except Missing as what:
        print(f"{source.song}: {what}", flush=True)
    except Exception:
        traceback.print_exc()


def list_sources(cache: Path, domains: Sequence[str]) -> list[tuple[str, Source]]:
    """All songs that could be made, in the order of the domains."""
    return [(domain, source) for domain in domains for source in DOMAINS[domain].list_sources(cache)]


def find_undone(sources: Sequence[tuple[str, Source]], out: Path, retry: bool) -> list[tuple[str, Source]]:
    """The songs without a note yet; with `retry` those that were rejected too."""
    undone = []
    for domain, source in sources:
        path = out / SONGS / source.song / NOTE
        if not path.exists() or (retry and not msgspec.json.decode(path.read_bytes())["checks"]["passed"]):
            undone.append((domain, source))
    return undone


def read_notes(out: Path) -> list[dict[str, Any]]:
    """The notes of all songs that are done, also of rejected ones."""
    return [msgspec.json.decode(path.read_bytes()) for path in sorted((out / SONGS).glob(f"*/{NOTE}"))]


def collect_manifest(out: Path) -> list[dict[str, Any]]:
    """Write the manifest of the songs that passed, one a line; returns them."""
    passed = [note for note in read_notes(out) if note["checks"]["passed"]]
    write_lines(out / MANIFEST, passed)
    return passed


def find_faults(out: Path) -> Iterator[str]:
    """What is wrong with the songs that passed: a stem that is missing, damaged or not as its note says."""
    for note in read_notes(out):
        folder = out / SONGS / note["song"]
        if note["checks"]["passed"]:
            try:
                _, stems = read_stems(folder)
            except SoundFileError as error:
                yield f"{note['song']}: {error}"
                continue
            if {audio.shape for audio in stems} != {(2, round(note["seconds"] * note["rate"]))}:
                yield f"{note['song']}: stems differ in length from the note"
                continue
            loud = measure_loudness(stems, note["rate"])
            for stem, audio, lufs in zip(note["stems"], stems, loud, strict=True):
                if abs(lufs - stem["lufs"]) > LOUDNESS_LU or np.abs(audio).max() > 1.0 - 1e-4:
                    yield f"{note['song']}: {stem['file']} is not as loud as noted, or clips"


def _read_result(domain: str, source: Source, out: Path) -> str:
    path = out / SONGS / source.song / NOTE
    if not path.exists():
        return "not made"
    note = msgspec.json.decode(path.read_bytes())
    if not note["checks"]["passed"]:
        return f"rejected: {note['checks']['why']}"
    return f"{len(note['stems'])} stems, {note['seconds']:.0f} s"
