"""Launch: what a show begins with, made ready; and a show kept running for a window that may close."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from rich.console import Console

from app.cores import Tell, ready_strips
from app.folders import data_folder
from app.launch_plan import Launch, Progress
from app.material.sessions import prepare_stems, remember_session, resume, session_of_folder
from app.process.show_file import Show
from app.show import run_show
from engine.console.session import Patch, load_session, save_session
from engine.console.state import Mix, Strip, count_channels
from engine.devices.driver import DeviceError, open_driver


def prepare(launch: Launch, tell: Tell) -> Show:
    """Make everything ready that a show needs; errors as the command line explains them."""
    ready_strips(tell)
    if launch.kind == "session":
        session = load_session(Path(launch.path))
        player = ""
        if session.patch.stems:
            rate = session.patch.rate
            player = prepare_stems(
                Path(session.patch.stems), rate, _share(tell, "Stems"), session.layers.hand
            )[1]
        check_device(session.patch, session.layers.hand)
        remember_session(Path(launch.path))
        return Show(launch.path, player)
    patch, player, folder = launch.patch, "", Path(launch.path)
    if launch.kind == "demo":
        from app.demo.band import default_folder, make_demo

        folder = default_folder()
        make_demo(folder, _share(tell, "Demo band"))
    if launch.kind == "live":
        mix = make_live_mix(launch.inputs)
        path = live_session(launch.inputs)
    else:
        mix, player = prepare_stems(folder, patch.rate, _share(tell, "Stems"))
        patch = structs.replace(patch, stems=str(folder.resolve()))
        path = session_of_folder(folder)
    patch = settle_patch(patch, patch.driver == "clock", mix)[0]
    session, _ = resume(path, mix, patch, launch.mind)
    save_session(session, path)
    remember_session(path.resolve())
    return Show(str(path), player)


def make_live_mix(inputs: int) -> Mix:
    """A strip for each input of a device."""
    return Mix(strips=tuple(Strip(f"Input {n + 1}", inputs=(n,)) for n in range(inputs)))


def live_session(inputs: int) -> Path:
    """Where the session of a live show is kept."""
    return data_folder() / "sessions" / f"live-{inputs}.json"


def settle_patch(patch: Patch, clock: bool, mix: Mix) -> tuple[Patch, str]:
    """The patch as this machine can run it: the clock where there is no sound card and none was named.

    And why, where PortAudio itself is missing.
    """
    from engine.devices.portaudio import list_devices

    why = ""
    named = bool(patch.output_device or patch.input_device or patch.host_api)
    if not clock and not named:
        try:
            clock = not any(device.outputs for device in list_devices())
        except DeviceError as error:
            why, clock = str(error), True
    patch = structs.replace(patch, driver="clock" if clock else "portaudio")
    check_device(patch, mix)
    return patch, why


def check_device(patch: Patch, mix: Mix) -> None:
    """DeviceError now, while a person reads it, rather than later in the engine."""
    open_driver(patch, *count_channels(mix))


def keep_show(launch: Launch) -> None:
    """Make ready with `Progress` in lines of JSON on stdout, then keep the show until it is stopped."""
    signal.signal(signal.SIGTERM, _interrupt)
    show = prepare(launch, lambda what, share: _print(Progress(what, share)))
    _print(Progress("", 1.0, ready=True))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        run_show(show, None, Console(file=nowhere))


def _print(progress: Progress) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(msgspec.json.encode(progress) + b"\n")
        sys.stdout.buffer.flush()


def _share(tell: Tell, what: str) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        tell(what, done / max(1, total))

    return progress


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
