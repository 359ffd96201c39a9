"""`deskhand devices`, `bench` and `doctor`: what this machine has, what it can do, and what it lacks."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Annotated

import typer
from rich.table import Table

from app.cli.terminal import screen, show_bars

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def devices(as_json: Json = False) -> None:
    """List sound cards and what they offer."""
    from engine.devices.portaudio import list_devices

    found = list_devices()
    if as_json:
        print(json.dumps([{field: getattr(d, field) for field in d.__struct_fields__} for d in found]))
        return
    if not found:
        screen.print("No sound card. Connect one or start JACK; until then the clock stands in.")
        return
    table = Table("name", "host API", "inputs", "outputs", "rate", box=None)
    for d in found:
        table.add_row(d.name, d.host_api, str(d.inputs), str(d.outputs), str(d.rate))
    screen.print(table)


def bench(
    tracks: Annotated[int, typer.Option("--tracks", min=1, max=256)] = 32,
    frames: Annotated[int, typer.Option("--frames", min=32, max=1024)] = 64,
    seconds: Annotated[float, typer.Option("--seconds", min=0.5)] = 10.0,
    moving: Annotated[bool, typer.Option("--moving", help="Move every EQ band all the time.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure what a block of full strips costs here."""
    from app.children.child import make_environment
    from app.cores import ready_strips

    with show_bars() as show:
        ready_strips(show)
    arguments = [str(tracks), str(frames), str(seconds), "moving" if moving else "rest"]
    command = [sys.executable, "-P", "-m", "engine.bench", *arguments]
    done = subprocess.run(command, env=make_environment(), stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    if as_json:
        print(json.dumps(result))
        return
    period = result["period_us"]
    screen.print(f"{tracks} tracks, {frames} frames: a block lasts {period:.0f} us and costs")
    for name in ("p50_us", "p99_us", "p999_us", "max_us"):
        screen.print(f"  {name[:-3]:>5} {result[name]:8.0f} us  {100 * result[name] / period:5.1f} %")
    screen.print(f"  memory {result['rss_mb']:.0f} MB")
    screen.print(f"  the strips alone, {result['way']}: {result['bank_p50_us']:.1f} us")


def doctor() -> None:
    """Look at everything Deskhand needs, and say how to mend what is not well."""
    from app.doctor import examine

    colours = {"good": "green", "poor": "yellow", "bad": "red"}
    worst = 0
    for finding in examine():
        screen.print(
            f"[{colours[finding.state]}]{finding.state}[/]  {finding.what}: {finding.text}", highlight=False
        )
        if finding.cure:
            screen.print(f"      -> {finding.cure}", highlight=False)
        worst = max(worst, 1 if finding.state == "bad" else 0)
    raise typer.Exit(worst)
