"""The loop of the desk process: keeps the truth, watches engine and mind, saves, and answers surfaces."""

from __future__ import annotations

import contextlib
import fcntl
import select
import signal
import sys
import time
from pathlib import Path

from app.children.surfaces import SurfacesChild
from app.desk.history import By
from app.link import DOOR, SHOW, ToDesk
from app.material.sessions import Opened
from app.orders.mix import SetMacros
from app.orders.show import (
    Files,
    Learn,
    Learnt,
    Liked,
    ListDevices,
    Listens,
    Open,
    Rehearse,
    ScanPlugins,
    SetPatch,
    Stop,
)
from app.process.callers import Callers
from app.process.device import Device
from app.process.filing import Filing
from app.process.hearing import Hearing
from app.process.learning import Learning
from app.process.liking import Liking
from app.process.mixing import Mixing
from app.process.pacing import TICK_S, Pacing
from app.process.plugins import Plugins
from app.process.rehearsal import Rehearsal
from app.process.report import Report
from app.process.show_file import LOCK, Show, read_show
from app.process.stage import Stage
from app.process.telling import describe
from engine.console.session import SessionError
from engine.messages import ResetMeter
from engine.wire import Wire

IDLE_S = 0.05
"""How long the loop sleeps with nothing to pass on, rather than `TICK_S`; messages wake it."""


class DeskProcess:
    """The desk with its children and surfaces; `step` is one round of its loop."""

    def __init__(self, runtime: Path, show: Show) -> None:
        self.stopping = False
        self._pacing = Pacing()
        self._report = Report(self._pacing)
        tell = self._report.tell
        self._liking = Liking(self._pacing, tell)
        self._plugins = Plugins()
        self._told_plugins = ("", "")
        self._stage = Stage(runtime, show, self._pacing, tell)
        self._filing = Filing(self._stage, tell)
        self._device = Device(self._stage, self._report)
        self._mixing = Mixing(self._stage, tell)
        self._hearing = Hearing(self._stage)
        self._rehearsal = Rehearsal(runtime, self._stage.engine, tell)
        self._hands = SurfacesChild(runtime)
        self._learning = Learning()
        self._callers = Callers(runtime / DOOR, lambda surface: self._stage.desk.history.end_gesture(surface))

    def step(self) -> None:
        """Listen to everybody, pass on what changed, mend what died."""
        self._sleep()
        now = time.monotonic()
        self._meet_surfaces()
        self._meet_opened()
        self._rehearse(now)
        self._pacing.untold |= self._hands.watch(now, self._liking.preferences)
        self._pacing.untold |= self._learning.watch(now)
        self._stage.watch(now)
        self._device.watch(now)
        self._mixing.watch(now)
        self._hearing.watch(now)
        self._stage.walk(now)
        self._mixing.give_way()
        self._pass_on(time.monotonic())

    def finish(self) -> None:
        """End everything in good order; the session is saved, without a device that is only being tried."""
        self._device.leave()
        self._filing.save()
        self._hands.end()
        self._hearing.end()
        self._rehearsal.finish()
        self._stage.mind.end()
        self._stage.engine.quit()
        self._callers.close()

    def _sleep(self) -> None:
        """Until somebody says something, or something is due."""
        stage = self._stage
        busy = self._pacing.waits or self._callers.slow or stage.desk.fade is not None
        minds = [stage.mind.wire] if stage.mind.wire is not None else []
        wires = [*self._callers.wires, *stage.engine.wires, *minds, *self._hearing.wires]
        with contextlib.suppress(OSError, ValueError):
            select.select(wires, [], [], TICK_S if busy else IDLE_S)

    def _meet_surfaces(self) -> None:
        newcomer = self._callers.accept()
        if newcomer is not None:
            self._tell([newcomer])
        tell = self._report.tell
        for surface, message in self._callers.hear():
            try:
                self._obey(message, By(surface, time.monotonic()))
            except OSError as error:
                tell(complaint=f"{error.filename}: {error.strerror}")
            except (KeyError, ValueError, SessionError) as error:
                tell(complaint=str(error.args[0] if error.args else error))

    def _obey(self, message: ToDesk, by: By) -> None:
        """Hand a message to whom it concerns."""
        stage = self._stage
        if isinstance(message, Stop):
            self.stopping = True
        elif isinstance(message, ResetMeter):
            stage.engine.reset_meter(message)
        elif isinstance(message, SetMacros):
            self._mixing.set_macros(message.values, by)
        elif isinstance(message, Open):
            self._hearing.end()
            stage.begin(message.session)
        elif isinstance(message, Files):
            begun = self._filing.obey(message)
            if begun is not None:
                self._go_on(begun)
        elif isinstance(message, Listens):
            self._hearing.obey(message, by)
        elif isinstance(message, ListDevices):
            self._device.look()
        elif isinstance(message, SetPatch):
            self._change_device(message)
        elif isinstance(message, Liked):
            self._liking.obey(message)
        elif isinstance(message, Rehearse):
            self._rehearsal.obey(message, stage.desk.session)
            self._pacing.untold = True
        elif isinstance(message, Learn):
            self._learning.begin(message.target, time.monotonic())
            self._pacing.untold = True
        elif isinstance(message, Learnt):
            self._learning.end()
            self._report.tell(complaint=message.words)
        elif isinstance(message, ScanPlugins):
            self._plugins.scan()
        else:
            stage.obey(message, by)
        self._pacing.unkept = True

    def _change_device(self, order: SetPatch) -> None:
        """Play over another device, at once or when the stems are ready for it."""
        if self._device.trying or self._filing.refitting:
            raise ValueError("another device is being tried; wait until it plays")
        wanted = self._device.begin(order)
        if wanted is not None:
            self._filing.refit(wanted, order)

    def _meet_opened(self) -> None:
        """Go on with what was opened, where the session that plays is safe on disk."""
        ready = self._filing.watch()
        if ready is None:
            return
        opened, order = ready
        if order is not None:
            self._device.play(order, opened.player_file)
            return
        self._device.forget()
        if self._filing.save():
            self._go_on(opened)

    def _go_on(self, opened: Opened) -> None:
        """Play another session."""
        self._hearing.end()
        self._filing.go_on(opened)

    def _rehearse(self, now: float) -> None:
        """Look after player and recorder; play other material once it is ready."""
        fetched, changed = self._rehearsal.watch(now, self._stage.desk.session)
        self._pacing.untold |= changed
        if fetched is not None:
            self._device.forget()
            self._filing.play(fetched)

    def _pass_on(self, now: float) -> None:
        """Send the engine, the mind, the surfaces and the disk what changed, each at its own pace."""
        self._stage.pass_on(now)
        plugins = self._plugins.version, self._plugins.scanning
        if plugins != self._told_plugins:
            self._told_plugins, self._pacing.untold = plugins, True
        if self._pacing.take_for_surfaces(now):
            self._tell()
        late = self._callers.catch_up()
        if late:
            self._tell(late)
        self._filing.pass_on(now, later=self._device.trying)

    def _tell(self, wires: list[Wire] | None = None) -> None:
        """Tell some surfaces how the desk is, or all."""
        state = describe(
            *(self._stage, self._report, self._filing, self._device, self._mixing, self._hearing),
            *(self._rehearsal, self._hands, self._learning, self._liking, self._plugins),
        )
        self._callers.tell(state, wires)


def run(runtime: Path) -> int:
    """The whole life of a desk; its exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(runtime / LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("a show is running already; end it with: deskhand stop", file=sys.stderr)
            return 2
        try:
            desk = DeskProcess(runtime, read_show(runtime))
        except SessionError as error:
            print(error, file=sys.stderr)
            return 2
        signal.signal(signal.SIGTERM, lambda *_: setattr(desk, "stopping", True))
        while not desk.stopping:
            desk.step()
        desk.finish()
        (runtime / SHOW).unlink(missing_ok=True)
    return 0
