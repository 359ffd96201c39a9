"""Strip: the engine's channel strip in PyTorch, so that a loss on the sound reaches its settings."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.train.curves import SHELVES
from models.train.frontend import RATE

ATTACK_MS, RELEASE_MS = 10.0, 120.0
RING_OUT_FRAMES = RATE
"""Filters ring on behind the end; so much silence is given to it."""


class StripSettings(NamedTuple):
    """One strip's settings in engine units; (tracks,), the EQ's (tracks, 4)."""

    hpf_hz: Tensor
    eq_gain_db: Tensor
    eq_hz: Tensor
    eq_q: Tensor
    threshold_db: Tensor
    ratio: Tensor
    fader_db: Tensor
    pan: Tensor


def play_strips(audio: Tensor, settings: StripSettings) -> Tensor:
    """Mono tracks (tracks, frames) through their strips: (tracks, 2, frames) as they come to the bus."""
    filtered = _filter(audio, settings)
    pressed = compress(filtered, settings.threshold_db, settings.ratio)
    gain = torch.pow(10.0, settings.fader_db / 20.0)
    angle = (settings.pan + 1.0) * (math.pi / 4.0)
    sides = torch.stack((torch.cos(angle), torch.sin(angle)), dim=1) * gain[:, None]
    return pressed[:, None] * sides[:, :, None]


def _filter(audio: Tensor, settings: StripSettings) -> Tensor:
    """High-pass and EQ by their spectrum: the same filters as the engine's, but for the very last ringing."""
    frames = audio.shape[1]
    length = frames + RING_OUT_FRAMES
    turns = torch.arange(length // 2 + 1, dtype=audio.dtype) / length
    z = torch.polar(torch.ones_like(turns), -2.0 * math.pi * turns)
    response = _highpass(settings.hpf_hz, z)
    for band, kind in enumerate(SHELVES):
        values = (settings.eq_gain_db[:, band], settings.eq_hz[:, band], settings.eq_q[:, band])
        response = response * _eq(kind, *values, z)
    return torch.fft.irfft(torch.fft.rfft(audio, length) * response, length)[:, :frames]


def _highpass(hz: Tensor, z: Tensor) -> Tensor:
    edge = torch.tan(math.pi / RATE * hz)[:, None]
    return ((1.0 - z) / (1.0 + edge + (edge - 1.0) * z)) ** 2


def _eq(kind: str, gain_db: Tensor, hz: Tensor, q: Tensor, z: Tensor) -> Tensor:
    """(tracks, bins) the response of one band."""
    a = torch.pow(10.0, gain_db / 40.0)[:, None]
    w = (2.0 * math.pi / RATE * hz)[:, None]
    cos, alpha = torch.cos(w), torch.sin(w) / (2.0 * q[:, None])
    if kind == "bell":
        top = 1.0 + alpha * a - 2.0 * cos * z + (1.0 - alpha * a) * z * z
        return top / (1.0 + alpha / a - 2.0 * cos * z + (1.0 - alpha / a) * z * z)
    sign = 1.0 if kind == "low" else -1.0
    up, down, edge = a + 1.0, a - 1.0, 2.0 * torch.sqrt(a) * alpha
    top = up - sign * down * cos + edge + (up - sign * down * cos - edge) * z * z
    top = a * (top + 2.0 * sign * (down - sign * up * cos) * z)
    bottom = up + sign * down * cos + edge + (up + sign * down * cos - edge) * z * z
    return top / (bottom - 2.0 * sign * (down + sign * up * cos) * z)


def compress(audio: Tensor, threshold_db: Tensor, ratio: Tensor) -> Tensor:
    """The engine's compressor at its default times on (tracks, frames)."""
    envelope = follow_envelope(audio.abs())
    over = torch.clamp(envelope / torch.pow(10.0, threshold_db / 20.0)[:, None], min=1.0)
    return audio * torch.pow(over, (1.0 / ratio - 1.0)[:, None])


def follow_envelope(level: Tensor) -> Tensor:
    """(tracks, frames) levels as the compressor follows them: quickly up, slowly down."""
    return _Envelope.apply(level)  # pyright: ignore[reportReturnType]


_ATTACK, _RELEASE = (math.exp(-2.0 * math.pi * 1000.0 / RATE / ms) for ms in (ATTACK_MS, RELEASE_MS))


class _Envelope(torch.autograd.Function):
    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, level: Tensor) -> Tensor:
        rows = level.detach().numpy().T.copy()
        envelope, held = np.empty_like(rows), np.zeros_like(rows[0])
        for frame, now in enumerate(rows):
            held = now + np.where(now > held, _ATTACK, _RELEASE) * (held - now)
            envelope[frame] = held
        followed = torch.from_numpy(envelope.T.copy()).to(level.dtype)
        ctx.save_for_backward(level, followed)
        return followed

    @staticmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: torch.autograd.function.FunctionCtx, grad: Tensor
    ) -> Tensor:
        level, envelope = ctx.saved_tensors  # pyright: ignore[reportAttributeAccessIssue]
        before = torch.cat((torch.zeros_like(envelope[:, :1]), envelope[:, :-1]), dim=1)
        keep = torch.where(level > before, _ATTACK, _RELEASE).numpy().T.copy()
        rows = grad.numpy().T.copy()
        slope, held = np.empty_like(rows), np.zeros_like(rows[0])
        for frame in range(len(rows) - 1, -1, -1):
            held = rows[frame] + held
            slope[frame] = (1.0 - keep[frame]) * held
            held = keep[frame] * held
        return torch.from_numpy(slope.T.copy()).to(level.dtype)
