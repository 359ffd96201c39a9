"""FusedBank: all strips of a block in one call of the compiled core. It sounds like the chains."""

from __future__ import annotations

import ctypes

import numpy as np

from engine.console.params import FILTER_MS, GAIN_MS, INDEX, PARAMS
from engine.plugins.inserts import InsertChain
from engine.plugins.slot import Slot
from engine.ramp import Ramp
from engine.roster import Roster
from engine.strips.core import Core
from engine.strips.layout import BankStruct, Glides, address, aligned, round_up
from engine.strips.rows import row_inputs, strip_rows
from engine.strips.ways import FUSED, SPLIT
from engine.target import BUS_ROWS, Target
from engine.tone import CELLS, GLIDE_MS, STAGES, Tone

_SLOW = np.flatnonzero(GLIDE_MS["strip"] == FILTER_MS)
_FAST = np.flatnonzero(GLIDE_MS["strip"] != FILTER_MS)
_FAST_MS = PARAMS["strip"][INDEX["strip"]["comp_threshold_db"]].smooth_ms


class FusedBank:
    """Channel strips whose rows fill the lanes of vectors; where inserts play, sends are a second call."""

    def __init__(self, core: Core, target: Target, inputs: int, rate: int, longest_block: int) -> None:
        self.slices = strip_rows(target.mix)
        self.slots = [Slot(rate, part.stop - part.start, longest_block) for part in self.slices]
        self._inserted: tuple[int, ...] = ()
        self.faults: list[int] = []
        self.roster = Roster("strip", len(self.slices), rate)
        self.roster.arm(target.tone)
        self._needs = self.roster.needs
        self.core = core
        bank = self._bank = BankStruct()
        self._kept: list[np.ndarray] = []
        strips, rows = len(self.slices), self.slices[-1].stop
        groups = -(-rows // core.lanes)
        longest = round_up(longest_block)
        bank.rows, bank.strips, bank.buses, bank.longest = rows, strips, BUS_ROWS, longest
        bank.rate = rate
        starts = np.array([part.start for part in self.slices], np.int64)
        widths = np.array([part.stop - part.start for part in self.slices], np.int64)
        self._keep("take", row_inputs(target.mix, inputs))
        self._keep("owner", np.repeat(np.arange(strips), widths))
        self._keep("first", starts)
        self._keep("width", widths)
        self._keep("groups", aligned((groups * core.group_bytes,), np.uint8))
        self._keep("filter_cells", _SLOW)
        self._keep("dynamics_cells", _FAST)
        self._keep("logs", np.array([cell.log for cell in CELLS["strip"]], np.int64))
        self._rest = self._keep("rest", target.tone.values.astype(np.float32, order="C"))
        self._keep("on", np.zeros((strips, len(STAGES)), np.uint8))
        self._moving = self._keep("moving", np.ones(strips, np.uint8))
        self._wanted = self._keep("wanted", self._needs.astype(np.uint8))
        self._after = self._keep("after", aligned((rows, longest), np.float32))
        self.out = self._keep("out", aligned((BUS_ROWS, longest), np.float32))
        """(BUS_ROWS, at least as long as the longest block) where the bus rows of every block lie."""
        self._peaks = self._keep("peaks", np.zeros((2, rows), np.float32))
        self._squares = self._keep("squares", np.zeros((2, rows), np.float32))
        self.reduction_db = self._keep("reduction_db", np.zeros(strips, np.float32))
        self._faults = self._keep("faults", np.zeros(strips, np.uint8))
        self._keep("silence", aligned((longest,), np.float32))
        self._keep("sources", np.zeros(rows, np.int64))
        self._keep("energies", aligned((groups, 2, core.lanes), np.float32))
        bank.dirty, bank.segment = 1, -1
        glide = round(GAIN_MS * rate / 1000)

        def ramp(name: str, values: np.ndarray, frames: int) -> Glides:
            return Glides(getattr(bank, name), values, frames, longest_block)

        self._trim = ramp("trim", target.trim, glide)
        self._makeup = ramp("makeup", target.makeup, glide)
        self._sends = ramp("sends", target.sends.T, glide)
        self._filters = ramp("filters", target.tone.scaled[:, _SLOW], round(FILTER_MS * rate / 1000))
        self._dynamics = ramp("dynamics", target.tone.scaled[:, _FAST], round(_FAST_MS * rate / 1000))
        self._fader = Ramp(target.fader, glide, longest_block)
        self.fader = target.fader.copy()
        """(rows,) where the faders go."""
        self.where = ctypes.addressof(bank)
        self.after = self._after[:, :0]

    def arm(self, target: Target) -> None:
        """Have the stages in that a coming target needs. Control thread."""
        self.roster.arm(target.tone)

    def tidy(self, tone: Tone, now: int, quiet: np.ndarray) -> None:
        """Take out stages that have come to rest. Control thread."""
        self.roster.tidy(tone, now, quiet)

    def insert(self, strip: int, chain: InsertChain | None) -> None:
        """Have a strip fade to an insert chain that is ready, or to none. Control thread."""
        self.slots[strip].offer(chain)
        self._inserted = tuple(sorted({*self._inserted, strip}))

    def ways(self) -> tuple[str, ...]:
        """Which of WAYS each strip takes. Control thread."""
        return tuple(SPLIT if slot.busy else FUSED for slot in self.slots)

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on. Audio thread."""
        self._trim.move(target.trim, now)
        self._makeup.move(target.makeup, now)
        self._fader.move(target.fader, now)
        np.copyto(self.fader, target.fader)
        self._sends.move(target.sends.T, now)
        scaled = target.tone.scaled
        for ramp, columns in ((self._filters, _SLOW), (self._dynamics, _FAST)):
            if ramp.move(scaled[:, columns], now):
                np.copyto(self._rest, target.tone.values, casting="same_kind")
                self._moving |= ramp.ramp.mask().any(axis=1)
                self._bank.dirty = 1

    def process(self, block: np.ndarray, now: int) -> np.ndarray:
        """Device inputs (inputs, frames) to bus rows (BUS_ROWS, frames). Audio thread."""
        frames = block.shape[1]
        if block.dtype != np.float32 or block.strides[1] != 4 or block.strides[0] % 4:
            block = np.ascontiguousarray(block, np.float32)
        needs = self.roster.needs
        if needs is not self._needs:
            self._needs = needs
            np.copyto(self._wanted, needs)
            self._bank.dirty = 1
        busy = [index for index in self._inserted if self.slots[index].busy]
        where, stride = address(block), block.strides[0] // 4
        self.after = self._after[:, :frames]
        if busy:
            broken = self.core.play(self.where, where, stride, frames, now)
            self._note_faults(broken)
            for index in busy:
                part = self.slices[index]
                self.after[part] = self.slots[index].process(self.after[part], now)
            self._note_faults(broken + self.core.send(self.where, frames, now))
        else:
            self._note_faults(self.core.block(self.where, where, stride, frames, now))
        return self.out[:, :frames]

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Peaks and mean squares (2, rows) of the last block: before the trims, and after the faders."""
        gains = np.ones_like(self._peaks)
        gains[1] = self.fader
        return self._peaks * gains, self._squares * gains * gains

    def post_fader(self, now: int) -> np.ndarray:
        """(rows, frames) of the block that began at `now`, after its faders and before its pans."""
        return self._fader.gain(self.after, now)

    def _note_faults(self, broken: int) -> None:
        """Note which strips the core silenced, and have their inserts forget."""
        self.faults = np.flatnonzero(self._faults).tolist() if broken else []
        for index in self.faults:
            self.slots[index].reset()

    def _keep(self, field: str, array: np.ndarray) -> np.ndarray:
        """Have the core use an array, which lives as long as the bank."""
        setattr(self._bank, field, address(array))
        self._kept.append(array)
        return array
