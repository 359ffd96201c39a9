"""Bands: third octaves from 31 Hz to 16 kHz, in which minds think of spectra."""

from __future__ import annotations

import numpy as np

from models.weighting import make_weighting

BANDS = 28
BAND_HZ: np.ndarray = 1000.0 * 2.0 ** ((np.arange(BANDS) - 15) / 3.0)
"""(BANDS,) centres; each band reaches a sixth of an octave to either side."""

_POINTS = 2.0 ** (np.array([-1.0, 0.0, 1.0]) / 9.0)
POINT_HZ: np.ndarray = BAND_HZ[:, None] * _POINTS
"""(BANDS, 3) where a response is sampled to know it over a band."""


def make_band_matrix(rate: int, frames: int) -> np.ndarray:
    """(frames // 2 + 1, BANDS) from |rfft|^2 of a Hann-windowed frame to mean squares in bands.

    A bin on an edge counts for both sides in part; the outermost bands take what is beyond them.
    """
    width = rate / frames
    edges = BAND_HZ[0] * 2.0 ** ((np.arange(BANDS + 1) - 0.5) / 3.0)
    edges[0], edges[-1] = 0.5 * width, rate / 2.0 + width
    low = np.fft.rfftfreq(frames, 1.0 / rate)[:, None] - width / 2.0
    shared = np.minimum(low + width, edges[1:]) - np.maximum(low, edges[:-1])
    energy = frames * np.square(np.hanning(frames)).sum() / 2.0
    return (np.clip(shared / width, 0.0, 1.0) / energy).astype(np.float32)


def weigh_bands(rate: int = 48000) -> np.ndarray:
    """(BANDS,) power by which the K-weighting changes each band."""
    return weigh_hz(POINT_HZ, rate).mean(axis=1)


def weigh_hz(hz: np.ndarray, rate: int = 48000) -> np.ndarray:
    """Power gains (*hz.shape) of the K-weighting at frequencies."""
    sections = make_weighting(rate).reshape(-1, *[1] * hz.ndim, 6)
    return biquad_power(sections, hz, rate).prod(axis=0)


def biquad_power(sections: np.ndarray, hz: np.ndarray, rate: int) -> np.ndarray:
    """Power gain of sections (..., 6: b0 b1 b2 a0 a1 a2) at frequencies that broadcast against (...)."""
    turn = 2.0 * np.pi * np.minimum(hz, 0.499 * rate) / rate
    once, twice = np.cos(turn), np.cos(2.0 * turn)
    b0, b1, b2, a0, a1, a2 = np.moveaxis(sections, -1, 0)
    above = b0 * b0 + b1 * b1 + b2 * b2 + 2.0 * (b0 * b1 + b1 * b2) * once + 2.0 * b0 * b2 * twice
    below = a0 * a0 + a1 * a1 + a2 * a2 + 2.0 * (a0 * a1 + a1 * a2) * once + 2.0 * a0 * a2 * twice
    return above / below


def name_hz(hz: float) -> str:
    """A frequency as people say it: 90 Hz, 2.8 kHz."""
    return f"{hz:.0f} Hz" if hz < 995.0 else f"{hz / 1000.0:.1f} kHz".replace(".0 ", " ")
