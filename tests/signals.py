"""Signals and measurements that tests share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.console.params import INDEX
from engine.console.state import Mix, Strip, defaults
from engine.render import Renderer

RATE = 48000


def make_mix(strips: Sequence[Mapping[str, float]], stereo: bool = False) -> Mix:
    """A mix of strips with some values set, mono or stereo, each on inputs of its own."""
    made = []
    for index, changes in enumerate(strips):
        values = list(defaults("strip"))
        for name, value in changes.items():
            values[INDEX["strip"][name]] = float(value)
        inputs = (2 * index, 2 * index + 1) if stereo else (index,)
        made.append(Strip(f"Strip {index}", inputs=inputs, values=tuple(values)))
    return Mix(strips=tuple(made))


def play(
    renderer: Renderer, audio: np.ndarray, sizes: list[int], moves: dict[int, Mix] | None = None
) -> np.ndarray:
    """Outputs (10, frames) of a renderer fed in blocks of these sizes over and over; mixes come at frames."""
    moves = moves or {}
    out = np.zeros((10, audio.shape[1]), np.float32)
    start = turn = 0
    while start < audio.shape[1]:
        if start in moves:
            renderer.load(moves[start])
        stop = min(audio.shape[1], start + sizes[turn % len(sizes)], *[f for f in moves if f > start])
        ends = [audio.shape[1], *moves]
        if any(0 < end - stop < 3 for end in ends):
            stop = min(end for end in ends if end > start and 0 < end - stop < 3)
        renderer.render(audio[:, start:stop], out[:, start:stop])
        start, turn = stop, turn + 1
    return out


def noise(channels: int, frames: int, level: float = 0.1, seed: int = 0) -> np.ndarray:
    """White noise (channels, frames)."""
    return (np.random.default_rng(seed).standard_normal((channels, frames)) * level).astype(np.float32)


def sine(hz: float, frames: int, level: float = 0.5) -> np.ndarray:
    """A sine (1, frames)."""
    return (level * np.sin(2 * np.pi * hz * np.arange(frames) / RATE)).astype(np.float32)[None, :]


def worst_above(audio: np.ndarray, reference: np.ndarray, above_hz: float = 2000.0) -> float:
    """The loudest bin over a frequency in any 10 ms Blackman window, in dB of the reference's loudest."""
    frames = RATE // 100
    window = np.blackman(frames)
    high = np.fft.rfftfreq(frames, 1 / RATE) > above_hz
    windows = np.lib.stride_tricks.sliding_window_view(audio, frames)[::24] * window
    full = np.abs(np.fft.rfft(reference[:frames] * window)).max()
    worst = np.abs(np.fft.rfft(windows, axis=1))[:, high].max()
    return float(20 * np.log10(worst / full))
