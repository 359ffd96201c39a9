"""The command line: the only file that knows everybody."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from app.cli.evaluation import evaluate_minds
from app.cli.faults import explain
from app.cli.hands import midi, osc
from app.cli.machine import bench, devices, doctor
from app.cli.minds import minds
from app.cli.terminal import errors, screen
from app.folders import minds_folder
from app.styles import read_macros
from engine.console.session import Patch
from models.installed import BEST, FOLDER

app = typer.Typer(
    help="A mixing desk that mixes itself and never gets in your way.",
    epilog="From a checkout: ./deskhand test runs the tests, ./deskhand --gpu sets up for a GPU.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(minds, name="minds")
app.add_typer(midi, name="midi")
app.command()(osc)

DeviceName = Annotated[
    str, typer.Option("--device", help="Sound card, by name or part of it; see: deskhand devices.")
]
InputName = Annotated[str, typer.Option("--input", help="Another card for the inputs.")]
HostApi = Annotated[str, typer.Option("--api", help="Host API: ALSA, JACK, Core Audio, ASIO, ...")]
Rate = Annotated[int, typer.Option("--rate", help="Sample rate: 44100, 48000, 88200 or 96000.")]
Frames = Annotated[int, typer.Option("--frames", min=32, max=1024, help="Frames in a block.")]
ClockOnly = Annotated[bool, typer.Option("--clock", help="Use no sound card: real time by a timer.")]
MindName = Annotated[str, typer.Option("--mind", help="Who mixes; see: deskhand minds.")]
Amount = Annotated[float, typer.Option("--amount", min=0.0, max=1.0, help="How much of the mind is heard.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--roles", help="What a track is, NAME=ROLE, or a JSON file of them; may be repeated."),
]
Macros = Annotated[
    list[str] | None,
    typer.Option("--macro", help="A style input of the mind, such as drums=+3; may be repeated."),
]
Windowed = Annotated[bool, typer.Option("--window", help="Open the mixer window too.")]
Seconds = Annotated[float | None, typer.Option("--seconds", min=0.1, help="Stop after so long.")]


@app.callback()
def begin(context: typer.Context) -> None:
    """Go on with the last session, or start with the demo band."""
    if context.invoked_subcommand is None:
        from app.cli.show import go_on

        go_on()


@app.command()
def demo(
    seconds: Seconds = None,
    out: Annotated[Path | None, typer.Option("--out", help="Mix to this file instead of playing.")] = None,
    mind: MindName = BEST,
    macro: Macros = None,
    clock: ClockOnly = False,
    window: Windowed = False,
) -> None:
    """Let the demo band play, mixed live; with --out, mix it to a file."""
    from app.cli.show import play_demo, ready_demo

    macros = read_macros(mind, macro or ())
    if out is None:
        play_demo(mind, clock, seconds, macros, window)
        return
    from app.cli.mix import mix_stems
    from app.material.mixdown import Order

    mix_stems(Order(ready_demo(), out, mind, seconds=seconds, macros=macros))


@app.command()
def play(
    folder: Annotated[Path, typer.Argument(help="A folder with one sound file for each track.")],
    device: DeviceName = "",
    api: HostApi = "",
    rate: Rate = 48000,
    frames: Frames = 128,
    clock: ClockOnly = False,
    mind: MindName = BEST,
    macro: Macros = None,
    roles: Roles = None,
    seconds: Seconds = None,
    window: Windowed = False,
) -> None:
    """Play stems as if they were live inputs, looped, in real time."""
    from app.cli.show import play_stems

    patch = Patch(output_device=device, host_api=api, rate=rate, frames=frames)
    macros = read_macros(mind, macro or ())
    play_stems(folder, mind, patch, clock, seconds, roles or (), macros, window)


@app.command()
def live(
    inputs: Annotated[int, typer.Option("--inputs", min=1, max=128, help="How many inputs to mix.")] = 8,
    device: DeviceName = "",
    input_device: InputName = "",
    api: HostApi = "",
    rate: Rate = 48000,
    frames: Frames = 64,
    clock: ClockOnly = False,
    mind: MindName = BEST,
    macro: Macros = None,
    seconds: Seconds = None,
    session: Annotated[Path | None, typer.Option("--session", help="Keep the session in this file.")] = None,
    window: Windowed = False,
) -> None:
    """Mix what comes in at a sound card."""
    from app.cli.show import play_live

    patch = Patch(
        input_device=input_device or device, output_device=device, host_api=api, rate=rate, frames=frames
    )
    macros = read_macros(mind, macro or ())
    play_live(inputs, session, mind, patch, clock, seconds, macros, window)


@app.command()
def mix(
    folder: Annotated[Path, typer.Argument(help="A folder with one sound file for each track.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The stereo file to write: .wav, .flac, ...")],
    mind: MindName = BEST,
    amount: Amount = 1.0,
    macro: Macros = None,
    params: Annotated[
        Path | None, typer.Option("--params", help="Write every strip's settings and reasons here, as JSON.")
    ] = None,
    stems: Annotated[
        Path | None, typer.Option("--stems", help="Write the processed strips into this folder.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Do not listen through first: mix as on stage.")
    ] = False,
    roles: Roles = None,
    seconds: Seconds = None,
) -> None:
    """Mix stems to a file, faster than real time."""
    from app.cli.mix import mix_stems
    from app.material.mixdown import Order

    macros = read_macros(mind, macro or ())
    mix_stems(Order(folder, out, mind, amount, live, params, stems, seconds, tuple(roles or ()), macros))


@app.command()
def mixer() -> None:
    """Open the mixer window on the show that runs; closing it ends nothing."""
    from app.show import open_mixer

    raise typer.Exit(open_mixer())


@app.command(hidden=True)
def keep(order: Annotated[str, typer.Argument(help="A launch, in JSON.")]) -> None:
    """Begin a show for a window, and keep it when the window closes."""
    import msgspec

    from app.launch import keep_show
    from app.launch_plan import Launch

    keep_show(msgspec.json.decode(order, type=Launch))


@app.command()
def stop() -> None:
    """End a show that runs, whoever started it."""
    from app.show import stop_show

    screen.print("The show is over." if stop_show() else "No show was running.")


app.command()(devices)
app.command()(bench)
app.command("eval")(evaluate_minds)
app.command()(doctor)


def main() -> None:
    """Run the command line; known errors become one line and exit status 2."""
    os.environ[FOLDER] = str(minds_folder())
    run: Callable[..., Any] = app
    try:
        run(prog_name="deskhand")
    except Exception as error:
        text = explain(error)
        if text is None:
            raise
        errors.print(f"deskhand: {text}", style="red", highlight=False, soft_wrap=True, markup=False)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
