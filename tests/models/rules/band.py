"""A band of steady sounds with known spectra, and what the mind `rules` makes of it."""

from __future__ import annotations

import numpy as np

from engine.console.layers import Layers
from engine.console.state import Mix, Strip
from engine.render import Renderer
from models.live import LiveMind
from models.loudness import LoudnessMeter
from models.offline import settle
from models.predictor import Prediction, list_tracks
from tests.models.material import RATE, make_heard, take

NAMES = ("Kick", "Bass", "E Gtr", "Keys", "Ld Vox")
SHAPES = ((50, 400, 0.5), (60, 800, 0.0), (150, 5000, 0.0), (120, 4000, 0.0), (150, 8000, 0.0))
LEVELS_DB = (-20.0, -14.0, -26.0, -22.0, -28.0)


def make_sound(shape: tuple[float, float, float], level_db: float, seconds: float, seed: int):
    """Noise (frames,) between two frequencies that falls 3 dB an octave, struck every so often or steady."""
    low_hz, high_hz, every_s = shape
    frames = round(seconds * RATE)
    dice = np.random.default_rng(seed)
    hz = np.fft.rfftfreq(frames, 1 / RATE)
    spectrum = dice.standard_normal(len(hz)) + 1j * dice.standard_normal(len(hz))
    spectrum *= np.where((hz >= low_hz) & (hz <= high_hz), 1 / np.sqrt(np.maximum(hz, 1.0)), 0.0)
    sound = np.fft.irfft(spectrum, frames)
    if every_s:
        sound *= np.exp(-(np.arange(frames) / RATE % every_s) / 0.08)
    return (sound / np.sqrt(np.mean(sound**2)) * 10 ** (level_db / 20)).astype(np.float32)


def make_band(seconds: float = 12.0, shapes=SHAPES, levels_db=LEVELS_DB) -> np.ndarray:
    """(tracks, frames) of the sounds above."""
    return np.stack(
        [
            make_sound(shape, level, seconds, seed)
            for seed, (shape, level) in enumerate(zip(shapes, levels_db, strict=True))
        ]
    )


def make_desk(names=NAMES, roles=None) -> Mix:
    """A mix with one mono strip a name."""
    roles = roles or [""] * len(names)
    return Mix(strips=tuple(Strip(n, r, (i,)) for i, (n, r) in enumerate(zip(names, roles, strict=True))))


def settle_band(audio: np.ndarray, mix: Mix) -> tuple[Mix, Prediction]:
    """The mix as `rules` would hold it throughout, and what it said."""
    prediction = settle("rules", list_tracks(mix), (audio,), RATE, mix)
    return take(Layers(mix, mix), prediction).effective(), prediction


def follow_band(audio: np.ndarray, mix: Mix) -> tuple[list[Mix], dict[str, str]]:
    """The mix after every hop as on stage, and the last reasons."""
    layers, mind = Layers(mix, mix), LiveMind("rules", list_tracks(mix), RATE)
    mixes, because = [], {}
    for start in range(0, audio.shape[1] - mind.hop_frames + 1, mind.hop_frames):
        stop = start + mind.hop_frames
        spoken = mind.feed(audio[:, start:stop], make_heard(layers), stop)
        if spoken is not None:
            layers, because = take(layers, spoken.prediction), spoken.prediction.because
        mixes.append(layers.effective())
    return mixes, because


def measure_stems(audio: np.ndarray, mix: Mix) -> np.ndarray:
    """(strips,) loudness after the faders, as the engine plays the audio."""
    renderer = Renderer(mix, len(audio), RATE, 1024)
    meter = LoudnessMeter(tuple((n,) for n in range(len(audio))), RATE)
    out = np.zeros((10, 1024), np.float32)
    for start in range(0, audio.shape[1] - 1023, 1024):
        now = renderer.frame
        renderer.render(audio[:, start : start + 1024], out)
        if start > RATE:
            meter.feed(renderer.console.bank.post_fader(now))
    return meter.integrated()
