"""Level: the honest baseline. Every track that plays comes to the same loudness; nothing else is touched."""

from __future__ import annotations

import numpy as np

from engine.console.params import INDEX
from engine.console.state import Mix
from models.decode import decode_moves
from models.governor import MOST_TOTAL_BOOST_DB, find_authority
from models.loudness import BLOCK_S, SILENCE_LUFS, LoudnessMeter
from models.predictor import Prediction, TrackInfo

MIX_LUFS = -20.0
"""What all tracks together should reach, if they had nothing in common."""

ACTIVE_LUFS = -50.0
ACTIVE_LU = 20.0
"""A track plays while it is over an absolute floor and not too far under its own usual loudness."""

FOLLOW_S = 4.0
"""How slowly the usual loudness follows; the first moments count in full."""

TRUST_S = 1.0
"""How long a track must have played before it is believed."""


class Level:
    """A mind that knows loudness only."""

    name = "level"
    hop_s = BLOCK_S

    def start(self, tracks: tuple[TrackInfo, ...], rate: int) -> None:
        """Begin anew with these tracks."""
        self._tracks = tracks
        self._meter = LoudnessMeter(tuple(track.channels for track in tracks), rate)
        self._usual = np.full(len(tracks), SILENCE_LUFS)
        self._played_s = np.zeros(len(tracks))

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop frames)."""
        self._meter.feed(block)

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction | None:
        """Hear a hop (channels, hop frames); the faders that make everything that plays equally loud."""
        self.hear(block)
        momentary, short = self._meter.momentary(), self._meter.short_term()
        trims = self._trims(mix)
        playing = (momentary > SILENCE_LUFS) & (momentary + trims > ACTIVE_LUFS)
        playing &= momentary > self._usual - ACTIVE_LU
        self._played_s[playing] += self.hop_s
        heard = np.where(self._played_s < 3.0, momentary, np.maximum(short, momentary - 6.0))
        share = self.hop_s / np.maximum(self.hop_s, np.minimum(self._played_s, FOLLOW_S))
        energy = 10.0 ** (self._usual / 10.0)
        energy += share * (10.0 ** (heard / 10.0) - energy)
        self._usual[playing] = 10.0 * np.log10(energy[playing])
        known = self._played_s >= TRUST_S
        return self._decide(np.where(known, self._usual, SILENCE_LUFS), mix, at_frame)

    def settled(self, mix: Mix) -> Prediction:
        """The faders for the gated loudness of everything heard."""
        return self._decide(self._meter.integrated(), mix, 0)

    def _trims(self, mix: Mix) -> np.ndarray:
        """(tracks,) dB; the tap is before the trims. Zero for a track whose strip is gone."""
        column = INDEX["strip"]["trim_db"]
        trims = np.zeros(len(self._tracks))
        known = [strip.values[column] for strip in mix.strips[: len(trims)]]
        trims[: len(known)] = known
        return trims

    def _decide(self, lufs: np.ndarray, mix: Mix, at_frame: int) -> Prediction:
        loud = lufs + self._trims(mix)
        active = (lufs > SILENCE_LUFS) & (loud > ACTIVE_LUFS)
        if not active.any():
            return Prediction(at_frame=at_frame)
        target = choose_target(loud[active])
        wanted = np.where(active, target - loud, np.nan)
        because = {}
        for index in np.flatnonzero(active):
            side = "under" if wanted[index] > 0 else "over"
            because[f"strip/{index}"] = (
                f"{wanted[index]:+.1f} dB: {abs(wanted[index]):.1f} LU {side} the common loudness "
                f"({loud[index]:.1f} LUFS, wanted {target:.1f})"
            )
        sure = {f"strip/{index}": float(active[index]) for index in range(len(active))}
        return Prediction(decode_moves(wanted[:, None], ("fader_db",), mix), because, sure, at_frame)


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
