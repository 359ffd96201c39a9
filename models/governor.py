"""Governor: what keeps a mind safe on a live stage. It knows no clock but the frames it is told."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from engine.console.moves import Hold, Holds, Move, Source
from engine.console.params import INDEX
from engine.console.state import Mix
from models.authority import find_authority, list_controls
from models.decode import strip_places
from models.messages import Heard
from models.predictor import Prediction
from models.scale import Scale

MOST_TOTAL_BOOST_DB = 24.0
"""What all strips' faders and make-up gains over 0 dB may come to together."""

SILENT_DB = -60.0
DOUBT = 0.25
"""A mind less sure than this of a strip does not move it; a surer one moves it the faster."""

GLIDE = 0.5
"""The share of its speed at which a parameter goes back to the mind after a hand let go."""

FALL = 2.0
"""A level is taken back so many times as fast as it is given."""

ARRIVED = 0.25
"""The share of its deadband within which a parameter under way comes to rest."""


class State(NamedTuple):
    """What a governor remembers of C controls between steps; a value, never changed in place."""

    wanted: np.ndarray
    """(C,) where the mind wants them, as positions; NaN where it wants nothing."""
    sure: np.ndarray
    """(C,) how sure it is, 0 to 1."""
    moving: np.ndarray
    """(C,) bool, under way."""
    held: np.ndarray
    """(C,) bool, in a person's hand at the last step."""
    gliding: np.ndarray
    """(C,) bool, on the way back from a hand that let go."""
    shown: np.ndarray
    """(C,) positions last suggested; NaN where nothing was."""


class Governor:
    """The bounds of a mix of so many strips: tables only. `wish` and `step` lead from one State to the next.

    A control is one parameter of one place, and all is reckoned in its positions on the Scale.
    """

    def __init__(self, strips: int) -> None:
        self._strips = strips
        strip, master = list_controls()
        self._columns = [INDEX["strip"][row.name] for row in strip]
        self._master_columns = [INDEX["master"][row.name] for row in master]
        places = strip_places(strips)
        self.controls = [(place, row.name) for place in places for row in strip]
        self.controls += [("master", row.name) for row in master]
        self._at = {control: index for index, control in enumerate(self.controls)}
        self._rows = {"master": slice(strips * len(strip), len(self.controls))}
        self._rows |= {p: slice(i * len(strip), (i + 1) * len(strip)) for i, p in enumerate(places)}
        rows = [*strip * strips, *master]
        reach = [find_authority(row.name) for row in rows]
        self._scale = Scale(rows)
        self._low = self._scale.to_positions(np.array([row.low for row in reach]))
        self._high = self._scale.to_positions(np.array([row.high for row in reach]))
        self._per_s = np.array([row.per_s for row in reach])
        self._deadband = np.array([row.deadband for row in reach])
        self._louder = np.array([row.louder for row in reach])
        self._fall = np.array([FALL if row.taper == "fader" else 1.0 for row in rows])
        self._strip = np.array([i for i in range(strips) for _ in strip] + [-1] * len(master), np.intp)
        names = [row.name for row in strip]
        first = len(strip) * np.arange(strips)
        self._fader, self._makeup = first + names.index("fader_db"), first + names.index("comp_makeup_db")
        self._gate, self._gate_ratio = (
            first + names.index("gate_threshold_db"),
            first + names.index("gate_ratio"),
        )

    def start(self) -> State:
        """Nothing wanted, nothing under way."""
        count = len(self.controls)
        nothing, no = np.full(count, np.nan), np.zeros(count, bool)
        return State(nothing, np.ones(count), no, no, no, nothing)

    def wish(self, state: State, prediction: Prediction) -> State:
        """Remember what a mind wants; what it does not name it wants as before."""
        values = [nan] * len(self.controls)
        for move in prediction.moves:
            index = self._at.get((move.place, move.param))
            if index is not None:
                values[index] = move.value
        new = np.array(values)
        named = np.isfinite(new)
        wanted = np.where(named, self._scale.to_positions(np.where(named, new, 1.0)), state.wanted)
        sure = state.sure.copy()
        for place, confidence in prediction.confidence.items():
            if place in self._rows:
                sure[self._rows[place]] = confidence
        each = sure.tolist()
        for place, row in prediction.param_confidence.items():
            for param, confidence in row.items():
                index = self._at.get((place, param))
                if index is not None:
                    each[index] = confidence
        return state._replace(wanted=wanted, sure=np.minimum(np.fmax(each, 0.0), 1.0))

    def step(
        self, state: State, heard: Heard, level_db: np.ndarray, elapsed_s: float
    ) -> tuple[State, tuple[Move, ...]]:
        """The moves of the next step; `level_db` (strips,) is how loud each strip is now, after its trim.

        In mode `suggest` they are all that the mind would move and where to, and are not to be made.
        """
        held = self._find_held(heard.holds)
        hand, now = self._read(heard.hand), self._read(heard.auto)
        now = np.where(held, hand, now)
        there = self._bound(state, now, hand, held, heard.attenuate_only)
        away = there - now
        gliding = (state.gliding | (state.held & ~held)) & (np.abs(away) >= self._deadband)
        rest = state._replace(
            held=held, gliding=gliding, moving=np.zeros_like(held), shown=np.full_like(now, np.nan)
        )
        if heard.mode == "freeze":
            return rest, ()
        if heard.mode == "suggest":
            return self._suggest(state, rest, away, there)
        moving = np.abs(away) >= np.where(state.moving, ARRIVED, 1.0) * self._deadband
        most = self._per_s * state.sure * np.where(gliding, GLIDE, 1.0) * elapsed_s
        fall = most * np.where(gliding, 1.0, self._fall)
        change = np.where(moving, np.clip(away, -fall, most), 0.0)
        quiet = level_db < np.where(
            now[self._gate_ratio] > 0.0, np.maximum(SILENT_DB, now[self._gate]), SILENT_DB
        )
        forbidden = heard.attenuate_only & (now > hand)
        asleep = np.append(quiet, False)[self._strip] & self._louder & ~forbidden
        change = np.where(asleep, 0.0, change)
        change = self._cap_rises(now, change)
        return rest._replace(moving=moving), self._speak(now + change, np.abs(change) > 1e-9)

    def settle(self, state: State, heard: Heard) -> tuple[Move, ...]:
        """All that is wanted at once, with every bound but those of time."""
        held = self._find_held(heard.holds)
        hand = self._read(heard.hand)
        now = np.where(held, hand, self._read(heard.auto))
        there = self._bound(state, now, hand, held, heard.attenuate_only)
        there = now + self._cap_rises(now, there - now)
        return self._speak(there, np.abs(there - now) > 1e-9)

    def _bound(
        self, state: State, now: np.ndarray, hand: np.ndarray, held: np.ndarray, attenuate_only: bool
    ) -> np.ndarray:
        """(C,) the positions to go for: in range, within the total boost, under the hand's if asked."""
        free = ~held & ~np.isnan(state.wanted) & (state.sure >= DOUBT)
        there = np.where(free, np.clip(state.wanted, self._low, self._high), now)
        if attenuate_only:
            there = np.where(self._louder & ~held, np.minimum(there, hand), there)
        boost = np.maximum(0.0, there[self._fader] + there[self._makeup])
        free = free[self._fader]
        room = max(0.0, MOST_TOTAL_BOOST_DB - boost[~free].sum())
        if boost[free].sum() > room:
            there[self._fader[free]] -= boost[free] * (1.0 - room / boost[free].sum())
        return there

    def _cap_rises(self, now: np.ndarray, change: np.ndarray) -> np.ndarray:
        """(C,) the change with no rise that would lead over the total boost."""

        def total(share: float) -> float:
            after = now + np.minimum(change, 0.0) + share * np.maximum(change, 0.0)
            return float(np.maximum(0.0, after[self._fader] + after[self._makeup]).sum())

        if total(1.0) <= MOST_TOTAL_BOOST_DB:
            return change
        low, high = 0.0, 1.0
        for _ in range(30):
            middle = (low + high) / 2.0
            low, high = (middle, high) if total(middle) <= MOST_TOTAL_BOOST_DB else (low, middle)
        capped = change.copy()
        for column in (self._fader, self._makeup):
            capped[column] = np.minimum(change[column], 0.0) + low * np.maximum(change[column], 0.0)
        return capped

    def _suggest(
        self, state: State, rest: State, away: np.ndarray, there: np.ndarray
    ) -> tuple[State, tuple[Move, ...]]:
        """All that is worth a move; what was shown before stays as it was until it differs enough."""
        before = ~np.isnan(state.shown)
        worth = np.abs(away) >= np.where(before, ARRIVED, 1.0) * self._deadband
        fresh = ~(np.abs(there - state.shown) < self._deadband)
        shown = np.where(worth, np.where(fresh, there, state.shown), np.nan)
        return rest._replace(shown=shown), self._speak(shown, worth)

    def _read(self, mix: Mix) -> np.ndarray:
        """(C,) the positions of all controls of a mix."""
        strips = np.array([strip.values for strip in mix.strips]).reshape(self._strips, len(INDEX["strip"]))
        master = np.array(mix.master.values)[self._master_columns]
        return self._scale.to_positions(np.concatenate((strips[:, self._columns].ravel(), master)))

    def _speak(self, positions: np.ndarray, chosen: np.ndarray) -> tuple[Move, ...]:
        values = self._scale.to_values(positions)
        return tuple(
            Move(*self.controls[index], float(values[index]), Source.MODEL)
            for index in np.flatnonzero(chosen)
        )

    def _find_held(self, holds: Holds) -> np.ndarray:
        held = np.zeros(len(self.controls), bool)
        for place, row in holds.items():
            for param, hold in row.items():
                index = self._at.get((place, param))
                if index is not None and hold is not Hold.AUTO:
                    held[index] = True
        return held
