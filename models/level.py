"""Level: the honest baseline. Every track that plays comes to the same loudness; nothing else is touched."""

from __future__ import annotations

import numpy as np

from engine.console.params import INDEX
from engine.console.state import Mix
from models.authority import find_authority
from models.decode import decode_moves, strip_places
from models.governor import MOST_TOTAL_BOOST_DB
from models.loudness import BLOCK_S, SILENCE_LUFS, LoudnessMeter
from models.predictor import Prediction, TrackInfo

MIX_LUFS = -20.0
"""What all tracks together should reach, if they had nothing in common."""

ACTIVE_LUFS = -50.0
"""Live, a track under this does not play: louder may come, and this may be hiss and its neighbours."""

ACTIVE_LU = 20.0
"""Nor does one that is so far under its own usual loudness; one so far over it has only now begun."""

PAUSE_LU = 10.0
"""Nor one that has just become so much softer than its last seconds: it pauses, or dies away."""

FOLLOW_S = 8.0
"""How slowly the usual loudness follows; the first moments count in full."""

ONSET_S = 0.3
"""How long after a beginning the momentary loudness still counts the silence before it."""

TRUST_S = 3.0
"""How long a track must have played before it is wholly believed."""


class Level:
    """A mind that knows loudness only: of inputs and trims, not of what the effects make of them."""

    name = "level"
    hop_s = BLOCK_S

    def start(self, tracks: tuple[TrackInfo, ...], rate: int) -> None:
        """Begin anew with these tracks."""
        self._meter = LoudnessMeter(tuple(track.channels for track in tracks), rate)
        self._usual = np.full(len(tracks), SILENCE_LUFS)
        self._played_s = np.zeros(len(tracks))

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames)."""
        self._meter.feed(block)

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames); the faders that make everything that plays equally loud."""
        self.hear(block)
        trims = _column(mix, "trim_db")
        playing = self._follow(trims)
        if not playing.any():
            return None
        counted = (self._played_s > 0.0) & (_column(mix, "mute") == 0.0)
        return _decide(
            self._usual + trims, playing, counted, np.minimum(1.0, self._played_s / TRUST_S), at_frame
        )

    def settled(self, mix: Mix) -> Prediction:
        """The faders for the gated loudness of everything heard."""
        loud = self._meter.integrated()
        heard = loud > SILENCE_LUFS
        trims = _column(mix, "trim_db")
        return _decide(loud + trims, heard, heard & (_column(mix, "mute") == 0.0), np.ones(len(loud)), 0)

    def _follow(self, trims: np.ndarray) -> np.ndarray:
        """Bring the usual loudnesses up to this moment; (tracks,) which of them play."""
        momentary, short = self._meter.momentary(), self._meter.short_term()
        playing = (momentary + trims > ACTIVE_LUFS) & (momentary > short - PAUSE_LU)
        self._played_s[playing & (momentary > self._usual + ACTIVE_LU)] = 0.0
        playing &= (self._played_s == 0.0) | (momentary > self._usual - ACTIVE_LU)
        self._played_s[playing] += self.hop_s
        share = self.hop_s / np.clip(self._played_s - ONSET_S, self.hop_s, FOLLOW_S)
        usual = 10.0 ** (self._usual / 10.0)
        usual += share * (10.0 ** (momentary / 10.0) - usual)
        self._usual[playing] = 10.0 * np.log10(usual[playing])
        return playing


def _decide(
    loud: np.ndarray, moved: np.ndarray, counted: np.ndarray, sure: np.ndarray, at_frame: int
) -> Prediction:
    """Bring the moved of the tracks, so loud in LUFS (tracks,), to what all that count can share."""
    if not moved.any():
        return Prediction(at_frame=at_frame)
    target = choose_target(loud[counted if counted.any() else moved])
    wanted = np.where(moved, target - loud, np.nan)
    places = strip_places(len(loud))
    because = {places[index]: _explain(float(loud[index]), target) for index in np.flatnonzero(moved)}
    confidence = {places[index]: float(sure[index]) for index in np.flatnonzero(moved)}
    return Prediction(decode_moves(wanted[:, None], ("fader_db",), places), because, confidence, at_frame)


def _explain(loud: float, target: float) -> str:
    reach = find_authority("fader_db")
    lacks = target - loud
    side = "under" if lacks > 0.0 else "over"
    where = "at" if abs(lacks) < 0.05 else f"{abs(lacks):.1f} LU {side}"
    moved_db = min(max(lacks, reach.low), reach.high) if where != "at" else 0.0
    return f"{moved_db:+.1f} dB: {where} the common loudness ({loud:.1f} LUFS, target {target:.1f})"


def choose_target(loud: np.ndarray) -> float:
    """The loudness (LUFS) that all tracks can share: as loud as the mix may be and the boost allows."""
    most_db = find_authority("fader_db").high

    def boost(target: float) -> float:
        return float(np.clip(target - loud, 0.0, most_db).sum())

    high = MIX_LUFS - 10.0 * float(np.log10(len(loud)))
    if boost(high) <= MOST_TOTAL_BOOST_DB:
        return high
    low = float(loud.min())
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if boost(middle) <= MOST_TOTAL_BOOST_DB else (low, middle)
    return low


def _column(mix: Mix, name: str) -> np.ndarray:
    return np.array([strip.values[INDEX["strip"][name]] for strip in mix.strips])
