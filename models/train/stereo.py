"""Stereo: how far one mix sounds from another, by sum and difference in short spectra of three lengths."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.bands import weigh_hz
from models.train.frontend import RATE

WINDOWS = (512, 2048, 8192)
"""Frames; a quarter apart."""

FLOOR = 1e-7
"""Of a spectrum's mean power: what lies under it is not told apart."""

LEAST_SHARE = 0.3
"""Sum or difference of less than this share of the other is measured as if it had so much."""


def compare_mixes(made: Tensor, human: Tensor) -> Tensor:
    """One number for how far `made` sounds from `human`, (2, frames) each; 0 for the same at any volume.

    After Steinmetz's stereo loss: spectral convergence and the distance of log magnitudes, of the sum and of
    the difference. Left and right may be swapped.
    """
    parts = []
    for window in WINDOWS:
        ours, theirs = _see(made, window), _see(human, window)
        norm = torch.linalg.vector_norm(theirs, dim=(1, 2))
        whole = max(float(norm.max()), theirs[0].numel() ** 0.5)
        norm = torch.clamp(norm, min=LEAST_SHARE * whole)
        parts.append(torch.linalg.vector_norm(ours - theirs, dim=(1, 2)) / norm)
        parts.append((torch.log(ours) - torch.log(theirs)).abs().mean(dim=(1, 2)))
    return 2.0 * torch.stack(parts).mean()


def _see(mix: Tensor, window: int) -> Tensor:
    """(2, bins, pieces) magnitudes of sum and difference, K-weighted, the loudness of both together 1."""
    both = torch.stack((mix[0] + mix[1], mix[0] - mix[1]))
    hann = torch.hann_window(window, dtype=mix.dtype)
    spectrum = torch.stft(both, window, window // 4, window=hann, center=False, return_complex=True)
    hz = np.arange(window // 2 + 1) * (RATE / window)
    weight = torch.as_tensor(weigh_hz(hz, RATE), dtype=mix.dtype)[:, None]
    power = weight * (spectrum.real.square() + spectrum.imag.square())
    return torch.sqrt(power / (power.mean() + 1e-20) + FLOOR)
