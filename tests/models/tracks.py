"""Mixes, tracks and synthetic band material for the tests of the minds."""

from __future__ import annotations

import numpy as np

from engine.console.layers import Layers
from engine.console.moves import Holds, Move, Source
from engine.console.session import Mode
from engine.console.state import Mix, Strip
from models.messages import Heard
from models.predictor import Prediction, TrackInfo

RATE = 48000
HOP = RATE // 10


def make_mix(count: int, stereo: bool = False) -> Mix:
    """A neutral mix of so many strips."""
    wide = 2 if stereo else 1
    return Mix(
        strips=tuple(
            Strip(f"Track {n}", inputs=tuple(range(n * wide, n * wide + wide))) for n in range(count)
        )
    )


def make_tracks(mix: Mix) -> tuple[TrackInfo, ...]:
    """What a mind is told about a mix."""
    return tuple(TrackInfo(strip.name, strip.role, strip.inputs) for strip in mix.strips)


def wish(*moves: tuple[str, str, float]) -> Prediction:
    """A prediction of these moves."""
    return Prediction(tuple(Move(*move, Source.MODEL) for move in moves))


def hear(
    mix: Mix,
    holds: Holds | None = None,
    mode: Mode = "run",
    attenuate_only: bool = False,
    amount: float = 1.0,
) -> Heard:
    """A desk whose two layers are the same mix."""
    return Heard(mix, mix, holds or {}, mode, attenuate_only, amount)


def make_layers(mix: Mix, holds: Holds | None = None) -> Layers:
    """Two layers of the same mix."""
    return Layers(mix, mix, holds or {})


def put_moves(mix: Mix, prediction: Prediction) -> Mix:
    """The mix after every move of a prediction."""
    for move in prediction.moves:
        mix = mix.put(move.place, move.param, move.value)
    return mix


def faders(prediction: Prediction) -> dict[str, float]:
    """Place -> wanted fader, in dB."""
    return {move.place: move.value for move in prediction.moves if move.param == "fader_db"}


def make_audio(levels_db: list[float], seconds: float, seed: int = 0) -> np.ndarray:
    """Noise of different colours (tracks, frames) at these RMS levels; -inf is silence."""
    random = np.random.default_rng(seed)
    frames = round(seconds * RATE)
    audio = random.standard_normal((len(levels_db), frames))
    for index in range(0, len(levels_db), 2):
        audio[index, 1:] += 0.9 * audio[index, :-1]
    audio /= np.sqrt((audio**2).mean(axis=1, keepdims=True))
    return (audio * 10.0 ** (np.array(levels_db)[:, None] / 20.0)).astype(np.float32)


def cut(audio: np.ndarray, frames: int = HOP) -> list[np.ndarray]:
    """Audio in hops."""
    return [audio[:, start : start + frames] for start in range(0, audio.shape[1], frames)]
