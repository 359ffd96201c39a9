"""STFT: how differently two stereo mixes sound, after Steinmetz: sum and difference, in several windows."""

from __future__ import annotations

import torch
from torch import Tensor

WINDOWS = (512, 2048, 8192)
FLOOR = 1e-4


def stereo_distance(mix: Tensor, human: Tensor) -> Tensor:
    """Distance of mixes (2, frames): of what both sides share and of what they do not, all sizes alike."""
    total = mix.new_zeros(())
    for sign in (1.0, -1.0):
        ours, theirs = mix[0] + sign * mix[1], human[0] + sign * human[1]
        for window in WINDOWS:
            total = total + _distance(_magnitudes(ours, window), _magnitudes(theirs, window))
    return total / (2 * len(WINDOWS))


def _magnitudes(audio: Tensor, window: int) -> Tensor:
    shape = torch.hann_window(window, dtype=audio.dtype)
    spectrum = torch.stft(audio, window, window // 4, window=shape, return_complex=True)
    return torch.sqrt(spectrum.real.square() + spectrum.imag.square() + FLOOR**2)


def _distance(ours: Tensor, theirs: Tensor) -> Tensor:
    converged = torch.linalg.norm(theirs - ours) / (torch.linalg.norm(theirs) + FLOOR)
    return converged + (torch.log(theirs) - torch.log(ours)).abs().mean()
