"""Renderer: one block, from device input to device output. Live, offline and tests call the same function."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from engine.buses import Buses
from engine.console.state import Mix, Strip, describe_layout
from engine.gauges import MASTER_BROKE, STRIP_BROKE, Gauges
from engine.levels import Levels, make_levels
from engine.plugins.inserts import InsertChain, InsertError
from engine.ramp import Ramp
from engine.strips.bank import make_bank
from engine.tap import Tap
from engine.target import GROUP, MASTER, Target, make_target

SWAP_MS = 20.0
"""Fade out and in around a change of the console's shape."""

QUIET_RMS = 1e-3


class Console:
    """Strips and buses of one shape, and the target they glide to."""

    def __init__(self, mix: Mix, inputs: int, rate: int, longest_block: int) -> None:
        self.shape = console_shape(mix)
        self.target = make_target(mix)
        self.bank = make_bank(self.target, inputs, rate, longest_block)
        self.buses = Buses(self.bank, self.target, rate, longest_block)
        self.inserts: list[tuple] = [() for _ in mix.strips]


class Renderer:
    """Plays blocks. The control thread calls `load` and `tidy`, the audio thread `render`."""

    def __init__(
        self,
        mix: Mix,
        inputs: int,
        rate: int,
        longest_block: int,
        tap: Tap | None = None,
        gauges: Gauges | None = None,
        master_tap: Tap | None = None,
    ) -> None:
        self.rate = rate
        self.inputs = inputs
        self.longest_block = longest_block
        self.tap = tap
        self.gauges = gauges
        self.master_tap = master_tap
        self.frame = 0
        """How many frames were rendered."""
        self._fade = Ramp(np.ones(1, np.float32), round(SWAP_MS * rate / 1000), longest_block)
        self._silent_until = 0
        self.complaints: list[str] = []
        """What could not be done as asked, for the desk to tell. Control thread."""
        self._console = self._next = Console(mix, inputs, rate, longest_block)
        self._offer_inserts(self._next, mix)
        self._played = self._next.target
        self._metered: tuple[Console | None, Gauges | None] = (None, None)
        self._levels: Levels | None = None

    @property
    def console(self) -> Console:
        """The console that plays now."""
        return self._console

    @property
    def latency_frames(self) -> int:
        """How late the master is, device aside."""
        return self._next.buses.limiter.latency_frames

    def ways(self) -> tuple[str, ...]:
        """Which way each strip takes, as decided with the last mix. Control thread."""
        return self._next.bank.ways()

    def load(self, mix: Mix) -> None:
        """Glide to a mix; where its shape differs, fade over to a console built for it. Control thread."""
        if console_shape(mix) != self._next.shape:
            console = Console(mix, self.inputs, self.rate, self.longest_block)
            self._offer_inserts(console, mix)
            self._next = console
            return
        self._offer_inserts(self._next, mix)
        target = make_target(mix)
        self._next.bank.arm(target)
        self._next.buses.arm(target)
        self._next.target = target

    def tidy(self) -> None:
        """Take out of the chains what has come to rest. Control thread, now and then."""
        console = self._next
        quiet = np.ones(len(console.bank.slices), bool)
        if self.gauges is not None:
            quiet = self.gauges.shared.arrays["strip_in_rms"][: len(quiet)] < QUIET_RMS
        console.bank.tidy(console.target.tone, self.frame, quiet)
        console.buses.chains.tidy(console.target.master_tone, self.frame, quiet[:1])
        console.buses.arm(console.target)

    def render(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        """Inputs (inputs, frames) to outputs (outputs, frames), 3 frames or more. Audio thread."""
        begun = perf_counter()
        frames = inputs.shape[1]
        if frames > self.longest_block:
            for start in range(0, frames, self.longest_block):
                piece = slice(start, start + self.longest_block)
                self.render(inputs[:, piece], outputs[:, piece])
            return
        now = self.frame
        console, target = self._pick_console(now)
        if target is not self._played:
            console.bank.move(target, now)
            console.buses.move(target, now)
            self._played = target
        if self.tap is not None:
            self.tap.write(inputs)
        rows = console.bank.process(inputs, now)
        whole = console.buses.process(rows, now)
        outputs[:] = 0.0
        for row, channel in target.outputs:
            if channel < len(outputs):
                outputs[channel] += rows[row]
        if self._fade.moving or self._fade.target[0] != 1.0:
            gain = self._fade.gain(np.ones((1, frames), np.float32), now)
            outputs *= gain
            rows *= gain
        if self.master_tap is not None:
            self.master_tap.write(rows[MASTER:GROUP])
        self.frame = now + frames
        if self.gauges is not None:
            self._tell(console, rows, whole, self.gauges, begun)

    def _pick_console(self, now: int) -> tuple[Console, Target]:
        """The console to play; a new one takes over once the old one has faded."""
        if self._next is not self._console:
            if self._fade.target[0] != 0.0:
                self._fade.move(np.zeros(1, np.float32), now)
            elif self._fade.rests(now, 1):
                return self._console, self._played
            else:
                self._console = self._next
                self._played = self._console.target
                self._silent_until = now + self._console.buses.limiter.latency_frames
        elif self._fade.target[0] != 1.0 and now >= self._silent_until:
            self._fade.move(np.ones(1, np.float32), now)
        return self._console, self._console.target

    def _tell(self, console: Console, rows: np.ndarray, whole: bool, gauges: Gauges, begun: float) -> None:
        bank, buses = console.bank, console.buses
        if (console, gauges) != self._metered:
            self._metered = console, gauges
            self._levels = make_levels(bank, gauges.shared.arrays, self.rate)
        assert self._levels is not None
        gauges.begin()
        self._levels.note(rows)
        gauges.reductions(bank.reduction_db, float(buses.chains.reduction_db[0]), buses.limiter.reduction_db)
        for strip in bank.faults:
            gauges.tell(STRIP_BROKE, strip, self.frame)
        if not whole:
            gauges.tell(MASTER_BROKE, -1, self.frame)
        gauges.end(rows.shape[1], perf_counter() - begun)

    def _offer_inserts(self, console: Console, mix: Mix) -> None:
        """Build the insert chains that changed; one that cannot be built leaves its slot as it is."""
        for index, strip in enumerate(mix.strips):
            if strip.inserts != console.inserts[index]:
                console.inserts[index] = strip.inserts
                slot = console.bank.slots[index]
                try:
                    if not slot.turn(strip.inserts):
                        console.bank.insert(index, self._make_inserts(strip))
                except InsertError as error:
                    self.complaints.append(f"{strip.name}: {error}")

    def _make_inserts(self, strip: Strip) -> InsertChain | None:
        if not any(not insert.bypass for insert in strip.inserts):
            return None
        return InsertChain(strip.inserts, self.rate, len(strip.inputs), self.longest_block)


def console_shape(mix: Mix) -> tuple:
    """What cannot change without building a new console."""
    buses = (*mix.groups, mix.reverb, mix.delay, *mix.monitors, mix.master)
    lookahead_ms = mix.master.values[-1]
    return describe_layout(mix), tuple(bus.outputs for bus in buses), lookahead_ms
