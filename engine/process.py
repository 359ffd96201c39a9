"""The engine process: opens the device, lets the audio thread render, and prepares what it plays next.

The main thread is the control thread. The process outlives whoever started it, and answers at its door.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
import time
from pathlib import Path

import msgspec
import numpy as np

from engine.console.moves import apply
from engine.console.state import Mix, count_channels
from engine.console.transport import Transport
from engine.devices.driver import DeviceError, Driver, open_driver
from engine.devices.player import Player
from engine.gauges import Gauges
from engine.master_meter import RING_FRAMES, MasterMeter
from engine.messages import (
    DEVICE_LOST,
    DOOR,
    PID,
    REFUSED,
    START,
    Change,
    Complaint,
    FromEngine,
    Hello,
    Load,
    Quit,
    ResetMeter,
    Roll,
    Start,
    ToEngine,
)
from engine.render import Renderer
from engine.strips.core import FOLDER as CORES
from engine.strips.core import use_core_of
from engine.tap import Tap
from engine.wire import Door, Wire, WireError

TICK_S = 0.05
BUSY_S = 0.002
"""How long the control thread sleeps, and while the player wants to be tended; messages wake it."""

TIDY_S = 1.0
DEAD_S = 0.4
DEAD_TICKS = 5
"""Without a block for so long, and for so many looks, the device is gone, and this process with it.

One look proves nothing: where the whole machine stood still, the audio thread gets its turn first.
"""

WARM_BLOCKS = 64


class Engine:
    """One engine: its device, renderer and door."""

    def __init__(self, runtime: Path, start: Start) -> None:
        self.start = start
        self.mix = start.mix
        self.keep = start.keep
        inputs, outputs = count_channels(start.mix)
        self.driver: Driver = open_driver(start.patch, inputs, outputs)
        rate, frames = self.driver.rate, self.driver.frames
        channels = max(1, inputs)
        self.gauges = Gauges.create(runtime / f"gauges.{os.getpid()}", rate, frames)
        self.tap = Tap.create(runtime / f"tap.{os.getpid()}", channels, rate)
        self.master_tap = Tap.create(runtime / f"tap.{os.getpid()}.master", 2, rate, RING_FRAMES)
        self.meter = MasterMeter(self.gauges, self.master_tap)
        self.renderer = Renderer(start.mix, channels, rate, frames)
        self.player: Player | None = None
        if start.player_file:
            path = Path(start.player_file)
            self.player = Player(path, channels, rate, start.transport, start.position)
            self.gauges.set_player(self.player.position, False, 0)
        self._block = np.zeros((channels, frames), np.float32)
        self.door = Door(runtime / DOOR, ToEngine)
        self.wires: list[Wire] = []
        self._tidied = 0.0
        self._fault = ""

    def play(self) -> None:
        """Warm up, then let the device's thread render."""
        out = np.zeros((self.driver.outputs, self.driver.frames), np.float32)
        for _ in range(WARM_BLOCKS):
            self.renderer.render(self._block, out)
        self.renderer.tap, self.renderer.gauges = self.tap, self.gauges
        self.renderer.master_tap = self.master_tap
        gc.collect()
        gc.freeze()
        gc.disable()
        sys.setswitchinterval(1e-4)
        self.gauges.beat()
        self.driver.start(self._render, self.gauges.count_xrun)
        self._note()

    def serve(self) -> bool:
        """Do what callers ask until one says quit (True) or the device is gone (False)."""
        silent_ticks, looked = 0, 0.0
        busy = False
        while True:
            with contextlib.suppress(OSError, ValueError):
                select.select([self.door, *self.wires], [], [], BUSY_S if busy else TICK_S)
            wire = self.door.accept()
            if wire is not None:
                self.wires.append(wire)
                self._tell(wire, self._hello())
                self._tell_refused()
            for wire in list(self.wires):
                if not self._listen(wire):
                    return True
            if self.player is not None:
                busy = self.player.tend()
                self._complain(self.player.material.fault)
            self.meter.catch_up()
            age_s = self.gauges.beat_age_s
            if time.monotonic() - looked > 0.8 * TICK_S:
                looked = time.monotonic()
                silent_ticks = silent_ticks + 1 if age_s > TICK_S else 0
            if not self.driver.alive() or (age_s > DEAD_S and silent_ticks >= DEAD_TICKS):
                return False
            self._tidy()

    def _render(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        """What the device calls: stems take the place of its inputs. Audio thread."""
        block = inputs
        if self.player is not None:
            block = self._block[:, : outputs.shape[1]]
            self.player.read(block)
            self.gauges.set_player(self.player.position, not self.player.rests, self.player.underruns)
        self.renderer.render(block, outputs)

    def _listen(self, wire: Wire) -> bool:
        """Take one caller's messages; False when it says quit."""
        try:
            messages = wire.receive()
        except WireError:
            self.wires.remove(wire)
            return True
        mix = self.mix
        for message in messages:
            if isinstance(message, Load):
                mix, self.keep = message.mix, message.keep
            elif isinstance(message, Change):
                for move in message.moves:
                    mix = apply(mix, move)
                self.keep = message.keep or self.keep
            elif isinstance(message, ResetMeter):
                self.meter.reset(message.loudness, message.peak)
            elif isinstance(message, Roll):
                if self.player is not None:
                    self.player.roll(message.transport, message.seek)
            elif isinstance(message, Quit):
                return False
        if mix is not self.mix:
            self._load(mix)
        return True

    def _load(self, mix: Mix) -> None:
        self.mix = mix
        self.renderer.load(mix)
        self._note()
        self._tell_refused()

    def _note(self) -> None:
        """Note in the gauges what a mix decides."""
        self.gauges.set_latency(self.driver.latency_frames, self.renderer.latency_frames)
        self.gauges.set_ways(self.renderer.ways())

    def _tell_refused(self) -> None:
        """Tell whoever listens what could not be done; until somebody does it is kept."""
        while self.renderer.complaints and self.wires:
            text = self.renderer.complaints.pop(0)
            for wire in list(self.wires):
                self._tell(wire, Complaint(text))

    def _complain(self, fault: str) -> None:
        """Tell everybody what is wrong with the material, once."""
        if fault and fault != self._fault:
            self._fault = fault
            for wire in list(self.wires):
                self._tell(wire, Complaint(fault))

    def _tidy(self) -> None:
        now = time.monotonic()
        if now - self._tidied > TIDY_S:
            self._tidied = now
            self.renderer.tidy()
            self.gauges.set_ways(self.renderer.ways())

    def _tell(self, wire: Wire, message: FromEngine) -> None:
        try:
            wire.send(message)
        except WireError:
            self.wires.remove(wire)

    def _hello(self) -> Hello:
        driver = self.driver
        return Hello(
            pid=os.getpid(),
            mix=self.mix,
            keep=self.keep,
            patch=self.start.patch,
            device=driver.name,
            rate=driver.rate,
            frames=driver.frames,
            inputs=driver.inputs,
            outputs=driver.outputs,
            latency_frames=driver.latency_frames + self.renderer.latency_frames,
            gauges=str(self.gauges.shared.path),
            tap=str(self.tap.shared.path),
            master_tap=str(self.master_tap.shared.path),
            player_file=self.start.player_file if self.player is not None else "",
            player_frames=self.player.material.frames if self.player is not None else 0,
            transport=self.player.transport if self.player is not None else Transport(),
        )

    def leave(self, runtime: Path) -> None:
        """Take away what lies in the runtime folder."""
        self.door.close()
        taps = self.tap.shared.path, self.master_tap.shared.path
        for path in (self.gauges.shared.path, *taps, runtime / PID):
            path.unlink(missing_ok=True)


def run(runtime: Path) -> int:
    """The whole life of an engine; its exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start = msgspec.msgpack.decode((runtime / START).read_bytes(), type=Start)
    (runtime / PID).write_text(str(os.getpid()))
    if CORES in os.environ:
        fault = use_core_of(os.environ[CORES])
        if fault:
            print(fault, file=sys.stderr)
    try:
        engine = Engine(runtime, start)
        engine.play()
    except (DeviceError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    asked = engine.serve()
    engine.leave(runtime)
    if not asked:
        print(f"{engine.driver.name!r} went away", file=sys.stderr)
        sys.stderr.flush()
        os._exit(DEVICE_LOST)
    engine.driver.stop()
    return 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
