"""Children: how the desk starts, watches and ends its engine and its mind."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import psutil

from app.folders import cores_folder, minds_folder
from engine.messages import DOOR, LOG, PID, START, Start
from engine.record import LOG as RECORD_LOG
from engine.record import PID as RECORD_PID
from engine.record import START as RECORD_START
from engine.record import STATE, Order
from engine.strips.core import FOLDER as CORES
from engine.wire import Wire
from models import children
from models.installed import FOLDER


def make_environment() -> dict[str, str]:
    """Our environment for a child: minds and compiled strips are found, and no JACK server is started."""
    folders = {FOLDER: str(minds_folder()), CORES: str(cores_folder())}
    return {**children.make_environment(), **folders, "JACK_NO_START_SERVER": "1"}


def start_engine(runtime: Path, start: Start) -> subprocess.Popen[bytes]:
    """An engine that outlives us."""
    (runtime / DOOR).unlink(missing_ok=True)
    return _start_apart("engine.process", runtime, START, start, LOG)


def start_recorder(runtime: Path, order: Order) -> subprocess.Popen[bytes]:
    """A recorder that outlives us."""
    for name in (RECORD_PID, STATE):
        (runtime / name).unlink(missing_ok=True)
    return _start_apart("engine.record", runtime, RECORD_START, order, RECORD_LOG)


def start_mind(types: Any) -> tuple[subprocess.Popen[bytes], Wire]:
    """A mind on the other end of a private wire."""
    return _start_wired("models.process", types)


def start_audition(passage: int, types: Any) -> tuple[subprocess.Popen[bytes], Wire]:
    """An audition over an open file, on the other end of a private wire."""
    return _start_wired("models.audition", types, ["--passage", str(passage)], (passage,))


def _start_apart(
    module: str, runtime: Path, file: str, order: Start | Order, log: str
) -> subprocess.Popen[bytes]:
    """A process in a session of its own, with an order that lies in a file; its complaints go to a log."""
    draft = runtime / f"{file}.part"
    draft.write_bytes(msgspec.msgpack.encode(order))
    draft.replace(runtime / file)
    with open(runtime / log, "wb") as written:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(runtime)],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            env=make_environment(),
        )


def _start_wired(
    module: str, types: Any, words: Sequence[str] = (), files: Sequence[int] = ()
) -> tuple[subprocess.Popen[bytes], Wire]:
    """A process that has open files of ours, and the other end of a wire; it ends when the wire does."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, "--fd", str(theirs.fileno()), *words],
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(), *files),
            env=make_environment(),
        )
    return process, Wire(ours, types)


def start_window() -> subprocess.Popen[bytes]:
    """A window on the running desk; whatever becomes of it, the show goes on."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "app.window.start"], stdin=subprocess.DEVNULL, env=make_environment()
    )


def read_log(runtime: Path, name: str = LOG) -> str:
    """The last line that the engine left, or another child in its own log."""
    with contextlib.suppress(OSError):
        lines = (runtime / name).read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
    return ""


def find_engine(runtime: Path) -> psutil.Process | None:
    """The engine that runs over this folder, whoever started it."""
    return _find(runtime / PID, "engine.process")


def find_recorder(runtime: Path) -> psutil.Process | None:
    """The recorder that runs over this folder, whoever started it."""
    return _find(runtime / RECORD_PID, "engine.record")


def _find(pid: Path, module: str) -> psutil.Process | None:
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int(pid.read_text()))
        if module in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def kill_engine(runtime: Path) -> None:
    """End the engine of this folder for good, if there is one."""
    process = find_engine(runtime)
    if process is not None:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
            process.wait(5)


def clean_runtime(runtime: Path) -> None:
    """Take away what dead engines left."""
    engine = find_engine(runtime)
    alive = str(engine.pid) if engine is not None else ""
    for path in [*runtime.glob("gauges.*"), *runtime.glob("tap.*")]:
        if path.name.split(".")[1] != alive:
            path.unlink(missing_ok=True)
    if engine is None:
        (runtime / PID).unlink(missing_ok=True)
        (runtime / DOOR).unlink(missing_ok=True)
