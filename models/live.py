"""LiveMind: a predictor under its governor, one hop at a time; live and offline use the same."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, structs

from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.state import Mix
from models.governor import Governor, bound_wish, limit_boost, may_move
from models.loudness import LoudnessMeter
from models.messages import Heard
from models.minds import make_mind
from models.predictor import Prediction, TrackInfo

EXPLAIN_HOPS = 10

LOUDEST = 16.0
"""Samples beyond this are a fault, not music."""


class Spoken(Struct, frozen=True):
    """What a mind says: governed moves to be made, or, not applied, all it would move and where to."""

    prediction: Prediction
    applied: bool


class LiveMind:
    """Hears hops of raw input, and approaches what its predictor wants within what it may do."""

    def __init__(self, name: str, tracks: tuple[TrackInfo, ...], rate: int) -> None:
        self._predictor = make_mind(name)
        self._predictor.start(tracks, rate)
        self.hop_frames = round(self._predictor.hop_s * rate)
        self._rows = 1 + max((row for track in tracks for row in track.channels), default=-1)
        self._meter = LoudnessMeter(tuple(track.channels for track in tracks), rate)
        self._governor = Governor()
        self._wishes: dict[tuple[str, str], Move] = {}
        self._because: dict[str, str] = {}
        self._hops = 0

    def feed(self, block: np.ndarray, heard: Heard, at_frame: int) -> Spoken | None:
        """Hear a hop (channels, hop_frames) while the desk is as `heard`; what is to be said, if anything."""
        block = mend(block, self._rows)
        self._meter.feed(block)
        self._hops += 1
        prediction = self._predictor.predict(block, heard.hand, at_frame)
        if prediction is not None:
            self._wishes.update({(move.place, move.param): move for move in prediction.moves})
            self._because.update(prediction.because)
        if heard.mode == "freeze":
            return None
        wish = Prediction(tuple(self._wishes.values()), dict(self._because), at_frame=at_frame)
        if prediction is not None:
            wish = structs.replace(wish, confidence=prediction.confidence)
        layers = Layers(heard.hand, heard.auto, heard.holds, heard.amount)
        if heard.mode == "suggest":
            if self._hops % EXPLAIN_HOPS:
                return None
            return Spoken(self._governor.bound(wish, layers, heard.attenuate_only), False)
        governed = self._governor.govern(
            wish,
            layers,
            self._predictor.hop_s,
            self._meter.momentary(),
            heard.attenuate_only,
        )
        if not governed.moves and self._hops % EXPLAIN_HOPS:
            return None
        return Spoken(governed, True)

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop_frames), to settle later."""
        self._predictor.hear(mend(block, self._rows))

    def settle(self, mix: Mix, attenuate_only: bool = False) -> Prediction:
        """What to hold throughout everything heard: bounded, with no hurry."""
        wish = self._predictor.settled(mix)
        steps = []
        for move in wish.moves:
            if not may_move(move, mix):
                continue
            value = bound_wish(move, attenuate_only)
            steps.append((structs.replace(move, value=value), mix.get(move.place, move.param)))
        return structs.replace(wish, moves=tuple(limit_boost(steps, mix)))


def mend(block: np.ndarray, rows: int = 0) -> np.ndarray:
    """The block (channels, frames), with silence for rows it lacks and for what is no sound."""
    if len(block) < rows:
        block = np.concatenate((block, np.zeros((rows - len(block), block.shape[1]), block.dtype)))
    if not block.size or (block.max() <= LOUDEST and block.min() >= -LOUDEST):
        return block
    return np.clip(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)
