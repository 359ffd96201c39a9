"""Trials: the part of an evaluation that needs the engine, one song at a time in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from app.material.playback import BLOCK_FRAMES, play
from engine.console.state import Mix
from engine.render import Renderer
from engine.soundfiles import read_audio
from models.children import die_with_parent
from models.evaluate.balance import count_stems
from models.evaluate.baselines import solve_oracle
from models.evaluate.behaviour import try_behaviour
from models.evaluate.contest import ORACLE, make_example
from models.evaluate.descriptors import describe_stem
from models.evaluate.features import describe_mix
from models.evaluate.material import Material, collapse, corrupt_spectra, equalise, read_stems, sum_stems
from models.evaluate.songs import Song
from models.evaluate.trial import (
    Played,
    let_mix,
    list_hidden,
    set_faders,
    split_system,
    try_balance,
    try_pan,
    try_spectrum,
)

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it, of how much."""


class Cell(Struct, frozen=True):
    """One system on one song: a mind by name, or faders in dB; `key` changes with what would change it."""

    key: str
    system: str
    mind: str = ""
    faders: tuple[float, ...] = ()


class Job(Struct, frozen=True):
    """The cells of one song that are not known yet."""

    song: Song
    cells: tuple[Cell, ...]
    tests: tuple[str, ...]
    full: bool


class Result(Struct, frozen=True):
    """What came of a cell: measures, and the features of its mix and of the person's if it was rendered."""

    key: str
    measures: dict[str, float]
    mix: list[list[float]] = []
    human: list[list[float]] = []


class Store:
    """Results kept as lines of JSON: what was done before a Ctrl-C need not be done again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Result] = {}
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                result = msgspec.json.decode(line, type=Result)
            except msgspec.DecodeError:
                continue
            self._known[result.key] = result

    def find(self, key: str) -> Result | None:
        """The result of a key, if it is known."""
        return self._known.get(key)

    def keep(self, result: Result) -> None:
        """Remember a result for good."""
        self._known[result.key] = result
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._path, "ab") as file:
            file.write(msgspec.json.encode(result) + b"\n")


def work(
    function: Callable[[Any], Any], jobs: Sequence[Any], processes: int, what: str, progress: Progress
) -> Iterator[Any]:
    """What a function makes of each job, as it comes; leaves no process behind, not even when killed."""
    progress(what, 0, len(jobs))
    if not jobs:
        return
    pool = ProcessPoolExecutor(min(processes, len(jobs)), get_context("spawn"), _begin, (os.getpid(),))
    waiting = {pool.submit(function, job) for job in jobs}
    try:
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            progress(what, len(jobs) - len(waiting), len(jobs))
    finally:
        children = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=not waiting, cancel_futures=True)
        for child in children if waiting else ():
            child.kill()


def _begin(parent: int) -> None:
    """A worker ends with its parent, which alone hears Ctrl-C."""
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def describe_song(song: Song) -> tuple[str, np.ndarray]:
    """(song, descriptors (stems, NAMES))."""
    rows = [describe_stem(read_audio(path, song.rate), song.rate) for path in song.paths()]
    return song.song, np.array(rows)


def measure_song(job: Job) -> list[Result]:
    """All cells of a job."""
    stems = read_stems(job.song, read_audio)
    material = equalise(stems, job.song.rate, np.array([stem.lufs for stem in job.song.stems]))
    human = sum_stems(stems) if job.full else None
    theirs = describe_mix(human, job.song.rate).tolist() if human is not None else []
    results = []
    for cell in job.cells:
        try:
            results.append(_measure(job, cell, stems, material, human, theirs))
        except Exception as error:
            error.add_note(f"while {cell.system} was mixing {job.song.song}")
            raise
    return results


def _measure(
    job: Job,
    cell: Cell,
    stems: list[np.ndarray],
    material: Material,
    human: np.ndarray | None,
    theirs: list[list[float]],
) -> Result:
    song, told = job.song, split_system(cell.system)[1]
    tracks = list_hidden(song, material.channels, told)
    if cell.mind:
        mix = let_mix(cell.mind, tracks, material)
    elif cell.system == ORACLE:
        mix = set_faders(tracks, solve_oracle(material.stems, sum_stems(stems)))
    else:
        mix = set_faders(tracks, np.array(cell.faders))
    played = render(mix, material) if job.full else None
    measures = try_balance(song, mix, material, human, played)
    if cell.mind and "pan" in job.tests and any(stem.pan is not None for stem in song.stems):
        mono = equalise(collapse(stems), song.rate)
        measures |= try_pan(song, let_mix(cell.mind, list_hidden(song, 1, told), mono))
    if cell.mind and "spectrum" in job.tests:
        bent = equalise(corrupt_spectra(material.stems, song.rate, song.song), song.rate)
        repaired = let_mix(cell.mind, tracks, bent)
        made = render(repaired, bent).stems if job.full else None
        measures |= try_spectrum(material, bent, repaired, made)
    if cell.mind and "behaviour" in job.tests:
        example = make_example(song, None)
        counts = count_stems(example.human_lufs, example.active)
        measures |= try_behaviour(cell.mind, tracks, material, Material(stems, song.rate), counts)
    mixed = describe_mix(played.master, song.rate).tolist() if played is not None else []
    return Result(cell.key, measures, mixed, theirs)


def render(mix: Mix, material: Material) -> Played:
    """Play material through the engine's strips and master."""
    frames = material.stems[0].shape[1]
    renderer = Renderer(mix, material.channels * len(material.stems), material.rate, BLOCK_FRAMES)
    strips, master = np.zeros((renderer.inputs, frames), np.float32), np.zeros((2, frames), np.float32)
    strips_left, master_left = strips, master
    for piece in play(renderer, material.blocks(BLOCK_FRAMES), frames):
        strips_left[:, : piece.strips.shape[1]] = piece.strips
        master_left[:, : piece.master.shape[1]] = piece.master
        strips_left = strips_left[:, piece.strips.shape[1] :]
        master_left = master_left[:, piece.master.shape[1] :]
    return Played([strips[part] for part in renderer.console.bank.slices], master)
