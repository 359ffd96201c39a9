"""`deskhand`, `demo`, `play` and `live`: shows that are begun from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from msgspec import structs

from app.cli.terminal import screen, show_bars
from app.cores import ready_strips
from app.demo.band import default_folder, make_demo
from app.launch import check_device, live_session, make_live_mix, settle_patch
from app.material.sessions import last_session, prepare_stems, remember_session, resume, session_of_folder
from app.material.stem_roles import give_roles
from app.preferences import load_preferences
from app.process.show_file import Show
from app.show import has_display, open_first, run_show
from engine.console.session import Patch, load_session, save_session
from engine.console.state import Mix
from models.installed import BEST
from models.minds import make_mind


def go_on() -> None:
    """The last session, else a window where a person chooses; where there is no display, the demo band."""
    path = last_session()
    if has_display() and (path is None or not load_preferences()[0].reopen):
        screen.print("Choose in the window what to begin with. The show goes on when the window is closed;")
        screen.print("deskhand mixer opens it again, deskhand stop ends the show.")
        raise typer.Exit(open_first())
    if path is None:
        screen.print(
            "No session yet: here is the demo band. Your own: deskhand play FOLDER, or deskhand live."
        )
        play_demo(BEST, False, None, {}, window=True)
        return
    session = load_session(path)
    screen.print(f"Going on with {session.name} ({path}).", highlight=False)
    _announce(session.patch)
    stems = Path(session.patch.stems) if session.patch.stems else None
    player = _prepare(stems, session.patch.rate, session.layers.hand)[1] if stems else ""
    check_device(session.patch, session.layers.hand)
    _start(Show(str(path), player), None, window=True)


def ready_demo() -> Path:
    """The folder of the demo band, made on the first start."""
    folder = default_folder()
    with show_bars() as show:
        show("Demo band", 0.0)
        make_demo(folder, lambda done, total: show("Demo band", done / total))
    return folder


def play_demo(
    mind: str, clock: bool, seconds: float | None, macros: dict[str, float], window: bool = False
) -> None:
    """Let the demo band play, mixed live."""
    play_stems(ready_demo(), mind, Patch(frames=128), clock, seconds, (), macros, window)


def play_stems(
    folder: Path,
    mind: str,
    patch: Patch,
    clock: bool,
    seconds: float | None,
    roles: Sequence[str],
    macros: dict[str, float],
    window: bool,
) -> None:
    """Play a folder's stems as if they were live inputs."""
    patch = structs.replace(patch, stems=str(folder.resolve()))
    mix, player = _prepare(folder, patch.rate)
    mix = give_roles(mix, roles)
    patch = _settle_patch(patch, clock, mix)
    _run(session_of_folder(folder), mix, patch, mind, player, seconds, macros, window)


def play_live(
    inputs: int,
    session: Path | None,
    mind: str,
    patch: Patch,
    clock: bool,
    seconds: float | None,
    macros: dict[str, float],
    window: bool,
) -> None:
    """Mix what comes in at a sound card; the session is kept in a file of its own where none is named."""
    mix = make_live_mix(inputs)
    path = session or live_session(inputs)
    _run(path, mix, _settle_patch(patch, clock, mix), mind, "", seconds, macros, window)


def _prepare(folder: Path, rate: int, mix: Mix | None = None) -> tuple[Mix, str]:
    """The mix of a folder's stems, and their file, prepared for that mix or another."""
    with show_bars() as show:
        show("Stems", 0.0)
        return prepare_stems(folder, rate, lambda done, total: show("Stems", done / max(1, total)), mix)


def _run(
    path: Path,
    fresh: Mix,
    patch: Patch,
    mind: str,
    player: str,
    seconds: float | None,
    macros: dict[str, float],
    window: bool,
) -> None:
    """Play a session kept at a path: what was set before stays, if it is of the same inputs."""
    make_mind(mind)
    session, went_on = resume(path, fresh, patch, mind, macros)
    if went_on:
        screen.print(f"Going on with the mix of {path}.", highlight=False)
    save_session(session, path)
    remember_session(path.resolve())
    _announce(patch)
    _start(Show(str(path), player), seconds, window)


def _start(show: Show, seconds: float | None, window: bool) -> None:
    with show_bars() as tell:
        ready_strips(tell)
    if not has_display():
        screen.print("No display: running without a window. Ctrl-C ends the show.")
    run_show(show, seconds, screen, window and has_display())


def _settle_patch(patch: Patch, clock: bool, mix: Mix) -> Patch:
    """The patch as this machine can run it, DeviceError where it cannot."""
    patch, why = settle_patch(patch, clock, mix)
    if why:
        screen.print(why, highlight=False)
    return patch


def _announce(patch: Patch) -> None:
    if patch.driver == "clock":
        screen.print("No sound card is used: the clock keeps time, and nothing can be heard.")
