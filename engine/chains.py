"""Chains: each strip's pedalboard chain (high-pass, EQ, gate, compressor), which glides without a sound.

A stereo strip has one chain for each side, with the same settings: pedalboard's effects of these kinds do
not couple channels, and mono audio may be cut into pieces of any length.
"""

from __future__ import annotations

from math import log10
from typing import NamedTuple

import numpy as np
import pedalboard

from engine.console.params import BANDS, Kind
from engine.ramp import Ramp
from engine.roster import Roster
from engine.tone import CELLS, DYNAMICS, GLIDE_MS, STAGES, Tone, unscale

STEP_FRAMES = ((4, 8), (8, 16), (16, 32), (10**9, 64))
"""(chains moving at most, frames between two steps of a glide): a few move finely, all at once coarsely."""

METER_EVERY = 16
"""Gain reduction is measured in one block of so many, by splitting the chain in two."""

_TINY = 1e-12


class Boards(NamedTuple):
    """One row's pedalboards over the same plugins: whole, and split before the dynamics for metering."""

    row: int

    whole: pedalboard.Pedalboard
    front: pedalboard.Pedalboard | None = None
    dynamics: pedalboard.Pedalboard | None = None


class Chains:
    """The chains of several places. `arm` and `tidy` belong to the control thread, the rest to audio's."""

    def __init__(self, kind: Kind, tone: Tone, rows: list[slice], rate: int, longest_block: int) -> None:
        self.kind: Kind = kind
        self.rows = rows
        self.rate = rate
        self.reduction_db = np.zeros(len(rows), np.float32)
        self._cells = CELLS[kind]
        self._plugins = [[_make_stages() for _ in range(part.stop - part.start)] for part in rows]
        self._silence = np.zeros(longest_block, np.float32)
        self._roster = Roster(kind, len(rows), rate)
        self._boards: list[tuple[Boards, ...]] = [()] * len(rows)
        lengths = np.unique(GLIDE_MS[kind])
        self._columns = [np.flatnonzero(GLIDE_MS[kind] == length) for length in lengths]
        self._ramps = [
            Ramp(tone.scaled[:, columns], round(length * rate / 1000), longest_block)
            for columns, length in zip(self._columns, lengths, strict=True)
        ]
        self._moving: set[int] = set()
        self._moving_cells: list[list[tuple[int, list[pedalboard.Plugin], str]]] = []
        self._step_at = 0
        self._blocks = 0
        values = tone.values
        for column, cell in enumerate(self._cells):
            for chain in range(len(rows)):
                for plugin in self._stage(chain, cell.stage):
                    setattr(plugin, cell.attribute, float(values[chain, column]))
        self.arm(tone)

    def arm(self, tone: Tone) -> None:
        """Bring in the stages that a coming tone needs, still without effect. Control thread."""
        missing = self._roster.arm(tone)
        for chain, stage in missing:
            self._prime(chain, stage)
        self._rebuild(missing)

    def tidy(self, tone: Tone, now: int, quiet: np.ndarray) -> None:
        """Take out stages that have come to rest; a high-pass waits for a quiet input. Control thread."""
        self._rebuild(self._roster.tidy(tone, now, quiet))

    def move(self, tone: Tone, now: int) -> None:
        """Glide to a tone. Audio thread."""
        for ramp, columns in zip(self._ramps, self._columns, strict=True):
            ramp.move(tone.scaled[:, columns], now)
        self._find_moving()

    def process(self, audio: np.ndarray, now: int) -> None:
        """Play audio (rows, frames) through the chains, in place. Audio thread."""
        self._blocks += 1
        stepped = frozenset(self._moving)
        if stepped:
            self._glide(audio, now, stepped)
        for chain, sides in enumerate(self._boards):
            if chain in stepped:
                continue
            for boards in sides:
                if boards.dynamics is not None and (self._blocks + chain) % METER_EVERY == 0:
                    self._measure(chain, boards, audio)
                else:
                    row = boards.row
                    audio[row] = boards.whole.process(audio[row], self.rate, reset=False)

    def reset(self, chain: int) -> None:
        """Forget a chain's past, after something poisoned it. Audio thread."""
        for boards in self._boards[chain]:
            boards.whole.reset()
            boards.whole.process(self._silence, self.rate, reset=False)

    def _glide(self, audio: np.ndarray, now: int, stepped: frozenset[int]) -> None:
        """Play moving chains in steps that fall on absolute frames, however time is cut into blocks."""
        start, end = now, now + audio.shape[1]
        while start < end:
            if start >= self._step_at:
                self._step(start)
            stop = min(end, self._step_at)
            piece = slice(start - now, stop - now)
            for chain in stepped:
                for boards in self._boards[chain]:
                    row = boards.row
                    audio[row, piece] = boards.whole.process(audio[row, piece], self.rate, reset=False)
            start = stop

    def _step(self, now: int) -> None:
        """Set every moving parameter to its value in the middle of the step that begins now."""
        active = sum(bool(self._boards[chain]) for chain in self._moving)
        step = next(frames for most, frames in STEP_FRAMES if active <= most)
        step *= max(1, round(self.rate / 48000))
        begin = now - now % step
        self._step_at = begin + step
        ended = False
        for ramp, columns, cells in zip(self._ramps, self._columns, self._moving_cells, strict=True):
            if cells:
                values = unscale(self.kind, ramp.at(begin + step // 2), columns).ravel().tolist()
                for where, plugins, attribute in cells:
                    for plugin in plugins:
                        setattr(plugin, attribute, values[where])
                ended |= ramp.forget(begin)
        if ended:
            self._find_moving()

    def _find_moving(self) -> None:
        """Note which cells glide now; a glide that just ended was set to its end in the step before."""
        self._moving = set()
        self._moving_cells = []
        for ramp, columns in zip(self._ramps, self._columns, strict=True):
            found = []
            for chain, column in np.argwhere(ramp.mask()).tolist():
                cell = self._cells[columns[column]]
                found.append((chain * len(columns) + column, self._stage(chain, cell.stage), cell.attribute))
                self._moving.add(chain)
            self._moving_cells.append(found)

    def _measure(self, chain: int, boards: Boards, audio: np.ndarray) -> None:
        """Play one row in two halves and note what the dynamics took away."""
        assert boards.front is not None and boards.dynamics is not None
        before = boards.front.process(audio[boards.row], self.rate, reset=False)
        after = boards.dynamics.process(before, self.rate, reset=False)
        energy = float(np.vdot(before, before))
        drop = 10.0 * log10(max(energy, _TINY) / max(float(np.vdot(after, after)), _TINY))
        self.reduction_db[chain] = max(0.0, drop)
        audio[boards.row] = after

    def _stage(self, chain: int, stage: int) -> list[pedalboard.Plugin]:
        """All plugins of a chain's stage, on both sides."""
        return [plugin for side in self._plugins[chain] for plugin in side[stage]]

    def _rebuild(self, changed: list[tuple[int, int]]) -> None:
        """Publish the boards of every (chain, stage) that came or went."""
        for chain in {chain for chain, _ in changed}:
            self._publish(chain)

    def _publish(self, chain: int) -> None:
        """Publish the boards of a chain's needed stages."""
        needed = np.flatnonzero(self._roster.needs[chain]).tolist()
        dynamics = [stage for stage in needed if STAGES[stage] in DYNAMICS]
        front = [stage for stage in needed if stage not in dynamics]
        if not dynamics:
            self.reduction_db[chain] = 0.0
        made = []
        for side, stages in enumerate(self._plugins[chain]) if needed else ():
            halves = (_join(stages, front), _join(stages, dynamics)) if dynamics else (None, None)
            made.append(Boards(self.rows[chain].start + side, _join(stages, needed), *halves))
        self._boards[chain] = tuple(made)

    def _prime(self, chain: int, stage: int) -> None:
        """Make a stage ready and silent: the longest block first, or a later one would reset it."""
        for plugin in self._stage(chain, stage):
            plugin.reset()
            plugin.process(self._silence, self.rate, reset=False)


def _join(stages: tuple[list[pedalboard.Plugin], ...], wanted: list[int]) -> pedalboard.Pedalboard:
    return pedalboard.Pedalboard([plugin for stage in wanted for plugin in stages[stage]])


def _make_stages() -> tuple[list[pedalboard.Plugin], ...]:
    """The plugins of every stage of one row, as in STAGES; two high-passes make 12 dB an octave."""
    stages: list[list[pedalboard.Plugin]] = [[pedalboard.HighpassFilter(), pedalboard.HighpassFilter()]]
    stages.append([pedalboard.LowShelfFilter()])
    for _ in range(BANDS - 2):
        stages.append([pedalboard.PeakFilter()])
    stages.append([pedalboard.HighShelfFilter()])
    stages.append([pedalboard.NoiseGate()])
    stages.append([pedalboard.Compressor()])
    return tuple(stages)
