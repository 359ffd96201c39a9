"""Response: what a strip's high-pass and EQ do to each frequency, known without rendering."""

from __future__ import annotations

import numpy as np

from engine.console.state import Strip
from models.bands import weigh_hz
from models.response import tone_power

POINTS = 513
_FLOOR = 1e-24
"""Power gain that is nothing."""


def make_grid(rate: int) -> np.ndarray:
    """(POINTS,) frequencies from 0 to half the rate."""
    return np.linspace(0.0, rate / 2.0, POINTS)


def measure_power(audio: np.ndarray, rate: int) -> np.ndarray:
    """(POINTS,) mean power spectrum of audio (channels, frames)."""
    window = 2 * (POINTS - 1)
    count = max(1, audio.shape[1] // window)
    padded = np.pad(audio, ((0, 0), (0, max(0, count * window - audio.shape[1]))))
    cut = padded[:, : count * window].reshape(len(audio), count, window)
    power = np.zeros(POINTS)
    for channel in cut:
        spectrum = np.fft.rfft(channel * np.hanning(window).astype(np.float32), axis=1)
        power += (spectrum.real**2 + spectrum.imag**2).mean(axis=0)
    return power


def find_response(strip: Strip, rate: int) -> np.ndarray:
    """(POINTS,) gain in dB of a strip's high-pass and EQ at the frequencies of `make_grid`."""
    power = tone_power("strip", np.array([strip.values]), make_grid(rate), rate)[0]
    return 10.0 * np.log10(np.maximum(power, _FLOOR))


def find_change_lu(power: np.ndarray, response_db: np.ndarray, rate: int) -> float:
    """By how much a response (POINTS,) makes a mean spectrum (POINTS,) louder, K-weighted."""
    heard = power * weigh_hz(make_grid(rate), rate)
    changed = (heard * 10.0 ** (response_db / 10.0)).sum()
    return float(10.0 * np.log10((changed + 1e-20) / (heard.sum() + 1e-20)))
