"""`deskhand minds`: which minds there are, what they cost, and new ones from files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.terminal import screen

minds = typer.Typer(help="List the minds that can mix; add, check, show, measure or remove one.")

Name = Annotated[str, typer.Argument(help="A mind; see: deskhand minds.")]
File = Annotated[Path, typer.Argument(help="A model file, .onnx.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@minds.callback(invoke_without_command=True)
def begin(context: typer.Context, as_json: Json = False) -> None:
    """List the minds that can mix; add, check, show, measure or remove one."""
    if context.invoked_subcommand is None:
        _list(as_json)


@minds.command()
def show(name: Name) -> None:
    """Print a mind's card as JSON."""
    from models.card import write_card
    from models.minds import UnknownMindError, find_mind

    info = find_mind(name)
    if info.fault:
        raise UnknownMindError(f"{info.path}: {info.fault}")
    about = json.loads(write_card(info.card)) if info.card else {"name": name, "summary": info.summary}
    print(json.dumps(about, indent=2, ensure_ascii=False))


@minds.command()
def check(file: File, as_json: Json = False) -> None:
    """Examine a model file; exit status 2 if it must not be used."""
    from models.card import ModelError

    report = _check(file, as_json)
    if report.refusal:
        raise ModelError(f"{file}: refused; {report.refusal}; mend the export and try again")


@minds.command()
def add(file: File) -> None:
    """Examine a model file, and install it if all is well."""
    from models.card import ModelError
    from models.minds import add_mind

    report = _check(file, False)
    if report.refusal or report.card is None:
        raise ModelError(f"{file}: not installed; {report.refusal}; mend the export and try again")
    try:
        target = add_mind(file, report.card)
    except ModelError as error:
        raise ModelError(f"{file}: not installed; {error}") from None
    screen.print(f"{report.card.name} is installed: {target}", highlight=False, markup=False, soft_wrap=True)


@minds.command()
def remove(name: Name) -> None:
    """Take an installed mind away."""
    from models.minds import remove_mind

    screen.print(f"{remove_mind(name)} is gone", highlight=False, markup=False, soft_wrap=True)


@minds.command()
def bench(
    name: Name,
    tracks: Annotated[int, typer.Option("--tracks", min=1, max=128)] = 32,
    seconds: Annotated[float, typer.Option("--seconds", min=0.5, help="How much sound to hear.")] = 20.0,
    as_json: Json = False,
) -> None:
    """Measure what a prediction of a mind costs here."""
    from app.children.child import make_environment
    from models.minds import make_mind

    make_mind(name)
    command = [sys.executable, "-P", "-m", "models.bench", name, str(tracks), str(seconds)]
    done = subprocess.run(command, env=make_environment(), stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    if as_json:
        print(json.dumps(result))
        return
    screen.print(f"{name}, {tracks} tracks, a hop of {result['hop_ms']:g} ms: a prediction takes")
    for key in (key for key in result if key.endswith(("p50_ms", "p99_ms", "max_ms"))):
        screen.print(f"  {key[:-3].replace('_', ' '):>11} {result[key]:8.2f} ms")
    screen.print(f"  {100 * result['core_share']:.1f} % of a core; loaded in {result['load_ms']:.0f} ms")


def _list(as_json: bool) -> None:
    from models.minds import list_minds

    infos = list_minds()
    if as_json:
        print(json.dumps([_describe(info) for info in infos]))
        return
    table = Table(box=None)
    table.add_column("mind", no_wrap=True, overflow="fold")
    for name in ("kind", "tracks", "hop", "what it does"):
        table.add_column(name)
    for info in infos:
        row = _describe(info)
        hop = f"{row['hop_ms']:g} ms"
        summary = escape(f"cannot be used: {info.fault}" if info.fault else info.summary)
        cells = [row["kind"], str(row["tracks"] or ""), hop if row["hop_ms"] else ""]
        table.add_row(
            escape(info.name),
            *map(escape, cells),
            f"[red]{summary}[/]" if info.fault else summary,
        )
    screen.print(table)


def _describe(info: Any) -> dict[str, Any]:
    """One mind as plain data."""
    card = info.card
    return {
        "name": info.name,
        "kind": card.kind if card else "" if info.fault else "controller",
        "tracks": card.max_tracks if card else 0,
        "hop_ms": 1000 * card.hop_s if card else 0.0,
        "licence": card.licence if card else "",
        "summary": info.summary,
        "fault": info.fault,
        "where": "built in" if info.built_in else str(info.path),
    }


def _check(file: Path, as_json: bool) -> Any:
    from models.check import check_model

    report = check_model(file)
    if as_json:
        results = [{"name": r.name, "state": r.state, "text": r.text} for r in report.results]
        print(json.dumps({"file": report.file, "passed": not report.refusal, "results": results}))
        return report
    colours = {"good": "green", "poor": "yellow", "bad": "red"}
    for result in report.results:
        state = f"[{colours[result.state]}]{result.state}[/]"
        screen.print(f"{state}  {result.name}: {escape(result.text)}", highlight=False, soft_wrap=True)
    return report
