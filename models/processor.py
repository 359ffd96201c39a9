"""Processor: a model that transforms sound itself, as a stream whose latency is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from models.card import ModelError
from models.contract import CHANNELS, Contract
from models.resample import Resampler


class Processor:
    """Streams tracks (tracks, 2, frames) at `rate` through a processor model, in pieces of any length.

    What comes out, (tracks or 1, 2, frames), is aligned with what went in and of the same length in all.
    """

    def __init__(self, contract: Contract, tracks: int, rate: int) -> None:
        from models.runtime import Session

        card = contract.card
        if card.kind != "processor":
            raise ModelError(f"{card.name} is a {card.kind}; only a processor makes sound")
        if tracks > card.max_tracks:
            raise ModelError(f"{card.name} takes {card.max_tracks} tracks at most, not {tracks}")
        self._session = Session(contract, tracks)
        self._hop = card.hop
        self._tracks = tracks
        self._out = min(tracks, len(self._session.outputs["audio_out"]))
        self._into = Resampler(tracks * CHANNELS, rate, card.sample_rate)
        self._back = Resampler(self._out * CHANNELS, card.sample_rate, rate)
        self._waiting = np.zeros((tracks * CHANNELS, 0), np.float32)
        self._skip = card.latency
        self._latency = card.latency
        self._owed = 0

    def feed(self, piece: np.ndarray) -> np.ndarray:
        """The next piece (tracks, 2, frames); what is ready by now (tracks or 1, 2, frames)."""
        self._owed += piece.shape[2]
        heard = self._into.feed(piece.reshape(self._tracks * CHANNELS, -1))
        return self._pay(self._back.feed(self._run(heard)))

    def finish(self) -> np.ndarray:
        """All that is still to come, (tracks or 1, 2, frames)."""
        nothing = np.zeros((self._tracks * CHANNELS, 0), np.float32)
        heard = self._into.feed(nothing, last=True)
        silence = np.zeros((len(nothing), self._latency + self._hop), np.float32)
        made = self._run(np.concatenate((heard, silence), axis=1))
        rest = self._pay(self._back.feed(made, last=True))
        return np.pad(rest, ((0, 0), (0, 0), (0, self._owed)))

    def _run(self, audio: np.ndarray) -> np.ndarray:
        """Audio (tracks x 2, frames) at the model's rate through the model, without its latency."""
        audio = np.concatenate((self._waiting, audio), axis=1)
        whole = audio.shape[1] - audio.shape[1] % self._hop
        made = [np.zeros((self._out * CHANNELS, 0), np.float32)]
        for start in range(0, whole, self._hop):
            hop = audio[:, start : start + self._hop]
            self._session.inputs["audio"][: self._tracks] = hop.reshape(self._tracks, CHANNELS, self._hop)
            out = self._session.run()["audio_out"][: self._out]
            made.append(out.reshape(self._out * CHANNELS, self._hop).copy())
        self._waiting = audio[:, whole:]
        done = np.concatenate(made, axis=1)
        skip = min(self._skip, done.shape[1])
        self._skip -= skip
        return done[:, skip:]

    def _pay(self, made: np.ndarray) -> np.ndarray:
        """As much as went in and no more."""
        paid = made[:, : self._owed]
        self._owed -= paid.shape[1]
        return paid.reshape(self._out, CHANNELS, -1)


def process(contract: Contract, pieces: Iterable[np.ndarray], rate: int) -> Iterator[np.ndarray]:
    """Pieces (tracks, 2, frames) of one stream through a model; the same length comes out, aligned."""
    processor: Processor | None = None
    for piece in pieces:
        processor = processor or Processor(contract, piece.shape[0], rate)
        yield processor.feed(piece)
    if processor is not None:
        yield processor.finish()
