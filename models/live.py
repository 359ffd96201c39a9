"""LiveMind: a predictor under its governor, one hop at a time; live and offline use the same."""

from __future__ import annotations

import gc
from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.state import Mix
from models.card import Macro
from models.governor import Governor
from models.messages import Heard
from models.minds import make_mind
from models.predictor import Prediction, Styled, TrackInfo, read_strips
from models.presence import Presence
from models.role_finder import RoleFinder
from models.tagger import Tagger

LOUDEST = 1e6
"""Samples over this are no sound, as are those that are no number."""

EXPLAIN_S = 1.0
"""How often a mind gives its reasons when nothing moves."""


class Spoken(Struct, frozen=True):
    """What a mind says: governed moves to be made, or, not applied, everything it would move and where to."""

    prediction: Prediction
    applied: bool


def settle_memory() -> None:
    """Have the garbage collector leave alone what is here to stay: it takes ten milliseconds of a hop."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class LiveMind:
    """Hears hops of raw input, and approaches what its predictor wants within what it may do."""

    def __init__(self, name: str, tracks: tuple[TrackInfo, ...], rate: int, patient: bool = True) -> None:
        """A patient one names roles before it goes on; live, who names them is not waited for."""
        self.name, self.tracks, self.rate = name, tracks, rate
        self._predictor = make_mind(name)
        self._tagger = Tagger(tuple(track.channels for track in tracks), rate, patient)
        self._predictor.start(tracks, rate, RoleFinder(tracks, self._tagger))
        self.hop_frames = round(self._predictor.hop_s * rate)
        self._rows = 1 + max((row for track in tracks for row in track.channels), default=-1)
        self._presence = Presence(tuple(track.channels for track in tracks), self._predictor.hop_s)
        self._governor = Governor(len(tracks))
        self._state = self._governor.start()
        self._because: dict[str, str] = {}
        self._confidence: dict[str, float] = {}
        self._shown: tuple[Move, ...] = ()
        self._silent_s = 0.0
        self._style: Mapping[str, float] = {}

    def rename(self, tracks: tuple[TrackInfo, ...]) -> None:
        """A person says otherwise what the same tracks are; what ears and governor learnt of them stays."""
        self.tracks = tracks
        self._predictor.start(tracks, self.rate, RoleFinder(tracks, self._tagger))
        if isinstance(self._predictor, Styled):
            self._predictor.style(self._style)

    def feed(self, block: np.ndarray, heard: Heard, at_frame: int) -> Spoken | None:
        """Hear a hop (channels, hop_frames) while the desk is as `heard`; what is to be said, if anything."""
        block = self._clean(block)
        self._presence.feed(block)
        if len(heard.hand.strips) != len(self.tracks):
            self._predictor.hear(block)
            return None
        self.style(heard.macros)
        mix = Layers(heard.hand, heard.auto, heard.holds, heard.amount).effective()
        self._remember(self._predictor.predict(block, mix, at_frame))
        level_db = self._presence.level_db() + read_strips(mix, "trim_db")
        elapsed_s = self.hop_frames / self.rate
        self._state, moves = self._governor.step(self._state, heard, level_db, elapsed_s)
        self._silent_s += elapsed_s
        if heard.mode == "freeze":
            return None
        news = moves != self._shown if heard.mode == "suggest" else bool(moves)
        self._shown = moves if heard.mode == "suggest" else ()
        if not news and self._silent_s < EXPLAIN_S:
            return None
        self._silent_s = 0.0
        prediction = Prediction(moves, dict(self._because), dict(self._confidence), at_frame)
        return Spoken(prediction, heard.mode == "run")

    @property
    def macros(self) -> tuple[Macro, ...]:
        """The style inputs that the predictor has."""
        return self._predictor.macros if isinstance(self._predictor, Styled) else ()

    def style(self, values: Mapping[str, float]) -> None:
        """Set the style inputs by name; the next hop is answered with them."""
        if values != self._style:
            self._style = dict(values)
            if isinstance(self._predictor, Styled):
                self._predictor.style(values)

    @property
    def complaint(self) -> str:
        """What is not well with the predictor, if it is one that can tell."""
        return getattr(self._predictor, "complaint", "")

    def hear(self, block: np.ndarray) -> None:
        """Only listen to a hop (channels, hop_frames), to settle later."""
        self._predictor.hear(self._clean(block))

    def settle(self, mix: Mix, attenuate_only: bool = False) -> Prediction:
        """What to hold throughout everything heard: bounded, with no hurry."""
        wish = self._predictor.settled(mix)
        state = self._governor.wish(self._governor.start(), wish)
        heard = Heard(auto=mix, hand=mix, holds={}, mode="run", attenuate_only=attenuate_only, amount=1.0)
        return Prediction(self._governor.settle(state, heard), wish.because, wish.confidence, wish.at_frame)

    def _remember(self, prediction: Prediction | None) -> None:
        if prediction is not None:
            self._state = self._governor.wish(self._state, prediction)
            self._because.update(prediction.because)
            self._confidence.update(prediction.confidence)

    def _clean(self, block: np.ndarray) -> np.ndarray:
        """The block with every row that a track names, and with silence for what is no number."""
        if block.shape[0] < self._rows:
            block = np.concatenate((block, np.zeros((self._rows - len(block), block.shape[1]), block.dtype)))
        if np.abs(block).max(initial=0.0) <= LOUDEST:
            return block
        return np.where(np.abs(block) <= LOUDEST, block, np.float32(0.0))
