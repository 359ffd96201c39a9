"""Launcher: begins a show as the command line does, in a process that goes on without the window."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.children.child import make_environment, read_log
from app.launch_plan import Launch, Progress
from app.shown.language import say

LOOK_MS = 50
LOG = "launch.log"


_left: list[subprocess.Popen[bytes]] = []
"""What goes on without the window that began it."""


def reap() -> int:
    """Let go of what has ended since; how many are left."""
    _left[:] = [process for process in _left if process.poll() is None]
    return len(_left)


class Launcher(QObject):
    """One launch at a time; it tells how far it is, and why it could not be."""

    told = pyqtSignal(object)
    """A `Progress`."""

    failed = pyqtSignal(str)

    ended = pyqtSignal()
    """Cancelled, refused, or the show that was begun is over."""

    def __init__(self, runtime: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runtime = runtime
        self._process: subprocess.Popen[bytes] | None = None
        self._text = b""
        self.began = 0.0
        self.progress: Progress | None = None
        self._cancelled = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether something is being made ready, or runs."""
        return self._process is not None

    @property
    def ready(self) -> bool:
        """Whether the desk is being started, or runs."""
        return self.progress is not None and self.progress.ready

    def begin(self, launch: Launch) -> None:
        """Begin; nothing happens while another launch is on."""
        if self._process is not None:
            return
        self._text, self.progress, self._cancelled = b"", None, False
        self.began = time.monotonic()
        command = [sys.executable, "-P", "-m", "app.main", "keep", msgspec.json.encode(launch).decode()]
        environment = {**make_environment(), "DESKHAND_RUNTIME": str(self._runtime), "NO_COLOR": "1"}
        with open(self._runtime / LOG, "wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                env=environment,
            )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        self._timer.start()

    def cancel(self) -> None:
        """Stop making ready; a show that runs already is left alone."""
        if self._process is not None and not self.ready:
            self._cancelled = True
            self._process.terminate()

    def leave(self) -> None:
        """The window closes: what is being made ready is cancelled, a show that runs goes on."""
        self.cancel()
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            assert process.stdout is not None
            process.stdout.close()
            _left.append(process)
        reap()

    def _look(self) -> None:
        process = self._process
        if process is None:
            return
        status = process.poll()
        assert process.stdout is not None
        with contextlib.suppress(BlockingIOError):
            self._text += process.stdout.read() or b""
        *lines, self._text = self._text.split(b"\n")
        for line in lines[-1:]:
            with contextlib.suppress(msgspec.MsgspecError):
                self.progress = msgspec.json.decode(line, type=Progress)
                self.told.emit(self.progress)
        if status is None:
            return
        process.stdout.close()
        self._process = None
        self._timer.stop()
        if status and not self._cancelled:
            words = read_log(self._runtime, LOG).removeprefix("deskhand: ")
            none = say("the show could not be begun (status {status}); see: deskhand doctor", status=status)
            self.failed.emit(words or none)
        self.ended.emit()
