"""Spectrum: distances between sounds by frequency, whole (Bark bands) and in time (STFTs of three sizes)."""

from __future__ import annotations

import numpy as np

from models.evaluate.descriptors import WINDOW, to_bark_frames
from models.evaluate.response import make_grid

WINDOWS = (512, 2048, 8192)
QUIET_DB = -60.0
_BATCH_FRAMES = 1 << 19


def find_bark_db(audio: np.ndarray, rate: int, response_db: np.ndarray | None = None) -> np.ndarray:
    """(bands,) mean spectrum of audio (channels, frames) in dB under its sum, after a response (POINTS,)."""
    response = None
    if response_db is not None:
        hz = np.fft.rfftfreq(WINDOW, 1.0 / rate)
        response = 10.0 ** (np.interp(hz, make_grid(rate), response_db) / 10.0)
    mean = to_bark_frames(audio, rate, response).mean(axis=0)
    return 10.0 * np.log10(np.maximum(mean / max(mean.sum(), 1e-20), 10.0 ** (QUIET_DB / 10.0)))


def compare_spectra(
    one: np.ndarray, other: np.ndarray, rate: int, response_db: np.ndarray | None = None
) -> float:
    """Mean absolute Bark difference in dB of two sounds at one level, the other after a response (POINTS,).

    Bands in which the first has nothing are not counted.
    """
    first, second = find_bark_db(one, rate), find_bark_db(other, rate, response_db)
    there = first > max(QUIET_DB, first.max() - 40.0)
    away = second[there] - first[there]
    return float(np.abs(away - np.median(away)).mean())


def measure_stft_distance(one: np.ndarray, other: np.ndarray, rate: int) -> float:
    """Multi-resolution STFT distance of two stereo sounds at one level, of their sums and differences."""
    frames = min(one.shape[1], other.shape[1])
    distances = []
    for sign in (1.0, -1.0):
        first, second = (
            np.asarray(each[0, :frames] + sign * each[1, :frames], np.float32) for each in (one, other)
        )
        distances += [_compare_stfts(first, second, window) for window in WINDOWS]
    return float(np.mean(distances))


def _compare_stfts(one: np.ndarray, other: np.ndarray, window: int) -> float:
    """Spectral convergence plus mean log distance of magnitudes; symmetric in its two sounds."""
    apart = together = logs = count = 0.0
    for start in range(0, len(one), _BATCH_FRAMES):
        first, second = (
            _find_magnitudes(each[start : start + _BATCH_FRAMES], window) for each in (one, other)
        )
        apart += float(((first - second) ** 2).sum())
        together += float((first**2).sum() + (second**2).sum()) / 2.0
        logs += float(np.abs(np.log(first + 1e-3) - np.log(second + 1e-3)).sum())
        count += first.size
    return float(np.sqrt(apart / max(together, 1e-12))) + logs / max(count, 1.0)


def _find_magnitudes(audio: np.ndarray, window: int) -> np.ndarray:
    hop = window // 2
    padded = np.pad(audio, (0, max(0, window - len(audio))))
    cut = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    return np.abs(np.fft.rfft(cut * np.hanning(window).astype(np.float32), axis=1)) / window**0.5
