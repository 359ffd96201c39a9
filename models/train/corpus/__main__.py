"""The corpus's command line."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn
from rich.table import Table

from models.train.corpus.build import (
    CACHE,
    DOMAINS,
    SOUNDS,
    Source,
    build_songs,
    collect_manifest,
    find_faults,
    find_undone,
    list_sources,
    read_notes,
)
from models.train.corpus.layouts import DOMAIN, LAYOUTS, list_folder
from models.train.corpus.song import Missing

EVERYTHING = (*(name for name in DOMAINS if name != DOMAIN), *SOUNDS)
_COLLECT_S = 30.0

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
console = Console(highlight=False)


def default_folder() -> Path:
    """Where the corpus lies: DESKHAND_CORPUS, or beside what else can be made again."""
    usual = platformdirs.user_cache_path("deskhand") / "corpus"
    return Path(os.environ.get("DESKHAND_CORPUS") or usual)


Out = Annotated[Path | None, typer.Option(help="The corpus's folder; else DESKHAND_CORPUS, else a cache.")]
Jobs = Annotated[int, typer.Option(min=1, help="Songs made at the same time.")]
Retry = Annotated[bool, typer.Option(help="Try rejected songs again.")]


@app.command()
def build(
    out: Out = None,
    only: Annotated[str, typer.Option(help="Domains, with commas between them.")] = ",".join(EVERYTHING),
    jobs: Jobs = 2,
    retry: Retry = False,
) -> None:
    """Make what is not there yet. Ctrl-C stops at once; the next build goes on where this one stopped."""
    folder = make_folder(out)
    names = [name.strip() for name in only.split(",")]
    strangers = [name for name in names if name not in EVERYTHING]
    if strangers:
        raise typer.BadParameter(f"{strangers[0]}: choose from {','.join(EVERYTHING)}")
    with explained():
        make_songs(
            list_sources(folder / CACHE, [name for name in names if name in DOMAINS]), folder, jobs, retry
        )
        for name in names:
            for what in SOUNDS[name](folder) if name in SOUNDS else ():
                console.print(what)


@app.command()
def add(
    source: Annotated[Path, typer.Argument(help="The folder of a collection.")],
    layout: Annotated[str, typer.Option(help=f"How it is laid out: {', '.join(LAYOUTS)}.")] = "plain",
    package: Annotated[str, typer.Option(help="A name for the collection; else the folder's.")] = "",
    licence: Annotated[str, typer.Option(help="Its licence, for the manifest.")] = "",
    out: Out = None,
    jobs: Jobs = 2,
    retry: Retry = False,
) -> None:
    """Add a collection from a disk: plain folders of stems, MUSDB18, MedleyDB, ENST-Drums, Cambridge-MT."""
    folder = make_folder(out)
    with explained():
        songs = list_folder(source, layout, package or source.resolve().name, licence)
        make_songs([(DOMAIN, song) for song in songs], folder, jobs, retry)


def make_folder(out: Path | None) -> Path:
    """The corpus's folder, there."""
    folder = out or default_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def explained() -> Iterator[None]:
    """What is missing is said in a line."""
    try:
        yield
    except Missing as what:
        console.print(f"[red]{what}", soft_wrap=True)
        raise typer.Exit(1) from None


def make_songs(sources: Sequence[tuple[str, Source]], folder: Path, jobs: int, retry: bool) -> None:
    """Build songs with a bar and a line for each, and keep the manifest fresh."""
    undone = find_undone(sources, folder, retry)
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as progress:
        task, collected = progress.add_task("songs", total=len(undone)), time.monotonic()
        for number, done in enumerate(build_songs(undone, folder, jobs), 1):
            progress.update(task, completed=number)
            line = f"{number}/{len(undone)} {done.song}: {done.result} ({done.seconds:.0f} s)"
            progress.console.print(line, soft_wrap=True)
            if time.monotonic() - collected > _COLLECT_S:
                collect_manifest(folder)
                collected = time.monotonic()
    collect_manifest(folder)
    list_corpus(folder)


@app.command("list")
def list_corpus(out: Out = None) -> None:
    """What is there, and why what is not there was rejected."""
    notes = read_notes(out or default_folder())
    table = Table("domain", "songs", "packages", "stems", "minutes", "rejected")
    for domain in dict.fromkeys(note["domain"] for note in notes):
        mine = [note for note in notes if note["domain"] == domain]
        good = [note for note in mine if note["checks"]["passed"]]
        table.add_row(
            domain,
            str(len(good)),
            str(len({note["package"] for note in good})),
            str(sum(len(note["stems"]) for note in good)),
            f"{sum(note['seconds'] for note in good) / 60:.0f}",
            str(len(mine) - len(good)),
        )
    console.print(table)
    reasons = Counter(note["checks"]["why"] for note in notes if not note["checks"]["passed"])
    for why, count in reasons.most_common():
        console.print(f"rejected {count}: {why}", soft_wrap=True)


@app.command()
def check(out: Out = None) -> None:
    """Hear every stem again and say which is not as its note says."""
    faults = 0
    for fault in find_faults(out or default_folder()):
        console.print(f"[red]{fault}", soft_wrap=True)
        faults += 1
    console.print(f"{faults} faults")
    raise typer.Exit(1 if faults else 0)


if __name__ == "__main__":
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
