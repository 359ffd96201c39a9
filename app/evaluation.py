"""Evaluation: minds and baselines against people's mixes, as tables and plots."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

import models
from app.trials import Cell, Job, Progress, Store, describe_song, measure_song, work
from models.evaluate.contest import BASELINES, ORACLE, Score, mix_baselines, needs_descriptors
from models.evaluate.descriptors import NAMES
from models.evaluate.kad import measure_kad
from models.evaluate.plots import plot_set
from models.evaluate.report import tabulate, tabulate_rest, tabulate_songs
from models.evaluate.sample import draw_songs
from models.evaluate.songs import NOTE, TRAINED_DOMAINS, CorpusError, Song, find_songs, name_fold
from models.evaluate.transfer import tabulate_transfer
from models.evaluate.trial import COMMON_LUFS, score_levels, split_system
from models.evaluate.verdict import judge
from models.minds import MINDS, find_mind, make_mind

MEASURE, DESCRIBED = "2", "1"
"""Raised when a measure, or a descriptor, changes: older results are forgotten."""

SETS = {"cv": ("package", TRAINED_DOMAINS), "domain": ("domain", TRAINED_DOMAINS)}
"""By name: what the learners are not shown, and the domains of the songs. Any other set is a test domain."""

TESTS = ("balance", "pan", "spectrum", "behaviour")
FOLD = "{fold}"
RIVALS = ("level", "unity", "rules", "rules+roles")
"""Systems that every other is compared with, song by song."""


class Plan(Struct, frozen=True):
    """What to evaluate, on which songs, and where the results go."""

    songs: Path
    out: Path
    cache: Path
    systems: tuple[str, ...]
    sets: tuple[str, ...]
    tests: tuple[str, ...] = ("balance",)
    full: bool = False
    jobs: int = 2
    limit: int = 0
    """So many songs of a set at most; 0 is all."""
    command: str = ""


class Table(Struct, frozen=True):
    """The scores of one set, and the kernel audio distance of each system if it was rendered."""

    name: str
    songs: list[Song]
    scores: list[Score]
    kad: dict[str, float]


def evaluate(plan: Plan, progress: Progress) -> Path:
    """Measure what is not known yet and write the report; the path of its tables."""
    corpus = find_songs(plan.songs)
    tables = []
    for name in plan.sets:
        tested = [song for song in corpus if song.domain in find_set(name)[1]]
        if plan.limit:
            tested = sorted(draw_songs(tested, plan.limit), key=lambda song: song.song)
        if tested:
            tables.append(_fill(plan, name, tested, corpus, progress))
    if not tables:
        raise CorpusError(f"{plan.songs}: has no song of {', '.join(plan.sets)}; build these domains first")
    return _write(plan, tables)


def find_set(name: str) -> tuple[str, tuple[str, ...]]:
    """What a set leaves out of training, and its domains."""
    return SETS.get(name, ("all", (name,)))


def _fill(plan: Plan, name: str, tested: list[Song], corpus: list[Song], progress: Progress) -> Table:
    """The table of one set: what is known from before, and the rest measured now."""
    split = find_set(name)[0]
    minds = [system for system in plan.systems if system not in BASELINES]
    folds = {song.song: name_fold(song, split) for song in tested}
    stamps = {}
    for mind in {split_system(m)[0].replace(FOLD, f) for m in minds for f in folds.values()}:
        make_mind(mind)
        stamps[mind] = stamp_mind(mind)
    own: dict[str, np.ndarray] = {}
    if needs_descriptors(plan.systems):
        learnt = [song for song in corpus if song.domain in TRAINED_DOMAINS]
        own = _describe(list({s.song: s for s in [*tested, *learnt]}.values()), plan, progress)
    faders: dict[str, dict[str, np.ndarray]] = {}
    for song, system, levels in mix_baselines(plan.systems, tested, corpus, own, split):
        faders.setdefault(song, {})[system] = levels
    store, scores, jobs, wanted = Store(plan.cache / "results.jsonl"), [], [], []
    for song in tested:
        cells = []
        about = (MEASURE, read_stamp(song), str(plan.full))
        for system, levels in faders.get(song.song, {}).items():
            if not plan.full:
                scores.append(Score(song.song, system, score_levels(song, COMMON_LUFS + levels)))
                continue
            words = tuple(levels.round(6).tolist())
            cells.append(Cell(make_key(*about, system, str(words)), system, faders=words))
        for system in minds:
            mind = split_system(system)[0].replace(FOLD, folds[song.song])
            key = make_key(*about, system, stamps[mind], *plan.tests)
            cells.append(Cell(key, system, mind))
        if ORACLE in plan.systems:
            cells.append(Cell(make_key(*about, ORACLE), ORACLE))
        wanted += [(song.song, cell) for cell in cells]
        if left := tuple(cell for cell in cells if store.find(cell.key) is None):
            jobs.append(Job(song, left, plan.tests, plan.full))
    for results in work(measure_song, jobs, plan.jobs, f"Mixing {name}", progress):
        for result in results:
            store.keep(result)
    pieces: dict[str, list[np.ndarray]] = {}
    people: dict[str, list[np.ndarray]] = {}
    for song, cell in wanted:
        result = store.find(cell.key)
        if result is None:
            continue
        scores.append(Score(song, cell.system, result.measures))
        if result.mix:
            pieces.setdefault(cell.system, []).append(np.array(result.mix))
            people.setdefault(cell.system, []).append(np.array(result.human))
    kad = {s: measure_kad(np.concatenate(pieces[s]), np.concatenate(people[s])) for s in pieces}
    return Table(name, tested, scores, kad)


def study(plan: Plan, progress: Progress) -> Path:
    """What can be learnt from one kind of music about another, as a table; its path."""
    songs = [song for song in find_songs(plan.songs) if song.domain in TRAINED_DOMAINS]
    rows = tabulate_transfer(songs, _describe(songs, plan, progress))
    counts = ", ".join(f"{sum(s.domain == name for s in songs)} {name} songs" for name in TRAINED_DOMAINS)
    lines = ["# What transfers", "", f"Made by `{plan.command}` from {counts}.", ""]
    lines += ["By how many dB each learner beats equal loudness, with 95 % intervals over works."]
    plan.out.mkdir(parents=True, exist_ok=True)
    path = plan.out / "transfer.md"
    path.write_text("\n".join([*lines, "", *rows]) + "\n")
    return path


def _describe(songs: Sequence[Song], plan: Plan, progress: Progress) -> dict[str, np.ndarray]:
    """Descriptors of songs (stems, NAMES) by song, made once and kept."""
    paths = {s.song: plan.cache / f"{s.song}-{make_key(DESCRIBED, read_stamp(s), *NAMES)}.npy" for s in songs}
    left = [song for song in songs if not paths[song.song].exists()]
    plan.cache.mkdir(parents=True, exist_ok=True)
    for song, rows in work(describe_song, left, plan.jobs, "Listening", progress):
        draft = paths[song].with_suffix(".part.npy")
        np.save(draft, rows)
        draft.replace(paths[song])
    return {song: np.load(path) for song, path in paths.items()}


def make_key(*words: str) -> str:
    """A short name for words."""
    return hashlib.sha1("\0".join(words).encode()).hexdigest()[:16]


def read_stamp(song: Song) -> str:
    """What changes when a song is built anew."""
    return hashlib.sha1((Path(song.folder) / NOTE).read_bytes()).hexdigest()


def stamp_mind(mind: str) -> str:
    """What changes when a mind does: its network, and all code of minds, but for training and evaluation."""
    home = Path(models.__file__).parent
    files = sorted(home.rglob("*.py"))
    files = [path for path in files if path.relative_to(home).parts[0] not in ("train", "evaluate")]
    digest = hashlib.sha1(mind.encode())
    installed = None if mind in MINDS else find_mind(mind).path
    for path in files if installed is None else [*files, installed]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(plan: Plan, tables: Sequence[Table]) -> Path:
    """The tables, the plots and every score."""
    plan.out.mkdir(parents=True, exist_ok=True)
    lines = ["# Evaluation", "", f"Made by `{plan.command}`.", ""]
    lines += [
        "Errors are means over works with 95 % bootstrap intervals; less is better. `better than` says by",
        "how many dB, paired song by song; bold where the interval is above zero over works and packages.",
    ]
    for table in tables:
        songs = {song.song: song for song in table.songs}
        parts = sorted({song.domain for song in table.songs})
        lines += ["", f"## {table.name}", ""]
        lines += tabulate(table.scores, songs, RIVALS)
        for part in parts if len(parts) > 1 else ():
            scores = [score for score in table.scores if songs[score.song].domain == part]
            lines += ["", f"### {table.name}: {part}", "", *tabulate(scores, songs, RIVALS)]
        if rest := tabulate_rest(table.scores, songs, table.kad):
            lines += ["", f"### {table.name}: more measures", "", *rest]
        if verdicts := judge(table.scores):
            lines += ["", f"### {table.name}: laws", "", *verdicts]
        if len(songs) <= 40:
            lines += ["", f"### {table.name}: every song", "", *tabulate_songs(table.scores, songs)]
        lines += ["", f"![{table.name}]({table.name}.png)"]
        plot_set(table.name, table.scores, songs, plan.out / f"{table.name}.png")
        dump = b"".join(msgspec.json.encode(score) + b"\n" for score in table.scores)
        (plan.out / f"{table.name}.jsonl").write_bytes(dump)
    path = plan.out / "README.md"
    path.write_text("\n".join(lines) + "\n")
    return path
