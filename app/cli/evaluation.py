"""`deskhand eval`: minds and baselines against mixes that people made, with bars."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import screen, show_bars
from app.folders import cache_folder


def evaluate_minds(
    songs: Annotated[
        Path | None, typer.Option("--songs", help="The corpus; else DESKHAND_CORPUS, else a cache.")
    ] = None,
    minds: Annotated[
        str,
        typer.Option(
            help="Rows, with commas: baselines and minds; +names or +roles tells a mind these; {fold} in a "
            "name becomes cv0..cv4, without-midi, without-module or all."
        ),
    ] = "level,unity,random,role-mean,ridge,ridge-few,ridge-crest,tilt,forest,mean-context,oracle",
    sets: Annotated[
        str, typer.Option("--set", help="cv (by package), domain (one left out), lmms, fof; with commas.")
    ] = "cv,domain,lmms",
    tests: Annotated[
        str | None,
        typer.Option(
            help="balance, pan, spectrum, behaviour; with commas.", show_default="balance; --full: all"
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Render everything.")] = False,
    transfer: Annotated[
        bool, typer.Option("--transfer", help="Instead: what learnt on one kind of music holds on another.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="A folder for tables and plots.")] = Path("evaluation"),
    jobs: Annotated[int, typer.Option(min=1, help="Songs at the same time.")] = 2,
    limit: Annotated[
        int, typer.Option(min=0, help="So many songs of a set, evenly from its domains and packages; 0: all.")
    ] = 0,
) -> None:
    """Measure minds and baselines against mixes that people made. Goes on where it was stopped."""
    from app.evaluation import TESTS, Plan, evaluate, study

    chosen = TESTS if full and tests is None else tuple(split_words(tests or "balance"))
    if strangers := set(chosen) - set(TESTS):
        raise typer.BadParameter(f"{min(strangers)}: choose from {', '.join(TESTS)}", param_hint="--tests")
    folder = songs or Path(os.environ.get("DESKHAND_CORPUS") or cache_folder() / "corpus")
    command = f"deskhand eval --minds {minds} --set {sets} --tests {','.join(chosen)}" + " --full" * full
    command += f" --limit {limit}" * bool(limit)
    command = "deskhand eval --transfer" if transfer else command
    plan = Plan(
        *(folder, out, cache_folder() / "evaluation", tuple(split_words(minds)), tuple(split_words(sets))),
        *(chosen, full, jobs, limit, command),
    )
    with show_bars() as bars:

        def show(what: str, done: int, total: int) -> None:
            bars(what, done / total if total else 1.0)

        path = study(plan, show) if transfer else evaluate(plan, show)
    screen.print(f"{path}: written", highlight=False)


def split_words(text: str) -> list[str]:
    """The words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]
