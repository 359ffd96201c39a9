"""The command line: the only file that knows everybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.folders import cache_folder, minds_folder
from app.hands_cli import HandsError, midi, osc
from app.minds_cli import minds
from app.styles import StyleError, read_macros
from engine.console.session import Patch, SessionError, load_session, save_session
from engine.devices.driver import DeviceError
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
screen = Console()
errors = Console(stderr=True)

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
        _go_on()


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
    from app.demo.band import default_folder, make_demo

    macros = read_macros(mind, macro or ())
    folder = default_folder()
    with _progress() as bar:
        task = bar.add_task("Demo band", total=1.0)
        make_demo(folder, lambda done, total: bar.update(task, completed=done / total))
    if out is not None:
        _mix(folder, out, mind, seconds=seconds, macros=macros)
    else:
        _play(folder, mind, Patch(frames=128), clock, seconds, macros=macros, window=window)


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
    patch = Patch(output_device=device, host_api=api, rate=rate, frames=frames)
    macros = read_macros(mind, macro or ())
    _play(folder, mind, patch, clock, seconds, tuple(roles or ()), macros, window)


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
    from app.launch import live_session, make_live_mix

    patch = Patch(
        input_device=input_device or device, output_device=device, host_api=api, rate=rate, frames=frames
    )
    mix = make_live_mix(inputs)
    path = session or live_session(inputs)
    macros = read_macros(mind, macro or ())
    _run(path, mix, _settle_patch(patch, clock, mix), mind, "", seconds, macros, window)


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
    macros = read_macros(mind, macro or ())
    _mix(folder, out, mind, amount, params, stems, live, seconds, tuple(roles or ()), macros)


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


@app.command()
def devices(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
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


@app.command()
def bench(
    tracks: Annotated[int, typer.Option("--tracks", min=1, max=256)] = 32,
    frames: Annotated[int, typer.Option("--frames", min=32, max=1024)] = 64,
    seconds: Annotated[float, typer.Option("--seconds", min=0.5)] = 10.0,
    moving: Annotated[bool, typer.Option("--moving", help="Move every EQ band all the time.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure what a block of full strips costs here."""
    from app.child import make_environment
    from app.cores import ready_strips

    with _progress() as bar:
        ready_strips(_bars(bar))
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


@app.command("eval")
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
    with _progress() as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=max(1, total))
            bar.update(tasks[what], completed=done if total else 1)

        path = study(plan, show) if transfer else evaluate(plan, show)
    screen.print(f"{path}: written", highlight=False)


def split_words(text: str) -> list[str]:
    """The words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


@app.command()
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


def _go_on() -> None:
    """The last session, else a window where a person chooses; where there is no display, the demo band."""
    from app.launch import check_device
    from app.preferences import load_preferences
    from app.sessions import last_session
    from app.show import Show, has_display, open_first

    path = last_session()
    if has_display() and (path is None or not load_preferences()[0].reopen):
        screen.print("Choose in the window what to begin with. The show goes on when the window is closed;")
        screen.print("deskhand mixer opens it again, deskhand stop ends the show.")
        raise typer.Exit(open_first())
    if path is None:
        screen.print(
            "No session yet: here is the demo band. Your own: deskhand play FOLDER, or deskhand live."
        )
        demo(window=True)
        return
    session = load_session(path)
    screen.print(f"Going on with {session.name} ({path}).", highlight=False)
    _announce(session.patch)
    stems = Path(session.patch.stems) if session.patch.stems else None
    player = _prepare(stems, session.patch.rate, session.layers.hand)[1] if stems else ""
    check_device(session.patch, session.layers.hand)
    _start(Show(str(path), player), None, window=True)


def _play(
    folder: Path,
    mind: str,
    patch: Patch,
    clock: bool,
    seconds: float | None,
    roles: tuple[str, ...] = (),
    macros: dict[str, float] | None = None,
    window: bool = False,
) -> None:
    from msgspec import structs

    from app.sessions import session_of_folder
    from app.stem_roles import give_roles

    patch = structs.replace(patch, stems=str(folder.resolve()))
    stem_mix, player = _prepare(folder, patch.rate)
    stem_mix = give_roles(stem_mix, roles)
    patch = _settle_patch(patch, clock, stem_mix)
    path = session_of_folder(folder)
    _run(path, stem_mix, patch, mind, player, seconds, macros or {}, window)


def _prepare(folder: Path, rate: int, mix: Any = None) -> tuple[Any, str]:
    """The mix of a folder's stems, and their file, prepared for that mix or another."""
    from app.sessions import prepare_stems

    with _progress() as bar:
        task = bar.add_task("Stems", total=1.0)
        return prepare_stems(
            folder, rate, lambda done, total: bar.update(task, completed=done / max(1, total)), mix
        )


def _run(
    path: Path,
    fresh: Any,
    patch: Patch,
    mind: str,
    player: str,
    seconds: float | None,
    macros: dict[str, float],
    window: bool = False,
) -> None:
    """Play a session kept at a path: what was set before stays, if it is of the same inputs."""
    from app.sessions import remember_session, resume
    from app.show import Show
    from models.minds import make_mind

    make_mind(mind)
    session, went_on = resume(path, fresh, patch, mind, macros)
    if went_on:
        screen.print(f"Going on with the mix of {path}.", highlight=False)
    save_session(session, path)
    remember_session(path.resolve())
    _announce(patch)
    _start(Show(str(path), player), seconds, window)


def _start(show: Any, seconds: float | None, window: bool) -> None:
    from app.cores import ready_strips
    from app.show import has_display, run_show

    with _progress() as bar:
        ready_strips(_bars(bar))
    if not has_display():
        screen.print("No display: running without a window. Ctrl-C ends the show.")
    run_show(show, seconds, screen, window and has_display())


def _settle_patch(patch: Patch, clock: bool, stem_mix: Any) -> Patch:
    """The patch as this machine can run it, DeviceError where it cannot."""
    from app.launch import settle_patch

    patch, why = settle_patch(patch, clock, stem_mix)
    if why:
        screen.print(why, highlight=False)
    return patch


def _announce(patch: Patch) -> None:
    if patch.driver == "clock":
        screen.print("No sound card is used: the clock keeps time, and nothing can be heard.")


def _mix(
    folder: Path,
    out: Path,
    mind: str = BEST,
    amount: float = 1.0,
    params: Path | None = None,
    stems: Path | None = None,
    live: bool = False,
    seconds: float | None = None,
    roles: tuple[str, ...] = (),
    macros: dict[str, float] | None = None,
) -> None:
    from app.cores import use_strips
    from app.mixdown import Order, mix_down
    from models.minds import make_mind

    make_mind(mind)
    order = Order(folder, out, mind, amount, live, params, stems, seconds, roles, macros or {})
    with _progress() as bar:
        show = _bars(bar)
        use_strips(show)
        report = mix_down(order, show)
    screen.print(
        f"{out}: {report.strips} strips, {report.seconds:.1f} s, peak {report.peak_db:.1f} dBFS",
        highlight=False,
    )


def _bars(bar: Progress) -> Callable[[str, float], None]:
    """A bar for each thing that is told of."""
    tasks: dict[str, Any] = {}

    def show(what: str, share: float) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=1.0)
        bar.update(tasks[what], completed=share)

    return show


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, transient=True)


def explain(error: Exception) -> str | None:
    """What a person can mend, in a line; None of what must not happen. Imports only now what it must know."""
    from app.show import ShowError
    from app.stems import StemsError
    from engine.soundfiles import SoundFileError
    from models.card import ModelError
    from models.evaluate.learnt import MissingLearnerError
    from models.evaluate.plots import MissingPlotsError
    from models.evaluate.songs import CorpusError
    from models.minds import UnknownMindError

    known = (
        *(
            StemsError,
            SoundFileError,
            SessionError,
            DeviceError,
            ShowError,
            UnknownMindError,
            ModelError,
            HandsError,
        ),
        *(StyleError, CorpusError, MissingLearnerError, MissingPlotsError),
    )
    if isinstance(error, known):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}; see: deskhand doctor"
    return None


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
