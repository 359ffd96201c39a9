"""Buses: groups, effect returns, monitors and the master, from the strips' sends to what is heard."""

from __future__ import annotations

import numpy as np

from engine.chains import Chains
from engine.console.params import GAIN_MS, INDEX
from engine.console.state import Insert
from engine.limiter import Limiter
from engine.plugins.inserts import InsertChain
from engine.plugins.slot import Slot
from engine.ramp import Ramp
from engine.strips.bank import StripBank
from engine.tail import make_tail
from engine.target import DELAY, GROUP, MASTER, REVERB, Target

QUIET = 1e-6
"""Below this an effect bus counts as silent."""

QUIET_S = 3.0
"""After so long a silence an effect bus sleeps; longer than the longest delay."""


class Buses:
    """Everything after the strips. `arm` belongs to the control thread, the rest to the audio's."""

    def __init__(self, bank: StripBank, target: Target, rate: int, longest_block: int) -> None:
        self._rate = rate
        self._longest = longest_block
        self._tail = make_tail(bank, target, rate, longest_block)
        self._ceiling = Ramp(target.ceiling, round(GAIN_MS * rate / 1000), longest_block)
        self.chains = Chains("master", target.master_tone, [slice(0, 2)], rate, longest_block)
        lookahead_ms = target.mix.master.values[INDEX["master"]["lookahead_ms"]]
        self.limiter = Limiter(rate, longest_block, 2, lookahead_ms)
        wet = Insert("Reverb", {"wet_level": 1.0, "dry_level": 0.0})
        self._reverb_chain = InsertChain((wet,), rate, 2, longest_block)
        self.effects = {REVERB: Effect(rate, longest_block), DELAY: Effect(rate, longest_block)}
        self.effects[REVERB].slot.offer(self._reverb_chain)
        self._delay_s = -1.0
        self._delay_chain = self._reverb_chain
        self._reverb: tuple[float, ...] = ()
        self._feedback = -1.0
        self.arm(target)
        self._set_effects(target)

    def arm(self, target: Target) -> None:
        """Make ready what a coming target needs. Control thread."""
        self.chains.arm(target.master_tone)
        slot = self.effects[DELAY].slot
        if target.delay_s != self._delay_s and not slot.fading:
            self._delay_s = target.delay_s
            params: dict[str, float | bool | str] = {"feedback": target.feedback, "mix": 1.0}
            params["delay_seconds"] = target.delay_s
            self._delay_chain = InsertChain((Insert("Delay", params),), self._rate, 2, self._longest)
            slot.offer(self._delay_chain)

    def move(self, target: Target, now: int) -> None:
        """Glide to a target from frame `now` on. Audio thread."""
        self._tail.move(target, now)
        self._ceiling.move(target.ceiling, now)
        self.chains.move(target.master_tone, now)
        self._set_effects(target)

    def process(self, rows: np.ndarray, now: int) -> bool:
        """Play the bank's bus rows (BUS_ROWS, frames) to the end, in place; False where they broke."""
        for first, effect in self.effects.items():
            rows[first : first + 2] = effect.process(rows[first : first + 2], now)
        self._tail.add_returns(rows, now)
        self.chains.process(rows, now)
        self._tail.scale_master(rows, now)
        master = rows[MASTER:GROUP]
        master[:] = self.limiter.process(master, self._ceiling_gain(rows.shape[1], now))
        if self._tail.finish(rows, now):
            return True
        rows[:] = 0.0
        self.chains.reset(0)
        self.limiter.reset()
        for effect in self.effects.values():
            effect.slot.reset()
        return False

    def _ceiling_gain(self, frames: int, now: int) -> float | np.ndarray:
        if not self._ceiling.rests(now, 1):
            return float(self._ceiling.target[0])
        return self._ceiling.gain(np.ones((1, frames), np.float32), now)[0]

    def _set_effects(self, target: Target) -> None:
        """Settings that the effects smooth for themselves."""
        if target.reverb != self._reverb:
            self._reverb = target.reverb
            plugin = self._reverb_chain.plugins[0]
            for name, value in zip(("room_size", "damping", "width"), target.reverb, strict=True):
                setattr(plugin, name, value)
        if target.feedback != self._feedback:
            self._feedback = target.feedback
            setattr(self._delay_chain.plugins[0], "feedback", target.feedback)  # noqa: B010


class Effect:
    """One effect bus, which sleeps while there is nothing to hear."""

    def __init__(self, rate: int, longest_block: int) -> None:
        self.slot = Slot(rate, 2, longest_block, fade_input=True)
        self._sleep_after = round(QUIET_S * rate)
        self._quiet_frames = self._sleep_after

    def process(self, audio: np.ndarray, now: int) -> np.ndarray:
        """Sends (2, frames) to the wet sound (2, frames). Audio thread."""
        loud = np.abs(audio).max() > QUIET
        if not loud and self._quiet_frames >= self._sleep_after and not self.slot.fading:
            return np.zeros_like(audio)
        wet = self.slot.process(audio, now)
        if loud or np.abs(wet).max() > QUIET:
            self._quiet_frames = 0
        else:
            self._quiet_frames += audio.shape[1]
        return wet
