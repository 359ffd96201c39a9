"""The desk's engine: takes over the one that plays, else starts one, and replaces it when it fails."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from app.children.child import clean_runtime, find_engine, kill_engine, read_log, start_engine
from engine.console.moves import Move
from engine.console.session import Session
from engine.console.state import Mix, count_channels
from engine.console.transport import Transport
from engine.gauges import Gauges
from engine.messages import (
    DEVICE_LOST,
    DOOR,
    REFUSED,
    Change,
    Complaint,
    FromEngine,
    Hello,
    Load,
    Quit,
    ResetMeter,
    Roll,
    Start,
)
from engine.wire import Wire, WireError, knock

RETRY_S = 0.5
HUNG_S = 1.0
START_S = 20.0
QUIT_S = 2.0
SOUGHT_S = 0.5
"""So long the player may take until its gauges tell of a seek."""


class Memory(Struct, frozen=True):
    """What the engine keeps for the desk, unread: the session, its file, and what plays its stems."""

    session: Session
    file: str
    player_file: str = ""
    listened: str = ""
    """What the engine plays in place of the session's mix; a desk that takes over goes back to that."""
    slots: tuple[str, ...] = ()


class EngineChild:
    """One engine process after the other; `tell` takes status changes by name."""

    def __init__(self, runtime: Path, player_file: str, tell: Callable[..., None]) -> None:
        self._runtime = runtime
        self.player_file = player_file
        self.transport = Transport()
        """What plays in place of live inputs, and how; whichever engine plays."""
        self.player_frames = self.player_inputs = self.rate = 0
        self._position: int | None = None
        self._sought: tuple[int, float] = (0, -SOUGHT_S)
        """Where the player was last told to go, and when."""
        self._tell = tell
        self.hello: Hello | None = None
        self._wire: Wire | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._gauges: Gauges | None = None
        self._starts = self._losses = 0
        self.failure = ""
        """Why the engine that was started last is not there; "" while it may be, or plays."""
        self._due = self._born = 0.0

    @property
    def wires(self) -> list[Wire]:
        """For select."""
        return [self._wire] if self._wire is not None else []

    @property
    def gauges(self) -> Gauges | None:
        """Those of the engine that plays."""
        return self._gauges

    def adopt(self) -> tuple[Memory, Mix] | None:
        """Take the show back from an engine that still plays: the memory it keeps, the mix it plays."""
        clean_runtime(self._runtime)
        if find_engine(self._runtime) is None:
            return None
        try:
            wire = knock(self._runtime / DOOR, FromEngine)
            for message in wire.receive(QUIT_S):
                if isinstance(message, Hello) and message.keep:
                    memory = msgspec.msgpack.decode(message.keep, type=Memory)
                    self.player_file = memory.player_file
                    self.transport = message.transport
                    self._greet(wire, message)
                    return memory, message.mix
        except (WireError, msgspec.MsgspecError) as error:
            self._tell(complaint=f"the engine that still ran could not be taken over ({error})")
        kill_engine(self._runtime)
        clean_runtime(self._runtime)
        return None

    def watch(self, now: float, memory: Memory, mix: Mix) -> bool:
        """Hear the engine, replace it where needed; True when another one said hello."""
        if self._wire is not None and self._hears(self._wire):
            if self._gauges is not None and self._gauges.beat_age_s > HUNG_S:
                self._lose("hangs", 0.0)
            return False
        if self._process is None:
            if self.hello is not None:
                self._lose("died", 0.0)
            elif now >= self._due:
                self._start(now, memory, mix)
            return False
        status = self._process.poll()
        if status is not None:
            away = status in (REFUSED, DEVICE_LOST)
            if status == DEVICE_LOST:
                self._losses += 1
                self._tell(losses=self._losses)
            self._lose(
                read_log(self._runtime) if away else f"died ({_name_exit(status)})", RETRY_S if away else 0.0
            )
        elif now - self._born > START_S:
            self._lose("did not start in time", RETRY_S)
        else:
            return self._call()
        return False

    def change(self, moves: list[Move], memory: bytes) -> None:
        """Have the engine make moves, and keep the desk's memory if there is any."""
        self._send(Change(moves, memory))

    def load(self, memory: Memory, mix: Mix) -> None:
        """Give the engine the whole mix anew."""
        self._send(Load(mix, msgspec.msgpack.encode(memory)))

    def reset_meter(self, message: ResetMeter) -> None:
        """Begin figures of the master anew."""
        self._send(message)

    @property
    def position(self) -> int:
        """The frame where the player is, or where it was told to go a moment ago."""
        frame, at = self._sought
        if self._gauges is None or time.monotonic() - at < SOUGHT_S:
            return frame
        return self._gauges.position

    def roll(self, transport: Transport, seek: int | None) -> None:
        """Have the player play like this; an engine that is yet to come hears of it."""
        self.transport = transport
        if seek is not None:
            self._sought = seek, time.monotonic()
        if self._wire is not None:
            self._send(Roll(transport, seek))
        elif seek is not None:
            self._position = seek

    def replace(self, player_file: str) -> None:
        """End the engine for one that plays other stems or has other inputs; `watch` starts it."""
        same = player_file == self.player_file
        self.player_file = player_file
        self._lose("changes", 0.0)
        self.failure = ""
        if not same:
            self.transport, self._position, self.player_frames = Transport(), None, 0

    def quit(self) -> None:
        """End the engine, gently if it listens, and clear what it leaves."""
        self._send(Quit())
        until = time.monotonic() + QUIT_S
        while find_engine(self._runtime) is not None and time.monotonic() < until:
            time.sleep(0.01)
            if self._process is not None:
                self._process.poll()
        kill_engine(self._runtime)
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        clean_runtime(self._runtime)
        if self._wire is not None:
            self._wire.close()
        self._wire = self._process = self.hello = None

    def _hears(self, wire: Wire) -> bool:
        try:
            for message in wire.receive():
                if isinstance(message, Complaint):
                    self._tell(complaint=message.text)
        except WireError:
            self._wire = None
        return self._wire is not None

    def _call(self) -> bool:
        try:
            wire = knock(self._runtime / DOOR, FromEngine)
        except WireError:
            return False
        try:
            for message in wire.receive(0.2):
                if isinstance(message, Hello):
                    self._greet(wire, message)
                    return True
        except WireError:
            return False
        wire.close()
        return False

    def _greet(self, wire: Wire, hello: Hello) -> None:
        self._wire, self.hello = wire, hello
        self._gauges = Gauges.open(Path(hello.gauges))
        self._tell(
            engine="plays",
            engine_pid=hello.pid,
            device=hello.device,
            gauges=hello.gauges,
            inputs=hello.inputs,
            outputs=hello.outputs,
        )
        self.player_frames, self.rate = hello.player_frames, hello.rate
        self.player_inputs = max(1, count_channels(hello.mix)[0])
        if self._position is not None or self.transport != hello.transport:
            self._send(Roll(self.transport, self._position))
        self._position = None

    def _start(self, now: float, memory: Memory, mix: Mix) -> None:
        kill_engine(self._runtime)
        clean_runtime(self._runtime)
        keep = msgspec.msgpack.encode(memory)
        position, self._position = self._position or 0, None
        start = Start(memory.session.patch, mix, keep, self.player_file, self.transport, position)
        self._process = start_engine(self._runtime, start)
        self._born = now
        self.failure = ""
        self._starts += 1
        self._tell(engine_starts=self._starts)

    def _lose(self, reason: str, wait_s: float) -> None:
        if self._gauges is not None and self.hello is not None and self.hello.player_file:
            self._position = self._gauges.position
        kill_engine(self._runtime)
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._wire is not None:
            self._wire.close()
        self._wire = self._process = self.hello = self._gauges = None
        self._due = time.monotonic() + wait_s
        self.failure = reason
        self._tell(engine=reason, engine_pid=0, gauges="")

    def _send(self, message: Change | Load | ResetMeter | Roll | Quit) -> None:
        if self._wire is not None:
            try:
                self._wire.send(message)
            except WireError:
                self._wire = None


def _name_exit(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"
