"""The desk's recorder: starts it, finds one that runs, ends it, starts the next part when it was killed."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil

from app.children.child import find_recorder, read_log, start_recorder
from app.material.takes import make_folder, make_take
from app.state import Recording
from engine.console.session import Session
from engine.messages import Hello
from engine.record import FULL, LOG, START, Order, Progress, read_progress
from engine.tap import Tap

LOOK_S = 0.5
END_S = 20.0
"""How long a recorder may take to write what waits for the disk."""

YOUNG_S = 2.0
MOST_FAILURES = 3
"""A recorder that dies so young, so often, is not started again."""


class RecordChild:
    """One recorder after the other; the order lies in the runtime folder while recording is wanted."""

    def __init__(self, runtime: Path, tell: Callable[..., None]) -> None:
        self._runtime = runtime
        self._tell = tell
        self._process: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._order: Order | None = None
        self._seen: Progress | None = None
        self._looked = self._born = 0.0
        self._failures = 0
        self._ending = False
        self._adopt()

    @property
    def wanted(self) -> bool:
        """Whether something is to be recorded."""
        return self._order is not None

    @property
    def folder(self) -> str:
        """The take that is being recorded; "" where none is."""
        return self._order.folder if self._order is not None else ""

    def begin(self, session: Session, hello: Hello | None, master: bool) -> None:
        """Record from now on; ValueError or OSError where that cannot be."""
        if self._order is not None:
            raise ValueError("this is being recorded already")
        if hello is None:
            raise ValueError("the engine does not play; record once it does")
        self._failures = 0
        self._start(session, hello, master, 1)

    def end(self) -> None:
        """Record no more; what waits is still written."""
        if self._process is not None and not self._ending:
            self._ending = True
            with suppress(psutil.Error):
                self._process.send_signal(signal.SIGTERM)
        elif self._process is None:
            self._forget()

    def finish(self) -> None:
        """End it and wait until all is written."""
        self.end()
        if self._process is not None:
            with suppress(psutil.Error):
                self._process.wait(END_S)
            if self._runs():
                self._tell(complaint=f"{self.folder}: the disk did not take the end of it in {END_S:.0f} s")
                with suppress(psutil.Error):
                    self._process.kill()
                    self._process.wait(5)
            self._forget()

    def watch(self, now: float, session: Session, hello: Hello | None) -> bool:
        """Look after it; True when something is to be told."""
        order = self._order
        if order is None or now - self._looked < (0.05 if self._ending else LOOK_S):
            return False
        self._looked = now
        if self._runs():
            if hello is not None and hello.tap != order.tap and self._process is not None:
                with suppress(psutil.Error):
                    self._process.send_signal(signal.SIGTERM)
            before, self._seen = self._seen, read_progress(self._runtime) or self._seen
            self._tell_lost(order, before)
            return self._seen != before
        status = self._child.poll() if self._child is not None else None
        if self._ending:
            self._forget()
        elif status == FULL:
            self._forget()
            self._tell(complaint=f"Recording ended: {read_log(self._runtime, LOG)}")
        elif hello is not None:
            self._go_on(now, session, hello, order)
        return True

    def describe(self) -> Recording | None:
        """How far it is; None where nothing is being recorded."""
        order, seen = self._order, self._seen
        if order is None:
            return None
        take = order.take
        second_bytes = 4 * take.rate * (sum(len(t.inputs) for t in take.tracks) + 2 * bool(order.master_tap))
        if seen is None or seen.folder != order.folder:
            seen = Progress(0, order.folder, 0, 0, 0, 0)
        return Recording(
            folder=order.folder,
            began=take.began,
            seconds=seen.frames / take.rate,
            megabytes=seen.written_bytes / 1e6,
            hours_left=seen.free_bytes / second_bytes / 3600,
            lost_s=seen.lost_frames / take.rate,
            part=take.part,
            master=bool(order.master_tap),
        )

    def _tell_lost(self, order: Order, before: Progress | None) -> None:
        """Say so when more is lost than was before."""
        lost = self._seen.lost_frames if self._seen is not None else 0
        if lost > (before.lost_frames if before is not None else 0):
            seconds = lost / order.take.rate
            self._tell(
                complaint=f"{order.folder}: {seconds:.1f} s could not be recorded, and are silence; "
                "the disk or the machine is too slow"
            )

    def _go_on(self, now: float, session: Session, hello: Hello, order: Order) -> None:
        """The recorder died, or the engine did: what comes now is the next part."""
        self._failures = self._failures + 1 if now - self._born < YOUNG_S else 1
        part = order.take.part + 1
        if hello.tap != order.tap:
            reason = "there is another engine"
        else:
            reason = read_log(self._runtime, LOG) or "the recorder died"
        if self._failures >= MOST_FAILURES:
            self._forget()
            self._tell(complaint=f"Recording ended, for the recorder fails again and again: {reason}")
            return
        try:
            self._start(session, hello, bool(order.master_tap), part)
        except (OSError, ValueError) as error:
            self._forget()
            self._tell(complaint=f"Recording ended: {error}")
            return
        self._tell(complaint=f"Recording goes on as part {part}: {reason}")

    def _start(self, session: Session, hello: Hello, master: bool, part: int) -> None:
        inputs = Tap.open(Path(hello.tap)).channels
        mix, source = session.layers.hand, session.patch.stems
        take = make_take(session.name, mix, inputs, hello.rate, source, part, time.time())
        order = Order(hello.tap, hello.master_tap if master else "", str(make_folder(take)), take)
        self._child = start_recorder(self._runtime, order)
        self._process = psutil.Process(self._child.pid)
        self._order, self._ending = order, False
        self._born = time.monotonic()

    def _adopt(self) -> None:
        """Take over what another desk wanted; a recorder that died meanwhile is missed by `watch`."""
        with suppress(OSError, msgspec.MsgspecError):
            order = msgspec.msgpack.decode((self._runtime / START).read_bytes(), type=Order)
            self._order, self._process = order, find_recorder(self._runtime)
            self._seen = read_progress(self._runtime)

    def _runs(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        with suppress(psutil.Error):
            return self._process is not None and self._process.is_running()
        return False

    def _forget(self) -> None:
        if self._child is not None:
            self._child.wait()
        (self._runtime / START).unlink(missing_ok=True)
        self._order = self._process = self._child = self._seen = None
        self._ending = False
