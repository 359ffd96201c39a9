"""The desk process: keeps the truth, starts engine and mind, watches them, saves, and answers surfaces."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from app.child import clean_runtime, find_engine, kill_engine, read_log, start_engine, start_mind
from app.desk import Desk
from app.link import DOOR, Give, Open, SetMind, State, Status, ToDesk, Touch
from engine.console.moves import Move
from engine.console.session import Session, SessionError, load_session, save_session
from engine.gauges import Gauges
from engine.messages import Change, Complaint, FromEngine, Hello, Load, Quit, Start
from engine.process import DEVICE_LOST, REFUSED
from engine.process import DOOR as ENGINE_DOOR
from engine.wire import Door, Wire, WireError, knock
from models import messages as mind_messages
from models.predictor import TrackInfo

SHOW, LOCK = "desk.show", "desk.lock"
"""Names in the runtime folder."""

TICK_S = 0.01
TELL_S = 0.05
SAVE_S = 1.0
REMEMBER_S = 0.2
RETRY_S = 0.5
HUNG_S = 1.0
START_S = 20.0
MIND_SILENT_S = 5.0


class Show(Struct, frozen=True):
    """What the desk is to run; lies in the runtime folder for it to find."""

    session_file: str
    player_file: str = ""


class DeskProcess:
    """The desk with its children and surfaces; `step` is one round of its loop."""

    def __init__(self, runtime: Path, show: Show) -> None:
        self.runtime = runtime
        self.show = show
        self.status = Status()
        self.engine: Wire | None = None
        self.engine_process: subprocess.Popen[bytes] | None = None
        self.hello: Hello | None = None
        self.gauges: Gauges | None = None
        self.mind: Wire | None = None
        self.mind_process: subprocess.Popen[bytes] | None = None
        self.surfaces: list[Wire] = []
        self.stopping = False
        self._pending: dict[tuple[str, str], Move] = {}
        self._engine_due = self._mind_due = 0.0
        self._engine_born = self._mind_heard = 0.0
        self._unsaved = self._untold = self._unheard = self._unkept = False
        self._saved = self._told = self._kept = self._thought = 0.0
        clean_runtime(runtime)
        adopted = self._adopt()
        self.desk = Desk(adopted or load_session(Path(show.session_file)))
        if adopted is not None and self.hello is not None:
            self.desk.adopt(self.hello.mix)
        self.door = Door(runtime / DOOR, ToDesk)

    def step(self) -> None:
        """Listen to everybody, pass on what changed, mend what died."""
        now = time.monotonic()
        wires = [wire for wire in (self.engine, self.mind, *self.surfaces) if wire is not None]
        with contextlib.suppress(OSError, ValueError):
            select.select([self.door, *wires], [], [], TICK_S)
        self._meet_surfaces()
        self._watch_engine(now)
        self._watch_mind(now)
        self._pass_on(time.monotonic())

    def finish(self) -> None:
        """End everything in good order; the session is saved."""
        self._save()
        self._end_mind()
        if self.engine is not None:
            with contextlib.suppress(WireError):
                self.engine.send(Quit())
        until = time.monotonic() + 2.0
        while find_engine(self.runtime) is not None and time.monotonic() < until:
            time.sleep(0.01)
            if self.engine_process is not None:
                self.engine_process.poll()
        kill_engine(self.runtime)
        clean_runtime(self.runtime)
        self.door.close()

    def _adopt(self) -> Session | None:
        """Take the show back from an engine that still plays."""
        engine = find_engine(self.runtime)
        if engine is None:
            return None
        try:
            self.engine = knock(self.runtime / ENGINE_DOOR, FromEngine)
            until = time.monotonic() + 2.0
            while self.hello is None and time.monotonic() < until:
                for message in self.engine.receive(0.1):
                    if isinstance(message, Hello):
                        self._greet(message)
            if self.hello is not None and self.hello.keep:
                return msgspec.msgpack.decode(self.hello.keep, type=Session)
        except (WireError, msgspec.MsgspecError):
            pass
        kill_engine(self.runtime)
        clean_runtime(self.runtime)
        self.engine = self.hello = None
        return None

    def _meet_surfaces(self) -> None:
        wire = self.door.accept()
        if wire is not None:
            self.surfaces.append(wire)
            self._tell([wire])
        for wire in list(self.surfaces):
            try:
                for message in wire.receive():
                    self._obey(message)
            except WireError:
                self.surfaces.remove(wire)
            except (KeyError, ValueError) as error:
                self._set_status(complaint=str(error.args[0] if error.args else error))

    def _obey(self, message: ToDesk) -> None:
        desk = self.desk
        if isinstance(message, Touch):
            self._queue(desk.touch(message.moves), kept=True)
        elif isinstance(message, Give):
            self._queue(desk.set_hold(message.place, message.param, message.hold), kept=True)
        elif isinstance(message, SetMind):
            old = desk.session.mind
            changes = desk.set_mind(message.mind, message.mode, message.attenuate_only, message.amount)
            self._queue(changes, kept=True)
            if message.mind != old:
                self._end_mind()
        elif isinstance(message, Open):
            desk.load(message.session)
            self._end_mind()
            self._load_engine()
            self._queue([], kept=True)
        else:
            self.stopping = True

    def _queue(self, changes: list[Move], kept: bool) -> None:
        for move in changes:
            self._pending[move.place, move.param] = move
        self._unsaved = self._untold = self._unheard = True
        self._unkept |= kept

    def _pass_on(self, now: float) -> None:
        """Send the engine, the mind, the surfaces and the disk what changed, each at its own pace."""
        keep = self._unkept or (self._unsaved and now - self._kept > REMEMBER_S)
        if self.engine is not None and (self._pending or keep):
            memory = msgspec.msgpack.encode(self.desk.session) if keep else b""
            moves = list(self._pending.values())
            self._pending.clear()
            try:
                self.engine.send(Change(moves, memory))
            except WireError:
                self.engine = None
            if keep:
                self._unkept, self._kept = False, now
        if self.mind is not None and self._unheard and now - self._thought > TELL_S:
            self._unheard, self._thought = False, now
            self._speak(self._heard())
        if self._untold and now - self._told > TELL_S:
            self._untold, self._told = False, now
            self._tell(self.surfaces)
        if self._unsaved and now - self._saved > SAVE_S:
            self._save()

    def _save(self) -> None:
        self._unsaved, self._saved = False, time.monotonic()
        try:
            save_session(self.desk.session, Path(self.show.session_file))
        except SessionError as error:
            self._set_status(complaint=str(error))

    def _tell(self, wires: list[Wire]) -> None:
        state = State(self.desk.session, self.desk.because, self.status, os.getpid())
        for wire in list(wires):
            try:
                if wire.unsent_bytes < 1 << 20:
                    wire.send(state)
            except WireError:
                if wire in self.surfaces:
                    self.surfaces.remove(wire)

    def _set_status(self, **changes: str | int) -> None:
        status = structs.replace(self.status, **changes)
        if status != self.status:
            self.status = status
            self._untold = True

    def _watch_engine(self, now: float) -> None:
        """Hear the engine; replace it when it died or hangs."""
        if self.engine is not None:
            try:
                for message in self.engine.receive():
                    if isinstance(message, Complaint):
                        self._set_status(complaint=message.text)
            except WireError:
                self.engine = None
        if self.engine is not None and self.gauges is not None:
            if self.gauges.beat_age_s > HUNG_S:
                self._lose_engine("hangs", 0.0)
            return
        process = self.engine_process
        if process is None:
            if now >= self._engine_due:
                self._start_engine(now)
            return
        status = process.poll()
        if status is not None:
            away = status in (REFUSED, DEVICE_LOST)
            reason = read_log(self.runtime) if away else f"died ({_name_exit(status)})"
            self._lose_engine(reason, RETRY_S if away else 0.0)
        elif now - self._engine_born > START_S:
            self._lose_engine("did not start in time", RETRY_S)
        else:
            self._call_engine()

    def _call_engine(self) -> None:
        try:
            wire = self.engine or knock(self.runtime / ENGINE_DOOR, FromEngine)
            for message in wire.receive(0.2):
                if isinstance(message, Hello):
                    self.engine = wire
                    self._greet(message)
                    self._load_engine()
        except WireError:
            return

    def _start_engine(self, now: float) -> None:
        kill_engine(self.runtime)
        clean_runtime(self.runtime)
        session = self.desk.session
        start = Start(session.patch, self.desk.mix, msgspec.msgpack.encode(session), self.show.player_file)
        self.engine_process = start_engine(self.runtime, start)
        self._engine_born = now
        self._set_status(engine_starts=self.status.engine_starts + 1)

    def _lose_engine(self, reason: str, wait_s: float) -> None:
        kill_engine(self.runtime)
        if self.engine_process is not None:
            self.engine_process.kill()
            self.engine_process.wait()
        if self.engine is not None:
            self.engine.close()
        self.engine = self.engine_process = self.hello = self.gauges = None
        self._engine_due = time.monotonic() + wait_s
        self._set_status(engine=reason, engine_pid=0, gauges="")

    def _greet(self, hello: Hello) -> None:
        self.hello = hello
        self.gauges = Gauges.open(Path(hello.gauges))
        status = structs.replace(
            self.status, engine="plays", engine_pid=hello.pid, device=hello.device, gauges=hello.gauges
        )
        self.status = status
        self._untold = True
        if self.mind is not None:
            self._brief_mind()

    def _load_engine(self) -> None:
        """Give the engine the whole mix anew."""
        if self.engine is None:
            return
        self._pending.clear()
        try:
            self.engine.send(Load(self.desk.mix, msgspec.msgpack.encode(self.desk.session)))
        except WireError:
            self.engine = None

    def _watch_mind(self, now: float) -> None:
        """Hear the mind; start another when it died or fell silent."""
        if self.mind is None:
            if now >= self._mind_due and self.hello is not None:
                self._start_mind(now)
            return
        try:
            for message in self.mind.receive():
                self._mind_heard = now
                if isinstance(message, mind_messages.Predicted):
                    self._queue(self.desk.hear(message.prediction, message.applied), kept=False)
                elif isinstance(message, mind_messages.Ready):
                    self._set_status(mind=f"{message.mind} mixes")
                elif isinstance(message, mind_messages.Failed):
                    self._set_status(complaint=message.text)
        except WireError:
            self._end_mind("died", RETRY_S if self.status.mind == "starting" else 0.0)
            return
        if now - self._mind_heard > MIND_SILENT_S:
            self._end_mind("hangs")

    def _start_mind(self, now: float) -> None:
        self.mind_process, self.mind = start_mind(mind_messages.FromMind)
        self._mind_heard = now
        self._set_status(
            mind="starting", mind_pid=self.mind_process.pid, mind_starts=self.status.mind_starts + 1
        )
        self._brief_mind()

    def _brief_mind(self) -> None:
        """Tell the mind where to listen and what is set."""
        if self.hello is None:
            return
        session = self.desk.session
        tracks = tuple(TrackInfo(s.name, s.role, s.inputs) for s in session.layers.hand.strips)
        self._speak(mind_messages.Listen(self.hello.tap, session.mind, tracks))
        self._speak(self._heard())

    def _heard(self) -> mind_messages.Heard:
        session = self.desk.session
        layers = session.layers
        return mind_messages.Heard(
            auto=layers.auto,
            hand=layers.hand,
            holds=layers.holds,
            mode=session.mode,
            attenuate_only=session.attenuate_only,
            amount=layers.amount,
        )

    def _speak(self, message: mind_messages.ToMind) -> None:
        if self.mind is not None:
            try:
                self.mind.send(message)
            except WireError:
                self._end_mind("died")

    def _end_mind(self, reason: str = "changes", wait_s: float = 0.0) -> None:
        if self.mind is not None:
            self.mind.close()
        if self.mind_process is not None:
            self.mind_process.kill()
            self.mind_process.wait()
        self.mind = self.mind_process = None
        self._mind_due = time.monotonic() + wait_s
        self._set_status(mind=reason, mind_pid=0)


def _name_exit(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def run(runtime: Path) -> int:
    """The whole life of a desk; its exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(runtime / LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("a show is running already; end it with: deskhand stop", file=sys.stderr)
            return 2
        show = msgspec.msgpack.decode((runtime / SHOW).read_bytes(), type=Show)
        try:
            desk = DeskProcess(runtime, show)
        except SessionError as error:
            print(error, file=sys.stderr)
            return 2
        signal.signal(signal.SIGTERM, lambda *_: setattr(desk, "stopping", True))
        while not desk.stopping:
            desk.step()
        desk.finish()
        (runtime / SHOW).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
