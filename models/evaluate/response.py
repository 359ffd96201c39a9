"""Response: what a strip's high-pass and EQ do to each frequency, known without rendering."""

from __future__ import annotations

import numpy as np

from engine.console.params import BANDS, INDEX
from engine.console.state import Strip
from models.weighting import make_weighting

POINTS = 513
OPEN_HZ = 20.0
"""A high-pass here is off."""


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
    turn = np.exp(-1j * np.pi * np.arange(POINTS) / (POINTS - 1))
    total = np.zeros(POINTS)
    hpf_hz = _read(strip, "hpf_hz")
    if hpf_hz > OPEN_HZ:
        total += 2.0 * _gain_db(_make_highpass(hpf_hz, rate), turn)
    for band in range(1, BANDS + 1):
        gain_db = _read(strip, f"eq{band}_gain_db")
        if gain_db != 0.0:
            hz, q = _read(strip, f"eq{band}_hz"), _read(strip, f"eq{band}_q")
            kind = -1 if band == 1 else 1 if band == BANDS else 0
            total += _gain_db(_make_band(kind, gain_db, hz, q, rate), turn)
    return total


def find_change_lu(power: np.ndarray, response_db: np.ndarray, rate: int) -> float:
    """By how much a response (POINTS,) makes a mean spectrum (POINTS,) louder, K-weighted."""
    turn = np.exp(-1j * np.pi * np.arange(POINTS) / (POINTS - 1))
    weighting_db = sum((_gain_db(section, turn) for section in make_weighting(rate)), np.zeros(POINTS))
    heard = power * 10.0 ** (weighting_db / 10.0)
    changed = (heard * 10.0 ** (response_db / 10.0)).sum()
    return float(10.0 * np.log10((changed + 1e-20) / (heard.sum() + 1e-20)))


def _read(strip: Strip, name: str) -> float:
    return strip.values[INDEX["strip"][name]]


def _gain_db(section: np.ndarray, turn: np.ndarray) -> np.ndarray:
    b0, b1, b2, a0, a1, a2 = section
    ratio = (b0 + turn * (b1 + turn * b2)) / (a0 + turn * (a1 + turn * a2))
    return 20.0 * np.log10(np.maximum(np.abs(ratio), 1e-6))


def _make_highpass(hz: float, rate: int) -> np.ndarray:
    n = np.tan(np.pi * hz / rate)
    return np.array([1.0, -1.0, 0.0, n + 1.0, n - 1.0, 0.0])


def _make_band(kind: int, gain_db: float, hz: float, q: float, rate: int) -> np.ndarray:
    """A bell (0), low shelf (-1) or high shelf (1) as b0 b1 b2 a0 a1 a2."""
    a = 10.0 ** (gain_db / 40.0)
    turn = 2.0 * np.pi * min(max(hz, 2.0), rate * 0.499) / rate
    if kind == 0:
        alpha, c = np.sin(turn) / (2.0 * q), -2.0 * np.cos(turn)
        return np.array([1.0 + alpha * a, c, 1.0 - alpha * a, 1.0 + alpha / a, c, 1.0 - alpha / a])
    cos, beta = -kind * np.cos(turn), np.sin(turn) * np.sqrt(a) / q
    low, high = a - 1.0, a + 1.0
    b = [a * (high - low * cos + beta), kind * -2.0 * a * (low - high * cos), a * (high - low * cos - beta)]
    c = [high + low * cos + beta, kind * 2.0 * (low + high * cos) * 1.0, high + low * cos - beta]
    return np.array([*b, *c])
