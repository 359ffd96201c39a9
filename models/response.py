"""Response: what a strip's high-pass and equaliser, and its compressor, make of a sound's power."""

from __future__ import annotations

import numpy as np

from engine.console.params import BANDS as EQ_BANDS
from engine.console.params import INDEX, PARAMS, Kind
from models.bands import BANDS, POINT_HZ, biquad_power

RATE = 48000
"""Close enough at every rate: they differ near half of it only."""


def tone_power(kind: Kind, values: np.ndarray, hz: np.ndarray, rate: int = RATE) -> np.ndarray:
    """(places, *hz.shape) power gain of the high-pass and EQ of places with these values (places, params)."""
    at = INDEX[kind]
    power = np.ones((len(values), *hz.shape))
    shape = (len(values),) + (1,) * hz.ndim

    def column(name: str) -> np.ndarray:
        return values[:, at[name]].reshape(shape)

    if "hpf_hz" in at and (values[:, at["hpf_hz"]] != PARAMS[kind][at["hpf_hz"]].default).any():
        cutoff = column("hpf_hz")
        on = cutoff != PARAMS[kind][at["hpf_hz"]].default
        power *= np.where(on, _first_order_power(cutoff, hz, rate) ** 2, 1.0)
    for band in range(1, EQ_BANDS + 1):
        gain_db, cutoff, q = (column(f"eq{band}_{name}") for name in ("gain_db", "hz", "q"))
        if gain_db.any():
            shape_of = _SHELVES.get(band, _make_bell)
            power *= biquad_power(shape_of(gain_db, cutoff, q, rate), hz, rate)
    return power


def band_power(kind: Kind, values: np.ndarray) -> np.ndarray:
    """(places, BANDS) the same over each band."""
    return tone_power(kind, values, POINT_HZ).reshape(len(values), BANDS, -1).mean(axis=2)


def squeeze_db(level_db: np.ndarray, threshold_db: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """How much a compressor takes from a level that lasts."""
    return (1.0 - 1.0 / ratio) * np.maximum(0.0, level_db - threshold_db)


def _first_order_power(cutoff: np.ndarray, hz: np.ndarray, rate: int) -> np.ndarray:
    """Of one high-pass of 6 dB an octave."""
    ratio = np.tan(np.pi * np.minimum(hz, 0.499 * rate) / rate) / np.tan(np.pi * cutoff / rate)
    return ratio**2 / (1.0 + ratio**2)


def _make_bell(gain_db: np.ndarray, cutoff: np.ndarray, q: np.ndarray, rate: int) -> np.ndarray:
    high = 10.0 ** (gain_db / 40.0)
    turn = 2.0 * np.pi * cutoff / rate
    alpha, middle = np.sin(turn) / (2.0 * q), -2.0 * np.cos(turn)
    return _stack(1.0 + alpha * high, middle, 1.0 - alpha * high,
                  1.0 + alpha / high, middle, 1.0 - alpha / high)  # fmt: skip


def _make_low_shelf(gain_db: np.ndarray, cutoff: np.ndarray, q: np.ndarray, rate: int) -> np.ndarray:
    high, turn = 10.0 ** (gain_db / 40.0), 2.0 * np.pi * cutoff / rate
    less, more, cos = high - 1.0, high + 1.0, np.cos(turn)
    beta = np.sin(turn) * np.sqrt(high) / q
    return _stack(
        high * (more - less * cos + beta), 2.0 * high * (less - more * cos),
        high * (more - less * cos - beta),
        more + less * cos + beta, -2.0 * (less + more * cos), more + less * cos - beta,
    )  # fmt: skip


def _make_high_shelf(gain_db: np.ndarray, cutoff: np.ndarray, q: np.ndarray, rate: int) -> np.ndarray:
    high, turn = 10.0 ** (gain_db / 40.0), 2.0 * np.pi * cutoff / rate
    less, more, cos = high - 1.0, high + 1.0, np.cos(turn)
    beta = np.sin(turn) * np.sqrt(high) / q
    return _stack(
        high * (more + less * cos + beta), -2.0 * high * (less + more * cos),
        high * (more + less * cos - beta),
        more - less * cos + beta, 2.0 * (less - more * cos), more - less * cos - beta,
    )  # fmt: skip


def _stack(*coefficients: np.ndarray) -> np.ndarray:
    return np.stack(np.broadcast_arrays(*coefficients), axis=-1)


_SHELVES = {1: _make_low_shelf, EQ_BANDS: _make_high_shelf}
