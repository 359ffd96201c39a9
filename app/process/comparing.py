"""Comparing: measures what is heard, and turns what is listened to until it is as loud as what counts."""

from __future__ import annotations

import numpy as np

from app.desk.desk import Desk
from app.desk.listening import MIND, MIX, Candidate, Listening
from app.process.matching import Matching, find_shares
from engine.console.moves import Move, Source
from engine.console.session import Session
from engine.console.state import Mix
from engine.gauges import Gauges
from engine.loudness import SILENCE_LUFS, lufs_to_energy

NOTE_S = 0.1
LONGEST_S = 0.5
"""A desk that was busy for longer heard nothing meanwhile."""

SWITCHED_S, TRIMMED_S = 1.0, 0.6
"""So long after a switch and after a new trim the meters still speak of what was before."""

TRIM_S, TRIM_DB = 0.5, 0.1
"""How often, and from which error on, the trim is mended while something is listened to."""

CALM_S, CALM_DB = 6.0, 0.4
"""After so long it is left alone up to a larger error, so that it does not wander with the music."""

LIMITED_DB = 1.0
"""Where the limiter takes more, what is measured says nothing of the mix."""

TRIES = 20

FORETOLD = frozenset({"trim_db", "fader_db", "pan", "mute", "solo", "safe", "group", "polarity"})
"""What a forecast knows of; everything else must be measured."""


class Comparing:
    """Belongs to the desk process; time is told."""

    def __init__(self) -> None:
        self._matching = Matching()
        self._begun = False
        self._noted = self._trimmed = self._switched = self._believed = 0.0
        self._heard = MIX
        self._known: dict[str, tuple[Session, dict[str, Candidate], Mix, np.ndarray]] = {}

    def show(self, desk: Desk) -> Listening:
        """What surfaces are told."""
        measured = all(self._matching.is_measured(item) for item in (MIX, desk.listened))
        return Listening(desk.listened, desk.trim_db, measured and desk.listened != MIX, desk.slots)

    def listen(self, desk: Desk, item: str, gauges: Gauges | None, now: float) -> list[Move]:
        """Hear something else, or the mix that counts; what changes in what is played."""
        desk.find_mix(item)
        self._begun = True
        mended = self._measure(desk, gauges, now, item)
        self._trimmed = now
        return [*mended, *desk.listen(item, self._matching.find_trim(item, MIX))]

    def heed(self, changes: list[Move], now: float) -> None:
        """The mix that counts changes; where people changed its tone, it has to be measured anew."""
        if any(move.source is not Source.MODEL and move.param not in FORETOLD for move in changes):
            self._matching.forget(MIX)
            self._believed = now + SWITCHED_S

    def note(self, desk: Desk, gauges: Gauges | None, now: float) -> list[Move]:
        """Measure, now and then; what changes in what is played."""
        return self._measure(desk, gauges, now, MIX) if now - self._noted >= NOTE_S else []

    def _measure(self, desk: Desk, gauges: Gauges | None, now: float, wanted: str) -> list[Move]:
        if gauges is None:
            return []
        seconds = min(LONGEST_S, now - self._noted)
        self._noted = now
        if desk.listened != self._heard:
            self._heard, self._switched, self._believed = desk.listened, now, now + SWITCHED_S
        try:
            levels = gauges.shared.read("strip_in_rms", "loudness_lufs", "master_reduction_db", tries=TRIES)
        except TimeoutError:
            return []
        items = {MIX, desk.listened, wanted, *desk.slots} if self._begun else {MIX}
        brought = np.square(levels["strip_in_rms"], dtype=np.float64)
        forecasts = {}
        for item in items:
            shares = self._find_shares(desk, item)
            forecasts[item] = float(shares @ brought[: len(shares)])
        self._matching.note(forecasts, seconds, desk.listened, self._find_energy(desk, levels, now))
        return self._mend(desk, now)

    def _find_energy(self, desk: Desk, levels: dict[str, np.ndarray], now: float) -> float | None:
        """The power that was measured, the trim taken off; None where it cannot be believed."""
        momentary = float(levels["loudness_lufs"][0])
        limited = abs(float(levels["master_reduction_db"][1])) > LIMITED_DB and desk.trim_db > 0.0
        if now < self._believed or momentary <= SILENCE_LUFS or limited:
            return None
        return lufs_to_energy(momentary - desk.trim_db)

    def _mend(self, desk: Desk, now: float) -> list[Move]:
        if desk.listened == MIX or now - self._trimmed < TRIM_S:
            return []
        trim_db = self._matching.find_trim(desk.listened, MIX)
        calm = now - self._switched > CALM_S
        if abs(trim_db - desk.trim_db) < (CALM_DB if calm else TRIM_DB):
            return []
        self._trimmed, self._believed = now, max(self._believed, now + TRIMMED_S)
        return desk.set_trim(trim_db)

    def _find_shares(self, desk: Desk, item: str) -> np.ndarray:
        """(strips,) what a mix lets through; one that has become another was not measured."""
        known = self._known.get(item)
        if known is not None and known[0] is desk.session and known[1] is desk.candidates:
            return known[3]
        mix = desk.find_mix(item)
        if known is not None and known[2] == mix:
            shares = known[3]
        else:
            shares = find_shares(mix)
            if item not in (MIX, MIND):
                self._matching.forget(item)
        self._known[item] = (desk.session, desk.candidates, mix, shares)
        return shares
