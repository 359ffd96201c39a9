"""Tagger: what tracks are, by ear: a network hears three seconds of one track at a time, beside the hops."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from models.resample import resample
from models.roles import ROLES

MODEL = Path(__file__).with_name("zoo") / "ears" / "tagger.onnx"
RATE, WINDOW = 16000, 48000
"""What the network hears, in frames at that rate."""

PACE_S = 0.2
"""It hears no more than one window in this time, so that it costs little even when a show begins."""

REST_S = (3.0, 6.0, 12.0, 24.0, 60.0)
"""How long a track is left alone after each hearing; the last holds for all that follow."""

SILENT, QUIET = 1e-4, 0.1
"""A window under the first, or so far under the track's loudest, tells nothing."""


class Hear(Protocol):
    """Tells how likely roles are."""

    def __call__(self, audio: np.ndarray) -> np.ndarray:
        """(ROLES,) of audio (WINDOW,) at RATE."""
        ...


class Tagger:
    """Collects what tracks play and keeps how likely their roles are.

    A patient one waits for every answer, so that the same sound gives the same roles; live it does not.
    """

    def __init__(
        self, channels: tuple[tuple[int, ...], ...], rate: int, patient: bool, hear: Hear | None = None
    ) -> None:
        count = len(channels)
        self._channels, self._rate, self._patient = channels, rate, patient
        self._hear = hear or hear_roles
        self._sound = np.zeros((count, rate * WINDOW // RATE), np.float32)
        self._filled, self._rest = np.zeros(count, int), np.zeros(count, int)
        self._loudest = np.zeros(count)
        self._sum, self._times = np.zeros((count, len(ROLES))), np.zeros(count, int)
        self._pause = 0
        self._full: list[int] = []
        self._worker: ThreadPoolExecutor | None = None
        self._asked: tuple[int, Future[np.ndarray]] | None = None
        self.hearings = 0
        """How many windows were heard; `likely` changes with it."""

    def likely(self) -> np.ndarray:
        """(T, ROLES) how likely each track has each role; zeros before it was heard."""
        return self._sum / np.maximum(1, self._times)[:, None]

    def feed(self, block: np.ndarray) -> None:
        """Hear a hop (channels, frames)."""
        self._take_answer()
        frames = block.shape[1]
        self._rest -= frames
        self._pause -= frames
        for track in np.flatnonzero((self._rest <= 0) & (self._filled < self._sound.shape[1])):
            self._collect(int(track), block)
        if self._full and self._asked is None and self._pause <= 0:
            self._ask(self._full.pop(0))

    def _collect(self, track: int, block: np.ndarray) -> None:
        sound, start = self._sound[track], self._filled[track]
        piece = block[list(self._channels[track])].mean(axis=0)[: len(sound) - start]
        sound[start : start + len(piece)] = piece
        self._filled[track] += len(piece)
        if self._filled[track] < len(sound):
            return
        level = float(np.sqrt(np.mean(np.square(sound))))
        self._loudest[track] = max(self._loudest[track], level)
        if level > max(SILENT, QUIET * self._loudest[track]):
            self._full.append(track)
        else:
            self._filled[track] = 0

    def _ask(self, track: int) -> None:
        self._pause = round(PACE_S * self._rate)
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "tagger")
        self._asked = track, self._worker.submit(self._listen, self._sound[track].copy())
        if self._patient:
            wait([self._asked[1]])
            self._take_answer()

    def _listen(self, sound: np.ndarray) -> np.ndarray:
        return self._hear(resample(sound, self._rate, RATE)[:WINDOW])

    def _take_answer(self) -> None:
        if self._asked is not None and self._asked[1].done():
            track, answer = self._asked
            self._asked = None
            self._note(track, answer.result())

    def _note(self, track: int, roles: np.ndarray) -> None:
        self._sum[track] += roles
        self._rest[track] = round(REST_S[min(self._times[track], len(REST_S) - 1)] * self._rate)
        self._times[track] += 1
        self._filled[track] = 0
        self.hearings += 1


def hear_roles(audio: np.ndarray) -> np.ndarray:
    """(ROLES,) how likely each role is, by the network that ships."""
    return _open().run(["roles"], {"audio": np.pad(audio, (0, WINDOW - len(audio)))[None]})[0][0]


@cache
def _open() -> Any:
    from models.runtime import CPU, open_session

    return open_session(MODEL.read_bytes(), CPU)
