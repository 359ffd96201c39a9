"""Frontend: from audio to what the network sees of one hop. Part of the exported graph."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import nn

RATE, HOP = 48000, 2400
WINDOW, STEP = 1024, 800
"""Three windows a hop for the bands over the crossover."""

LOW_FACTOR, LOW_WINDOW = 16, 300
"""One window of 100 ms for those under it, at a rate so much lower."""

CROSSOVER_HZ = 500.0
PAST = 2640
"""Frames before a hop that it still needs."""

TAPS = 193
"""Of the filter before the lower rate."""

LOW_END = (PAST + HOP - TAPS) // LOW_FACTOR * LOW_FACTOR + TAPS
"""Where its last window ends, in past and hop."""

PIECE = 150
"""The envelope is followed in pieces of 3 ms."""

FLOOR = 1e-10
"""Power that is nothing."""

SHAPES = 8
"""What is seen beside the bands, see `Frontend.forward`."""


def make_band_hz() -> np.ndarray:
    """Centres (bands,): 25 Hz apart at the bottom, then as the ear resolves, to 18 kHz."""
    centres = [30.0]
    while centres[-1] < 18000.0:
        step = 0.95 * 24.7 * (4.37e-3 * centres[-1] + 1.0)
        centres.append(centres[-1] + max(25.0, step))
    return np.array(centres)


BAND_HZ = make_band_hz()
BANDS = len(BAND_HZ)


def _spread(hz: np.ndarray) -> np.ndarray:
    """(bins, bands) how much of each bin belongs to each band; every row sums to one."""
    place = np.interp(hz, BAND_HZ, np.arange(BANDS))
    return np.maximum(0.0, 1.0 - np.abs(place[:, None] - np.arange(BANDS)))


def _fourier(window: int, rate: float, low_hz: float, high_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """(window, 2 bins) windowed cosines and sines, and (bins,) their frequencies; powers are mean squares."""
    hz = np.arange(window // 2 + 1) * rate / window
    hz = hz[(hz >= low_hz) & (hz < high_hz)]
    hann = np.hanning(window + 1)[:-1]
    phase = 2.0 * np.pi * np.arange(window)[:, None] * hz / rate
    scale = math.sqrt(2.0 / (window * np.sum(hann**2)))
    return scale * hann[:, None] * np.concatenate((np.cos(phase), np.sin(phase)), axis=1), hz


def _slow(taps: np.ndarray, waves: np.ndarray) -> np.ndarray:
    """(frames, 2 bins) waves (LOW_WINDOW, 2 bins) as heard behind a filter at every LOW_FACTOR-th frame."""
    heard = np.zeros((LOW_FACTOR * (len(waves) - 1) + len(taps), waves.shape[1]))
    for index, wave in enumerate(waves):
        heard[LOW_FACTOR * index : LOW_FACTOR * index + len(taps)] += taps[:, None] * wave
    return heard


class Frontend(nn.Module):
    """Levels in bands and shapes of the envelope of tracks, hop after hop."""

    high_even: torch.Tensor
    high_odd: torch.Tensor
    low: torch.Tensor
    high_bands: torch.Tensor
    low_bands: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        high, high_hz = _fourier(WINDOW, RATE, CROSSOVER_HZ, RATE / 2)
        low, low_hz = _fourier(LOW_WINDOW, RATE / LOW_FACTOR, 15.0, CROSSOVER_HZ)
        taps = np.sinc((np.arange(TAPS) - TAPS // 2) / LOW_FACTOR * 0.9) * np.hamming(TAPS)
        half, bins = WINDOW // 2, len(high_hz)
        self.register_buffer("high_even", torch.tensor(high[1 : half + 1, :bins], dtype=torch.float32))
        self.register_buffer("high_odd", torch.tensor(high[1:half, bins:], dtype=torch.float32))
        self.register_buffer("low", torch.tensor(_slow(taps / taps.sum(), low), dtype=torch.float32))
        self.register_buffer("high_bands", torch.tensor(_spread(high_hz), dtype=torch.float32))
        self.register_buffer("low_bands", torch.tensor(_spread(low_hz), dtype=torch.float32))

    def forward(self, audio: torch.Tensor, past: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Audio (tracks, 2, HOP) after `past` (tracks, 2, PAST): features (tracks, BANDS + SHAPES), new past.

        The bands are powers of the middle and the side together, in dB. The shapes: how far the envelope's
        peak stands over its mean, and how much it rises, for the whole sound and for its highs; the peak in
        dB; the side against all and the left against the right as shares; the share of the highs.
        """
        heard = torch.cat((past, audio), dim=2)
        middle, side = 0.5 * (heard[:, 0] + heard[:, 1]), 0.5 * (heard[:, 0] - heard[:, 1])
        energy = audio.square().mean(dim=2) + FLOOR
        side_share = (side[:, PAST:].square().mean(dim=1) + 0.5 * FLOOR) / (0.5 * energy.sum(dim=1))
        lean = (energy[:, 0] - energy[:, 1]) / energy.sum(dim=1)
        all_of_middle = 2.0 / torch.clamp(1.0 - side_share, min=0.02)
        bands = all_of_middle[:, None] * (self._high(middle) + self._low(middle))
        peak = audio.abs().amax(dim=(1, 2))
        envelope = _follow(middle[:, PAST:])
        both = heard[:, 0] + heard[:, 1]
        sharp = _follow(both[:, PAST:] - both[:, PAST - 1 : -1])
        highs = sharp.mean(dim=1) / (envelope.mean(dim=1) + FLOOR)
        features = [
            10.0 * torch.log10(bands + FLOOR),
            torch.stack(
                (
                    *_shape(envelope),
                    *_shape(sharp),
                    20.0 * torch.log10(peak + 1e-5),
                    side_share,
                    lean,
                    torch.log10(highs + 1e-6),
                ),
                dim=1,
            ),
        ]
        return torch.cat(features, dim=1), heard[:, :, HOP:]

    def _high(self, middle: torch.Tensor) -> torch.Tensor:
        start = PAST + HOP - WINDOW - 2 * STEP
        frames = torch.stack(
            [middle[:, start + n * STEP : start + n * STEP + WINDOW] for n in range(3)], dim=1
        )
        # Cosines are the same on both sides of a window's middle and sines the opposite: half the work.
        first, last = frames[..., 1 : WINDOW // 2], frames[..., WINDOW // 2 + 1 :].flip(-1)
        even = torch.cat((first + last, frames[..., WINDOW // 2 : WINDOW // 2 + 1]), dim=-1)
        powers = (even @ self.high_even).square() + ((first - last) @ self.high_odd).square()
        return powers.mean(dim=1) @ self.high_bands

    def _low(self, middle: torch.Tensor) -> torch.Tensor:
        parts = middle[:, LOW_END - self.low.shape[0] : LOW_END] @ self.low
        bins = self.low.shape[1] // 2
        return (parts[:, :bins].square() + parts[:, bins:].square()) @ self.low_bands


def _follow(sound: torch.Tensor) -> torch.Tensor:
    """(tracks, pieces) mean squares of sound (tracks, HOP)."""
    return sound.reshape(-1, HOP // PIECE, PIECE).square().mean(dim=2)


def _shape(envelope: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """How far the peak stands over the mean, and how much the envelope rises in all; decades."""
    relative = torch.log10(envelope / (envelope.mean(dim=1, keepdim=True) + FLOOR) + 1e-3)
    rises = torch.clamp(relative[:, 1:] - relative[:, :-1], min=0.0)
    return relative.amax(dim=1), rises.sum(dim=1)
