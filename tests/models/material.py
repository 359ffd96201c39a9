"""Tracks, mixes and desks that the tests of the minds share."""

from __future__ import annotations

import numpy as np

from engine.console.layers import Layers
from engine.console.params import INDEX
from engine.console.session import Mode
from engine.console.state import Mix, Strip, defaults
from models.live import LiveMind
from models.messages import Heard
from models.predictor import Prediction, list_tracks, read_strips

RATE = 48000


def make_mix(strips: int | list[dict[str, float]]) -> Mix:
    """A mix of mono strips, some with values set."""
    changes = [{}] * strips if isinstance(strips, int) else strips
    made = []
    for index, named in enumerate(changes):
        values = list(defaults("strip"))
        for name, value in named.items():
            values[INDEX["strip"][name]] = float(value)
        made.append(Strip(f"Strip {index}", inputs=(index,), values=tuple(values)))
    return Mix(strips=tuple(made))


def make_noise(levels_db: list[float], seconds: float, rate: int = RATE, seed: int = 0) -> np.ndarray:
    """White noise (tracks, frames) of these RMS levels."""
    dice = np.random.default_rng(seed)
    gains = 10.0 ** (np.array(levels_db) / 20.0)
    audio = dice.standard_normal((len(levels_db), round(seconds * rate)), np.float32)
    return (audio * gains[:, None]).astype(np.float32)


def make_heard(
    layers: Layers,
    mode: Mode = "run",
    attenuate_only: bool = False,
    macros: dict[str, float] | None = None,
) -> Heard:
    """What a desk with these layers tells its mind."""
    return Heard(layers.auto, layers.hand, layers.holds, mode, attenuate_only, layers.amount, macros or {})


def take(layers: Layers, prediction: Prediction) -> Layers:
    """The layers of a desk that makes the moves of a prediction."""
    for move in prediction.moves:
        layers = layers.propose(move)
    return layers


def list_faders(mix: Mix) -> np.ndarray:
    """(strips,) fader levels."""
    return read_strips(mix, "fader_db")


def follow(
    audio: np.ndarray, layers: Layers, mind: LiveMind | None = None
) -> tuple[Layers, list[Prediction]]:
    """The layers of a desk after its mind (`level` by default) heard the audio, and all it said."""
    mind = mind or LiveMind("level", list_tracks(layers.hand), RATE)
    said = []
    for start in range(0, audio.shape[1] - mind.hop_frames + 1, mind.hop_frames):
        spoken = mind.feed(
            audio[:, start : start + mind.hop_frames], make_heard(layers), start + mind.hop_frames
        )
        if spoken is not None:
            said.append(spoken.prediction)
            layers = take(layers, spoken.prediction)
    return layers, said
