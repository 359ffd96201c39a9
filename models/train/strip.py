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
    eq = settings.eq_gain_db, settings.eq_hz, settings.eq_q
    filtered = filter_tracks(audio, settings.hpf_hz, *eq)
    pressed = compress(filtered, settings.threshold_db, settings.ratio)
    return place_tracks(pressed, settings.fader_db, settings.pan)


def place_tracks(audio: Tensor, fader_db: Tensor, pan: Tensor) -> Tensor:
    """Tracks (tracks, frames) behind fader and pan (tracks,): (tracks, 2, frames)."""
    gain = torch.pow(10.0, fader_db / 20.0)
    angle = (pan + 1.0) * (math.pi / 4.0)
    sides = torch.stack((torch.cos(angle), torch.sin(angle)), dim=1) * gain[:, None]
    return audio[:, None] * sides[:, :, None]


def filter_tracks(audio: Tensor, hpf_hz: Tensor | None, gain_db: Tensor, hz: Tensor, q: Tensor) -> Tensor:
    """High-pass (tracks,) and EQ (tracks, 4) by their spectrum: the engine's, but for the last ringing."""
    frames = audio.shape[1]
    length = frames + RING_OUT_FRAMES
    half_turns = math.pi / length * torch.arange(length // 2 + 1, dtype=audio.dtype)
    cos, sin = torch.cos(half_turns), torch.sin(half_turns)
    top = bottom = None
    for band, kind in enumerate(SHELVES):
        above, below = _eq(kind, gain_db[:, band], hz[:, band], q[:, band])
        above, below = _spread(above, cos, sin), _spread(below, cos, sin)
        top, bottom = (above, below) if top is None or bottom is None else (top * above, bottom * below)
    assert top is not None and bottom is not None
    response = top / bottom
    if hpf_hz is not None:
        edge = torch.tan(math.pi / RATE * hpf_hz)[:, None]
        passed = torch.complex(torch.zeros_like(edge * sin), sin.expand(len(edge), -1))
        response = response * (passed / torch.complex(edge * cos, sin.expand(len(edge), -1))).square()
    return torch.fft.irfft(torch.fft.rfft(audio, length) * response, length)[:, :frames]


def _eq(kind: str, gain_db: Tensor, hz: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """One band's analog polynomials over and under the line, (tracks, 3) each from s to the power of 0 on."""
    a = torch.pow(10.0, gain_db / 40.0)
    one = torch.ones_like(a)
    if kind == "bell":
        above, below = (one, a / q, one), (one, 1.0 / (a * q), one)
    else:
        rising, falling = (a, a.sqrt() / q, one), (one, a.sqrt() / q, a)
        above, below = (rising, falling) if kind == "low" else (falling, rising)
        above = tuple(a * value for value in above)
    edge = torch.tan(math.pi / RATE * hz)
    powers = torch.stack((one, 1.0 / edge, 1.0 / edge.square()), dim=1)
    return torch.stack(above, dim=1) * powers, torch.stack(below, dim=1) * powers


def _spread(polynomial: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """(tracks, bins) a polynomial (tracks, 3) on the bilinear axis s = j sin / cos, times cos squared.

    So nothing cancels where filters are low, as it would in powers of z.
    """
    real = polynomial[:, :1] * cos.square() - polynomial[:, 2:] * sin.square()
    return torch.complex(real, polynomial[:, 1:2] * (sin * cos))


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
