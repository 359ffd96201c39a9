"""The command line of training: features, ears, fit, cross, judge, export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from rich.console import Console as Screen
from rich.table import Table

from engine.soundfiles import SoundFileError
from models.tagger import MODEL
from models.train.corpus.__main__ import default_folder
from models.train.cross import FOLD_NAMES, cross_validate, is_left_out
from models.train.curvebook import draw_curves
from models.train.ears import Ears, export_ears, hear_corpus, learn_ears, load_heard
from models.train.export import export_graph, write_console_card
from models.train.features import extract_features
from models.train.fit import Fit, load_network, read_plan
from models.train.judge import judge_song
from models.train.musicnn import Musicnn
from models.train.songs import load_songs
from models.train.sound import SongDamaged, judge_sound

PLAN = Path(__file__).with_name("console.toml")

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
screen = Screen(highlight=False)

Corpus = Annotated[Path | None, typer.Option(help="The corpus; else as it builds itself.")]
Features = Annotated[Path | None, typer.Option(help="Folder of features; else in the corpus's.")]
PlanFile = Annotated[Path, typer.Option(help="What to train, and how.")]
Threads = Annotated[int, typer.Option(min=1, help="Cores to use.")]


@contextmanager
def _one_line() -> Iterator[None]:
    """A song that is damaged is named, and no trace is shown."""
    try:
        yield
    except (SongDamaged, SoundFileError) as what:
        screen.print(str(what), soft_wrap=True)
        raise typer.Exit(1) from None


def _find_features(folder: Path | None) -> Path:
    return folder or default_folder() / "features"


def _set_up(threads: int) -> None:
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)


@app.command()
def features(
    corpus: Corpus = None,
    out: Features = None,
    threads: Threads = 1,
) -> None:
    """See every stem once, so that training reads no audio. Goes on where it was stopped."""
    _set_up(threads)
    count = extract_features(corpus or default_folder(), _find_features(out), lambda song: screen.print(song))
    screen.print(f"{count} songs have features")


@app.command()
def ears(
    weights: Annotated[Path, typer.Argument(help="Folder MTT_musicnn of the PyPI package musicnn 0.1.0.")],
    out: Annotated[Path, typer.Argument(help="The .onnx file.")] = MODEL,
    corpus: Annotated[Path | None, typer.Option(help="The corpus; else as it builds itself.")] = None,
    features: Features = None,
    threads: Threads = 1,
) -> None:
    """Learn to tell roles by ear, and note what ears make of every song. Goes on where it was stopped."""
    _set_up(threads)
    if not (weights / ".index").exists():
        raise typer.BadParameter(
            f"no checkpoint in {weights}; unpack musicnn-0.1.0-py3-none-any.whl and name its MTT_musicnn"
        )
    folder = corpus or default_folder()
    network = Ears(Musicnn(weights)).eval()
    hear_corpus(folder, network, folder / "ears", lambda song: screen.print(song))
    learn_ears(network, load_heard(folder / "ears"), _find_features(features), screen.print)
    export_ears(network, out)
    screen.print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


@app.command()
def fit(
    out: Annotated[Path, typer.Argument(help="Folder of this run: checkpoint, log and curves.")],
    plan: PlanFile = PLAN,
    features: Features = None,
    corpus: Corpus = None,
    threads: Threads = 1,
) -> None:
    """Train on all songs of the plan's domains. Goes on where it was stopped."""
    _set_up(threads)
    wanted = read_plan(plan)
    songs = load_songs(_find_features(features), wanted.domains)
    with _one_line():
        run = Fit(wanted, songs, out, corpus or default_folder())
    screen.print(f"{len(songs)} songs, {sum(p.numel() for p in run.console.parameters())} parameters")

    def tell(step: int, parts: dict[str, float]) -> None:
        screen.print(f"{step}/{wanted.all_steps} " + " ".join(f"{k} {v:.2f}" for k, v in parts.items()))
        draw_curves(out / "log.jsonl", out / "curves.png")

    with _one_line():
        run.run(tell)


@app.command()
def cross(
    out: Annotated[Path, typer.Argument(help="Folder for the runs and results.md.")],
    plan: PlanFile = PLAN,
    features: Features = None,
    folds: Annotated[str, typer.Option(help="Which, with commas.")] = ",".join(FOLD_NAMES),
    corpus: Corpus = None,
    threads: Threads = 1,
) -> None:
    """How well the plan does on songs it has not seen: by package, and with a whole domain left out."""
    _set_up(threads)
    names = tuple(folds.split(","))
    if unknown := set(names) - set(FOLD_NAMES):
        raise typer.BadParameter(f"no such fold: {', '.join(sorted(unknown))}")
    with _one_line():
        where = corpus or default_folder()
        cross_validate(read_plan(plan), _find_features(features), names, out, screen.print, where)


@app.command()
def judge(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    fold: Annotated[str, typer.Option(help="Only songs that this fold leaves out; else all.")] = "",
    domains: Annotated[str, typer.Option(help="Of the songs, with commas; else those of its plan.")] = "",
    features: Features = None,
    corpus: Corpus = None,
    threads: Threads = 1,
) -> None:
    """How far a run is from the human's balance, pans and sound."""
    _set_up(threads)
    plan, network = load_network(run / "checkpoint.pt")
    songs = load_songs(_find_features(features), tuple(domains.split(",")) if domains else plan.domains)
    songs = [song for song in songs if not fold or is_left_out(song, fold)]
    if not songs:
        raise typer.BadParameter("there are no such songs")
    verdicts = [judge_song(network, song) for song in songs]
    with _one_line():
        sound = np.array([judge_sound(network, song, corpus or default_folder()) for song in songs])
    table = Table("", "console", "all equal, in the centre", title=f"{len(songs)} songs")
    for name, mine, equal in (
        ("level, dB", "mind", "level"),
        ("level within groups, dB", "mind_within", "level_within"),
        ("pan", "pan", "centre"),
    ):
        cells = np.array([(getattr(row, mine), getattr(row, equal)) for row in verdicts])
        table.add_row(name, *(f"{value:.3f}" for value in np.nanmean(cells, axis=0)))
    table.add_row("sound", *(f"{value:.3f}" for value in sound.mean(axis=0)))
    screen.print(table)


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    out: Annotated[Path, typer.Argument(help="The .onnx file.")],
    summary: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "the trained mixing network",
    version: Annotated[str, typer.Option()] = "1",
) -> None:
    """Write the trained network as a model file that `deskhand minds check` accepts."""
    plan, network = load_network(run / "checkpoint.pt")
    card = write_console_card(out.stem, summary, version, plan.domains)
    export_graph(network, out, card.encode())
    screen.print(f"{out}: {out.stat().st_size / 1e6:.1f} MB; now: deskhand minds check {out}")


if __name__ == "__main__":
    app()
