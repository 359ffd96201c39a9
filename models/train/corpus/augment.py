"""Augmentation: what makes one song many, each a small function of float32 (channels, frames)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import signal

Audio = np.ndarray
Draw = np.random.Generator
Band = tuple[float, float, float]
"""A bell of an equaliser: frequency in Hz, gain in dB, Q."""

_STEP_FRAMES = 64
_STRETCH_FRAMES, _STRETCH_HOP = 2048, 512
_OVERLAP = 1.5
"""What squared Hann windows at a quarter of their length sum to."""


def change_level(audio: Audio, gain_db: float) -> Audio:
    """Louder or softer."""
    return audio * np.float32(10.0 ** (gain_db / 20.0))


def flip_polarity(audio: Audio) -> Audio:
    """The other way round."""
    return -audio


def rebalance(audio: Audio, balance_db: float) -> Audio:
    """The left side raised against the right by so much, one half each; mono stays as it is."""
    if len(audio) != 2:
        return audio.copy()
    half = 10.0 ** (balance_db / 40.0)
    return audio * np.array([[half], [1.0 / half]], np.float32)


def equalize(audio: Audio, rate: int, bands: Sequence[Band]) -> Audio:
    """Through bells; the same bells with opposite gains undo it."""
    if not bands:
        return audio.copy()
    sections = np.array([_make_bell(rate, *band) for band in bands])
    return np.asarray(signal.sosfilt(sections, audio.astype(np.float64), axis=1), np.float32)


def draw_bands(draw: Draw, most: int = 3, most_db: float = 9.0) -> list[Band]:
    """Bells as somebody might set them."""
    count = int(draw.integers(0, most + 1))
    return [
        (float(60.0 * 2.0 ** draw.uniform(0, 7.5)), float(draw.uniform(-most_db, most_db)), _draw_q(draw))
        for _ in range(count)
    ]


def compress(
    audio: Audio,
    rate: int,
    threshold_db: float,
    ratio: float,
    attack_ms: float = 10.0,
    release_ms: float = 120.0,
) -> Audio:
    """Dynamics: what is over the threshold is turned down; a ratio under 1 expands instead."""
    steps = -(-audio.shape[1] // _STEP_FRAMES)
    padded = np.pad(audio, ((0, 0), (0, steps * _STEP_FRAMES - audio.shape[1])))
    peaks = np.abs(padded).reshape(len(audio), steps, _STEP_FRAMES).max(axis=(0, 2))
    over_db = np.maximum(0.0, 20.0 * np.log10(peaks + 1e-9) - threshold_db)
    wanted_db = over_db * (1.0 / ratio - 1.0)
    rise, fall = (np.exp(-_STEP_FRAMES / (rate * ms / 1000.0)) for ms in (attack_ms, release_ms))
    gain_db, now = np.empty(steps), 0.0
    for step, target in enumerate(wanted_db):
        hold = rise if abs(target) > abs(now) else fall
        now = target + hold * (now - target)
        gain_db[step] = now
    curve = np.interp(np.arange(audio.shape[1]) / _STEP_FRAMES, np.arange(steps) + 0.5, gain_db)
    return audio * (10.0 ** (curve / 20.0)).astype(np.float32)


def add_bleed(stems: Sequence[Audio], rate: int, draw: Draw, loudest_db: float = -12.0) -> list[Audio]:
    """Every microphone hears the others: later, duller and softer."""
    heard = [stem.copy() for stem in stems]
    for index, stem in enumerate(heard):
        for other, source in enumerate(stems):
            if other != index and draw.random() < 0.5:
                cutoff_hz = float(draw.uniform(800.0, min(6000.0, 0.4 * rate)))
                delay = int(rate * draw.uniform(0.001, 0.015))
                section = signal.butter(1, cutoff_hz, fs=rate, output="sos")
                dull = signal.sosfilt(section, source.mean(axis=0)[: max(0, source.shape[1] - delay)])
                frames = min(stem.shape[1], delay + len(dull))
                gain = 10.0 ** (draw.uniform(loudest_db - 24.0, loudest_db) / 20.0)
                stem[:, delay:frames] += (gain * dull[: frames - delay]).astype(np.float32)
    return heard


def add_room(audio: Audio, rate: int, draw: Draw) -> Audio:
    """In a room of random size: noise that decays, faster at the top."""
    decay_s, wet_db = draw.uniform(0.15, 1.2), draw.uniform(-24.0, -8.0)
    times = np.arange(round(decay_s * rate)) / rate
    noise = draw.standard_normal((len(audio), len(times))) * 10.0 ** (-3.0 * times / decay_s)
    dull = signal.butter(1, float(draw.uniform(1500.0, 0.35 * rate)), fs=rate, output="sos")
    reply = np.pad(signal.sosfilt(dull, noise, axis=1), ((0, 0), (int(rate * draw.uniform(0.002, 0.02)), 0)))
    reply *= 10.0 ** (wet_db / 20.0) / np.sqrt((reply**2).sum(axis=1, keepdims=True) + 1e-12)
    wet = signal.fftconvolve(audio, reply, axes=1)[:, : audio.shape[1]]
    return audio + wet.astype(np.float32)


def drop_out(audio: Audio, rate: int, draw: Draw, longest_s: float = 4.0) -> Audio:
    """With holes: a cable, a mute, a player who rests. Faded in and out over 10 ms."""
    open_ = np.ones(audio.shape[1], np.float32)
    for _ in range(int(draw.integers(1, 4))):
        length = int(rate * draw.uniform(0.1, longest_s))
        start = int(draw.integers(0, max(1, audio.shape[1] - length)))
        open_[start : start + length] = 0.0
    fade = np.hanning(rate // 100 + 2)[1:-1].astype(np.float32)
    return audio * np.clip(np.convolve(open_, fade / fade.sum(), "same"), 0.0, 1.0).astype(np.float32)


def split_track(audio: Audio, rate: int, draw: Draw) -> tuple[Audio, Audio]:
    """One track as two that sum to it: by passages, or as one part heard by two microphones."""
    if draw.random() < 0.5:
        share = np.full(audio.shape[1], draw.uniform(0.3, 0.7), np.float32)
    else:
        points = draw.integers(0, 2, max(2, audio.shape[1] // (4 * rate) + 2)).astype(float)
        places = np.linspace(0, audio.shape[1], len(points))
        position = np.interp(np.arange(audio.shape[1]), places, points)
        share = np.clip((position - 0.5) * 40.0 + 0.5, 0.0, 1.0).astype(np.float32)
    first = audio * share
    return first, audio - first


def merge_tracks(stems: Sequence[Audio]) -> Audio:
    """Several tracks as one."""
    return np.stack(stems).sum(axis=0, dtype=np.float32)


def hide_role(role: str, draw: Draw, share: float = 0.5) -> str:
    """The label, or nothing: live inputs often have none."""
    return "" if draw.random() < share else role


def change_speed(audio: Audio, ratio: float) -> Audio:
    """Faster and higher together, as tape does; the same ratio for all stems of a song."""
    frames = max(1, round(audio.shape[1] / ratio))
    up, down = _round_ratio(1.0 / ratio)
    played = signal.resample_poly(audio, up, down, axis=1)[:, :frames]
    return np.pad(played, ((0, 0), (0, frames - played.shape[1]))).astype(np.float32)


def change_tempo(audio: Audio, ratio: float) -> Audio:
    """Faster at the same pitch; both sides turn together, so the image stands."""
    frames, hop = _STRETCH_FRAMES, _STRETCH_HOP
    window = np.hanning(frames + 1)[:-1]
    padded = np.pad(audio, ((0, 0), (frames, 2 * frames)))
    count = int((padded.shape[1] - frames - hop) / (hop * ratio))
    out = np.zeros((len(audio), count * hop + frames))
    turn = np.zeros(frames // 2 + 1)
    for index in range(count):
        at = hop + int(index * hop * ratio)
        before = np.fft.rfft(padded[:, at - hop : at - hop + frames].sum(axis=0) * window)
        now = np.fft.rfft(padded[:, at : at + frames] * window, axis=1)
        angle = np.angle(now.sum(axis=0))
        turn = turn + angle - np.angle(before) if index else angle
        turned = np.fft.irfft(now * np.exp(1j * (turn - angle)), frames, axis=1)
        out[:, index * hop : index * hop + frames] += turned * window
    start, length = round((frames / 2 - hop) / ratio + frames / 2), round(audio.shape[1] / ratio)
    played = out[:, start : start + length] / _OVERLAP
    return np.pad(played, ((0, 0), (0, length - played.shape[1]))).astype(np.float32)


def change_pitch(audio: Audio, semitones: float) -> Audio:
    """Higher or lower at the same tempo and length."""
    ratio = 2.0 ** (semitones / 12.0)
    shifted = change_speed(change_tempo(audio, 1.0 / ratio), ratio)[:, : audio.shape[1]]
    return np.pad(shifted, ((0, 0), (0, audio.shape[1] - shifted.shape[1])))


def swap_fonts(first: Sequence[Audio], second: Sequence[Audio], draw: Draw) -> list[Audio]:
    """Stems of one MIDI song drawn from two soundfonts, each as loud as in the first."""
    swapped = []
    for ours, theirs in zip(first, second, strict=True):
        loud, other = (float(np.sqrt(np.mean(audio**2))) for audio in (ours, theirs))
        take = draw.random() < 0.5 and loud > 1e-6 and other > 1e-6
        swapped.append(theirs * np.float32(loud / other) if take else ours.copy())
    return swapped


def _make_bell(rate: int, hz: float, gain_db: float, q: float) -> list[float]:
    turn = 2.0 * np.pi * min(hz, 0.45 * rate) / rate
    alpha, root = np.sin(turn) / (2.0 * q), 10.0 ** (gain_db / 40.0)
    a0 = 1.0 + alpha / root
    middle = -2.0 * np.cos(turn) / a0
    return [(1 + alpha * root) / a0, middle, (1 - alpha * root) / a0, 1.0, middle, (1 - alpha / root) / a0]


def _draw_q(draw: Draw) -> float:
    return float(0.4 * 2.0 ** draw.uniform(0.0, 3.0))


def _round_ratio(ratio: float) -> tuple[int, int]:
    """A ratio as two small whole numbers."""
    down = 100
    return max(1, round(ratio * down)), down
