"""Curves: what the strip's high-pass and EQ do to the bands, in dB, so that gradients pass."""

from __future__ import annotations

import math

import torch

from models.train.frontend import BAND_HZ, RATE

SHELVES = ("low", "bell", "bell", "high")


def eq_curve(kind: str, gain_db: torch.Tensor, hz: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """(..., bands) dB of one EQ band with gain, frequency and q of any shape (...).

    The engine's filters are bilinear images of analog ones: at tan(w/2) they are these, exactly.
    """
    w2 = (_warp(torch.as_tensor(BAND_HZ, dtype=hz.dtype)) / _warp(hz)[..., None]).square()
    a = torch.pow(10.0, gain_db / 40.0)[..., None]
    q2 = q.square()[..., None]
    if kind == "bell":
        top = (1.0 - w2).square() + a * a / q2 * w2
        bottom = (1.0 - w2).square() + w2 / (a * a * q2)
    else:
        slope = a / q2 * w2
        rising, falling = (a - w2).square() + slope, (1.0 - a * w2).square() + slope
        top, bottom = (rising, falling) if kind == "low" else (falling, rising)
        top = a * a * top
    return 10.0 * torch.log10(top / bottom)


def _warp(hz: torch.Tensor) -> torch.Tensor:
    return torch.tan(math.pi / RATE * hz)


def eq_curves(gain_db: torch.Tensor, hz: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """(..., bands) dB of a whole EQ, its values (..., 4)."""
    parts = [eq_curve(kind, gain_db[..., n], hz[..., n], q[..., n]) for n, kind in enumerate(SHELVES)]
    return torch.stack(parts).sum(dim=0)


def highpass_curve(hz: torch.Tensor) -> torch.Tensor:
    """(..., bands) dB of the strip's high-pass: two of the first order."""
    passed, edge = _warp(torch.as_tensor(BAND_HZ, dtype=hz.dtype)).square(), _warp(hz).square()[..., None]
    return 20.0 * torch.log10(passed / (passed + edge))
