"""Show: a live show from the command line: start the desk, keep it alive, show its meters, end it cleanly."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from app.children.child import (
    clean_runtime,
    find_recorder,
    kill_engine,
    make_environment,
    read_log,
    start_window,
)
from app.children.record import END_S
from app.folders import runtime_folder
from app.link import SHOW, ToDesk, call_desk
from app.meters import Meters
from app.orders.show import Stop
from app.process.show_file import LOCK, Show, write_show
from app.state import State
from engine.console.params import INDEX
from engine.console.units import gain_to_db
from engine.gauges import Gauges
from engine.loudness import ABSOLUTE_GATE_LUFS
from engine.record import START as RECORD_START
from engine.wire import Wire, WireError

LOG = "desk.log"
REFUSED = 2
"""Exit status of a desk that cannot run."""

REFRESH_S = 0.1
PATIENCE_S = 20.0


class ShowError(Exception):
    """A show that cannot run: says why and what to do."""


class Runner:
    """One show in the foreground: the desk as a child, and a surface that shows it."""

    def __init__(self, show: Show) -> None:
        self.runtime = runtime_folder()
        self.show = show
        self.desk: subprocess.Popen[bytes] | None = None
        self.wire: Wire | None = None
        self.state: State | None = None
        self.over = False
        """Whether the desk ended as it was asked to, by whomever."""
        self._meters = Meters()

    def start(self) -> None:
        """Start the desk; ShowError where a show runs already."""
        if show_runs(self.runtime):
            raise ShowError("a show is running already; end it with: deskhand stop")
        write_show(self.runtime, self.show)
        self._start_desk()

    def watch(self) -> None:
        """Hear the desk; start another when it died, and none when it was told to stop."""
        status = None if self.desk is None else self.desk.poll()
        if status == REFUSED:
            raise ShowError(read_log(self.runtime, LOG) or "the desk did not start; try: deskhand doctor")
        if status is not None and not (self.runtime / SHOW).exists():
            self.over = True
            return
        if status is not None:
            self._start_desk()
        try:
            if self.wire is None:
                self.wire = call_desk(self.runtime, 0.0)
            for message in self.wire.receive():
                self.state = message
        except WireError:
            if self.wire is not None:
                self.wire.close()
            self.wire = None

    def stop(self) -> None:
        """End desk, mind and engine; whatever does not listen is killed."""
        with contextlib.suppress(WireError):
            self.wire = self.wire or call_desk(self.runtime, 1.0)
            self.wire.send(Stop())
        if self.desk is not None:
            try:
                self.desk.wait(6)
            except subprocess.TimeoutExpired:
                self.desk.kill()
                self.desk.wait()
        if self.wire is not None:
            self.wire.close()
        end_leftovers(self.runtime)

    def meters(self) -> Gauges | None:
        """The gauges of the engine that plays now."""
        return self._meters.find(self.state)

    def _start_desk(self) -> None:
        if self.wire is not None:
            self.wire.close()
            self.wire = None
        command = [sys.executable, "-P", "-m", "app.process", str(self.runtime)]
        with open(self.runtime / LOG, "wb") as log:
            self.desk = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=make_environment(),
            )


def show_runs(runtime: Path) -> bool:
    """Whether a desk is alive over this folder."""
    with open(runtime / LOCK, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def send_to_show(message: ToDesk) -> None:
    """Tell the running desk something; ShowError where none runs."""
    runtime = runtime_folder()
    if not show_runs(runtime):
        raise ShowError("no show is running; start one with: deskhand play FOLDER")
    with contextlib.suppress(WireError):
        wire = call_desk(runtime, 2.0)
        wire.send(message)
        wire.drain(2.0)
        wire.close()


def stop_show() -> bool:
    """End whatever runs, whoever started it; False where nothing did."""
    runtime = runtime_folder()
    ran = show_runs(runtime)
    if ran:
        send_to_show(Stop())
        until = time.monotonic() + 8.0
        while show_runs(runtime) and time.monotonic() < until:
            time.sleep(0.05)
    return end_leftovers(runtime) or ran


def end_leftovers(runtime: Path) -> bool:
    """Kill engine and desk processes of this folder that are left, and clear it; whether there were any."""
    (runtime / SHOW).unlink(missing_ok=True)
    found = False
    for process in psutil.process_iter(["pid", "cmdline"]):
        command = process.info["cmdline"] or []
        if str(runtime) in command and {"app.process", "engine.process"} & set(command):
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGKILL)
                process.wait(3)
                found = True
    found |= _end_recorder(runtime)
    kill_engine(runtime)
    clean_runtime(runtime)
    return found


def _end_recorder(runtime: Path) -> bool:
    """Have a recorder that is left write what it has, and end; whether there was one."""
    process = find_recorder(runtime)
    (runtime / RECORD_START).unlink(missing_ok=True)
    if process is None:
        return False
    with contextlib.suppress(psutil.Error):
        process.terminate()
        process.wait(END_S)
    with contextlib.suppress(psutil.Error):
        process.kill()
    return True


def has_display() -> bool:
    """Whether a window can be shown here."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def open_mixer() -> int:
    """A window on the running show, until it is closed; ShowError says what it lacks."""
    runtime = runtime_folder()
    if not show_runs(runtime):
        raise ShowError("no show is running; start one with: deskhand demo --window")
    if not has_display():
        raise ShowError("there is no display to show a window on; the show goes on without one")
    return open_first()


def open_first() -> int:
    """A window, whether or not a show is running: where none is, one can be begun there."""
    runtime = runtime_folder()
    try:
        from app.window.start import run
    except ImportError as error:
        raise ShowError(f"the window cannot be shown ({error}); see: deskhand doctor") from None
    return run(runtime)


def run_show(show: Show, seconds: float | None, screen: Console, window: bool = False) -> None:
    """Play until the time is over or Ctrl-C; then everything ends. A window may come with it."""
    runner = Runner(show)
    runner.start()
    shown = start_window() if window else None
    signal.signal(signal.SIGTERM, _interrupt)
    until = None if seconds is None else time.monotonic() + seconds
    begun = time.monotonic()
    told = ""
    try:
        with Live(console=screen, refresh_per_second=10, transient=True, auto_refresh=False) as live:
            while not runner.over and (until is None or time.monotonic() < until):
                runner.watch()
                state = runner.state
                if state is None and time.monotonic() - begun > PATIENCE_S:
                    raise ShowError("the desk does not answer; try: deskhand doctor")
                if state is not None:
                    if screen.is_terminal:
                        live.update(_draw(state, runner.meters()), refresh=True)
                    line = f"{state.status.device}: {state.status.engine}; {state.status.mind}"
                    if not screen.is_terminal and line != told:
                        told = line
                        screen.print(line, highlight=False)
                time.sleep(REFRESH_S)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if shown is not None:
            shown.terminate()
            shown.wait()
        runner.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _draw(state: State, gauges: Gauges | None) -> Table:
    """The desk as a table: one row a strip, with its level, its fader and the mind's reason."""
    table = Table(box=None, padding=(0, 1), title=state.session.name, title_justify="left")
    for name, width in (("", 14), ("level", 22), ("fader", 8), ("", 6), ("why", 48)):
        table.add_column(name, width=width, no_wrap=True, justify="right" if name == "fader" else "left")
    layers = state.session.layers
    macros = {macro.name for macro in state.macros}
    levels = None
    if gauges is not None:
        with contextlib.suppress(TimeoutError):
            levels = gauges.shared.read(
                *("strip_out_peak", "bus_peak", "cost", "count", "loudness_lufs", "true_peak_db")
            )
    for index, strip in enumerate(layers.hand.strips):
        place = f"strip/{index}"
        peak_db = gain_to_db(float(levels["strip_out_peak"][index])) if levels else -100.0
        fader_db = layers.heard(place, "fader_db")
        held = layers.hold(place, "fader_db").value
        table.add_row(
            strip.name,
            _bar(peak_db),
            f"{fader_db:+.1f}",
            "" if held == "auto" else held,
            state.because.get(place, ""),
        )
    if levels is not None:
        peak_db = gain_to_db(float(levels["bus_peak"][:2].max()))
        master_db = layers.hand.master.values[INDEX["master"]["fader_db"]]
        table.add_row("Master", _bar(peak_db), f"{master_db:+.1f}", "", _describe_loudness(levels))
        load = f"{100 * levels['cost'][1]:.0f} % load, {int(levels['count'][2])} lost blocks"
        status = state.status
        style = "".join(f", {n} {v:+.1f}" for n, v in state.session.macros.items() if n in macros and v)
        heard = state.listening
        hears = f"; you hear {heard.item}, {heard.trim_db:+.1f} dB to match" if heard.item else ""
        table.caption = f"{status.device}: {status.engine}; {status.mind}{style}{hears}; {load}   Ctrl-C ends"
    if state.status.complaint:
        table.add_row("", Text(state.status.complaint, style="red"))
    return table


def _describe_loudness(levels: dict[str, np.ndarray]) -> str:
    """How loud the master is, in a line."""
    _, short_term, integrated = (
        f"{lufs:.1f}" if lufs > ABSOLUTE_GATE_LUFS else "-" for lufs in levels["loudness_lufs"].tolist()
    )
    return f"{short_term} LUFS (all {integrated}), peak {float(levels['true_peak_db'][1]):+.1f} dBTP"


def _bar(level_db: float) -> Text:
    cells = max(0, min(22, round((level_db + 66) / 3)))
    style = "red" if level_db > -3 else "yellow" if level_db > -12 else "green"
    return Text("█" * cells, style=style)
