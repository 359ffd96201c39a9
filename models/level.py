"""Level: the honest baseline. Every track that plays comes to the same loudness; nothing else is touched."""

from __future__ import annotations

import numpy as np

from engine.console.state import Mix
from models.authority import find_authority
from models.decode import decode_moves, strip_places
from models.governor import MOST_TOTAL_BOOST_DB
from models.loudness import BLOCK_S, SILENCE_LUFS, LoudnessMeter
from models.predictor import Prediction, TrackInfo, read_strips
from models.role_finder import RoleFinder
from models.usual import Usual

MIX_LUFS = -20.0
"""What all tracks together should reach, if they had nothing in common."""

FOLLOW_S = 8.0
"""How slowly the usual loudness follows; the first moments count in full."""

TRUST_S = 3.0
"""How long a track must have played before it is wholly believed."""


class Level:
    """A mind that knows loudness only: of inputs and trims, not of what the effects make of them."""

    name = "level"
    hop_s = BLOCK_S

    def start(self, tracks: tuple[TrackInfo, ...], rate: int, roles: RoleFinder | None = None) -> None:
        """Begin anew with these tracks."""
        self._meter = LoudnessMeter(tuple(track.channels for track in tracks), rate)
        self._usual = Usual(len(tracks), self.hop_s, FOLLOW_S)

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames)."""
        self._meter.feed(block)

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames); the faders that make everything that plays equally loud."""
        self.hear(block)
        trims = read_strips(mix, "trim_db")
        playing = self._usual.follow(self._meter.momentary(), self._meter.short_term(), trims)
        if not playing.any():
            return None
        played_s = self._usual.played_s
        counted = (played_s > 0.0) & (read_strips(mix, "mute") == 0.0)
        sure = np.minimum(1.0, played_s / TRUST_S)
        return _decide(self._usual.loud_lufs + trims, playing, counted, sure, at_frame)

    def settled(self, mix: Mix) -> Prediction:
        """The faders for the gated loudness of everything heard."""
        loud = self._meter.integrated()
        heard = loud > SILENCE_LUFS
        trims = read_strips(mix, "trim_db")
        return _decide(loud + trims, heard, heard & (read_strips(mix, "mute") == 0.0), np.ones(len(loud)), 0)


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


def choose_target(loud: np.ndarray, over_lu: np.ndarray | float = 0.0) -> float:
    """The loudness (LUFS) that tracks can share: as loud as the mix may be and the boost allows.

    With `over_lu` (tracks,) each is to be so much over what they share.
    """
    most_db = find_authority("fader_db").high
    lacks = loud - over_lu

    def boost(target: float) -> float:
        return float(np.clip(target - lacks, 0.0, most_db).sum())

    high = MIX_LUFS - 10.0 * float(np.log10(np.sum(10.0 ** (0.1 * np.broadcast_to(over_lu, loud.shape)))))
    if boost(high) <= MOST_TOTAL_BOOST_DB:
        return high
    low = float(lacks.min())
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if boost(middle) <= MOST_TOTAL_BOOST_DB else (low, middle)
    return low
