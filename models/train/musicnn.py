"""Musicnn: a published network that tells tags of music by ear, in PyTorch with its published weights.

It was trained on real recordings of real people, which the corpus has none of. The weights are in the PyPI
package `musicnn` 0.1.0 (ISC licence, Music Technology Group, Universitat Pompeu Fabra 2019).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nnf

from models.tagger import RATE
from models.train.checkpoint import read_checkpoint

FFT, STEP, MELS = 512, 256, 96
TAGS = 50
EMBEDDING = 200
"""Numbers that it makes of a window before it names tags."""

VOICES = (13, 15, 18, 19, 20, 26, 27, 33, 36, 39, 40, 48)
"""Tags that mean somebody sings or speaks: vocal, female, male, singing, vocals, woman..."""

LOUD = 0.1
"""Every window comes to this level before it is heard."""


class Musicnn(nn.Module):
    """From windows of sound to a spectrum over time, an embedding and tags."""

    mel_bank: torch.Tensor
    fourier: torch.Tensor

    def __init__(self, folder: Path) -> None:
        super().__init__()
        for name, values in read_checkpoint(folder).items():
            if "Adam" not in name:
                self.register_buffer(_spell(name), torch.tensor(values))
        self.register_buffer("mel_bank", torch.from_numpy(make_mel_bank()))
        self.register_buffer("fourier", torch.from_numpy(_make_fourier())[:, None])

    def forward(self, audio: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Of audio (windows, WINDOW) the logarithmic spectrum (windows, times, MELS), embedding and tags."""
        level = torch.sqrt(audio.square().mean(dim=1, keepdim=True) + 1e-12)
        spectrum = self._see(LOUD * audio / level)
        x = self._even(spectrum[:, None], 0)
        tall = nnf.pad(x, (0, 0, 3, 3))
        seen = [self._even(torch.relu(self._convolve(tall, n)), n + 1).amax(dim=3) for n in (0, 1)]
        for n, length in ((2, 128), (3, 64), (4, 32)):
            before = (length - 1) // 2
            wide = nnf.pad(x, (0, 0, before, length - 1 - before))
            seen.append(self._even(torch.relu(self._convolve(wide, n)), n + 1).amax(dim=3))
        features = [torch.cat(seen, dim=1).transpose(1, 2)[:, None]]
        for n in (5, 6, 7):
            padded = nnf.pad(features[-1], (0, 0, 3, 3))
            layer = self._even(torch.relu(self._convolve(padded, n)), n + 1).permute(0, 3, 2, 1)
            features.append(layer if n == 5 else layer + features[-1])
        whole = torch.cat(features, dim=3)[:, 0]
        pooled = torch.stack((whole.amax(dim=1), whole.mean(dim=1)), dim=2).flatten(1)
        embedding = self._even(torch.relu(self._weigh(self._even(pooled, 9), "dense")), 10)
        return spectrum, embedding, torch.sigmoid(self._weigh(embedding, "dense_1"))

    def _see(self, audio: torch.Tensor) -> torch.Tensor:
        """(windows, times, MELS) logarithm of the power."""
        padded = nnf.pad(audio[:, None], (FFT // 2, FFT // 2))
        parts = nnf.conv1d(padded, self.fourier, stride=STEP)
        power = parts[:, : FFT // 2 + 1].square() + parts[:, FFT // 2 + 1 :].square()
        return torch.log10(10000.0 * (self.mel_bank @ power) + 1.0).transpose(1, 2)

    def _even(self, x: torch.Tensor, layer: int) -> torch.Tensor:
        """Batch normalisation as it was learnt."""
        of = "batch_normalization" + (f"_{layer}" if layer else "")
        gain = self._get(of, "gamma") / torch.sqrt(self._get(of, "moving_variance") + 1e-3)
        shift = self._get(of, "beta") - self._get(of, "moving_mean") * gain
        shape = [1, -1] + [1] * (x.dim() - 2)
        return x * gain.reshape(shape) + shift.reshape(shape)

    def _convolve(self, x: torch.Tensor, layer: int) -> torch.Tensor:
        of = "conv2d" + (f"_{layer}" if layer else "")
        return nnf.conv2d(x, self._get(of, "kernel").permute(3, 2, 0, 1), self._get(of, "bias"))

    def _weigh(self, x: torch.Tensor, layer: str) -> torch.Tensor:
        return x @ self._get(layer, "kernel") + self._get(layer, "bias")

    def _get(self, layer: str, what: str) -> torch.Tensor:
        return self.get_buffer(_spell(f"{layer}/{what}"))


def _spell(name: str) -> str:
    return name.replace("/", "__")


def make_mel_bank() -> np.ndarray:
    """(MELS, FFT / 2 + 1) triangles of one area on Slaney's mel scale."""
    hz = np.linspace(0.0, RATE / 2, FFT // 2 + 1)
    corners = _mel_to_hz(np.linspace(0.0, _hz_to_mel(RATE / 2), MELS + 2))
    away, widths = corners[:, None] - hz, np.diff(corners)
    sides = np.minimum(-away[:-2] / widths[:-1, None], away[2:] / widths[1:, None])
    return (np.maximum(0.0, sides) * (2.0 / (corners[2:] - corners[:-2]))[:, None]).astype(np.float32)


def _hz_to_mel(hz: float) -> float:
    """A line under 1 kHz, a logarithm over it."""
    return 15.0 + 27.0 * np.log(hz / 1000.0) / np.log(6.4) if hz >= 1000.0 else 3.0 * hz / 200.0


def _mel_to_hz(mel: np.ndarray) -> np.ndarray:
    return np.where(mel >= 15.0, 1000.0 * np.exp(np.log(6.4) / 27.0 * (mel - 15.0)), mel * 200.0 / 3.0)


def _make_fourier() -> np.ndarray:
    """(FFT + 2, FFT) Hann-windowed cosines, then sines."""
    time = np.arange(FFT)
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * time / FFT)
    angle = 2.0 * np.pi * np.arange(FFT // 2 + 1)[:, None] * time / FFT
    return (np.concatenate((np.cos(angle), -np.sin(angle))) * window).astype(np.float32)
