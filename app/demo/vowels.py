"""What a mouth can shape: formants of the vowels, consonants, and a filter that glides between them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.demo.filters import unit_delay
from app.demo.score import RATE_HZ
from app.demo.tape import Audio

WINDOW_FRAMES = 1024
HOP_FRAMES = WINDOW_FRAMES // 2
FFT_FRAMES = 4096
BATCH = 256
WIDTHS_HZ = (75.0, 90.0, 120.0, 140.0, 160.0)

# A tenor's five formants: Hz, then dB.
FORMANTS = {
    "a": ((680, 1120, 2650, 2950, 3350), (0, -6, -10, -11, -20)),
    "e": ((440, 1700, 2550, 3150, 3580), (0, -11, -13, -15, -22)),
    "i": ((310, 1900, 2750, 3200, 3540), (0, -14, -15, -17, -24)),
    "o": ((430, 820, 2600, 2850, 3100), (0, -9, -15, -16, -26)),
    "u": ((350, 680, 2500, 2800, 3300), (0, -15, -20, -20, -28)),
    "nasal": ((260, 1050, 2200, 2900, 3300), (0, -20, -24, -26, -32)),
    "liquid": ((360, 1150, 2600, 2950, 3350), (0, -12, -18, -20, -28)),
    "curl": ((400, 1150, 1650, 2600, 3300), (0, -9, -11, -20, -28)),
    "close": ((300, 1500, 2600, 3000, 3400), (0, -18, -22, -24, -30)),
}


class Consonant(NamedTuple):
    """A consonant: its length, the voice in it, its noise (0 Hz: through the vowel) and the mouth's shape."""

    long_ms: int
    voiced: float
    noise: float = 0.0
    noise_ms: int = 0
    noise_hz: float = 0.0
    shape: str = ""


CONSONANTS = {
    "": Consonant(10, 0.0),
    "h": Consonant(75, 0.0, 0.55, 75),
    "s": Consonant(100, 0.0, 0.5, 95, 6800),
    "sh": Consonant(105, 0.0, 0.6, 100, 3400),
    "t": Consonant(60, 0.0, 0.6, 26, 4800),
    "k": Consonant(65, 0.0, 0.6, 30, 2100),
    "d": Consonant(45, 0.15, 0.4, 16, 3600, "close"),
    "m": Consonant(75, 0.45, shape="nasal"),
    "n": Consonant(65, 0.45, shape="nasal"),
    "l": Consonant(60, 0.55, shape="liquid"),
    "r": Consonant(65, 0.55, shape="curl"),
    "w": Consonant(70, 0.55, shape="u"),
}


def _responses(shapes: npt.NDArray[np.float64]) -> npt.NDArray[np.complex64]:
    """Responses of five parallel resonators for each shape (windows, 2, 5), as (windows, bins)."""
    delay = unit_delay(FFT_FRAMES).astype(np.complex64)
    total = np.zeros((len(shapes), len(delay)), np.complex64)
    for number, width_hz in enumerate(WIDTHS_HZ):
        radius = np.exp(-np.pi * width_hz / RATE_HZ)
        omega = 2 * np.pi * shapes[:, 0, number] / RATE_HZ
        turn = np.exp(1j * omega)
        level = (-1) ** number * 10 ** (shapes[:, 1, number] / 20)
        # A pole and a zero at 0 Hz: no offset gets through, and each resonance peaks near `level`.
        gain = (level * (1 - radius) * np.abs(1 - radius * turn**-2) / np.abs(1 - turn)).astype(np.complex64)
        first = (-2 * radius * np.cos(omega)).astype(np.complex64)
        bottom = 1 + delay * (first[:, None] + np.complex64(radius**2) * delay)
        total += gain[:, None] * (1 - delay) / bottom
    return total


def through_vowels(source: Audio, shape: npt.NDArray[np.float64], step_frames: int) -> Audio:
    """The source (frames,) through formants (steps, 2, 5) that change over time, by overlapping windows."""
    windows = len(source) // HOP_FRAMES + 2
    padded = np.zeros((windows + 1) * HOP_FRAMES, np.float32)
    padded[HOP_FRAMES : HOP_FRAMES + len(source)] = source
    sounded = np.zeros(len(padded) + FFT_FRAMES, np.float32)
    fade = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_FRAMES) / WINDOW_FRAMES)).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_FRAMES)[::HOP_FRAMES]
    audible = np.flatnonzero(np.abs(views).max(axis=1) > 1e-7)
    for first in range(0, len(audible), BATCH):
        chosen = audible[first : first + BATCH]
        # Window w is centred on frame w * HOP_FRAMES of the source.
        steps = np.minimum(chosen * HOP_FRAMES // step_frames, len(shape) - 1)
        spectra = np.fft.rfft(views[chosen] * fade, FFT_FRAMES) * _responses(shape[steps])
        for window, piece in zip(chosen, np.fft.irfft(spectra, FFT_FRAMES).astype(np.float32), strict=True):
            sounded[window * HOP_FRAMES : window * HOP_FRAMES + FFT_FRAMES] += piece
    return sounded[HOP_FRAMES : HOP_FRAMES + len(source)]
