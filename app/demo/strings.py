"""Plucked strings: Karplus-Strong loops solved in the frequency domain, so any pitch is in tune."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from app.demo.filters import Band, response
from app.demo.score import RATE_HZ, pitch_to_hz
from app.demo.tape import Audio, Span, Tape, dice

TAKES = 3
CHOKE_FRAMES = round(0.012 * RATE_HZ)
PULSE_FRAMES = 12


class String(NamedTuple):
    """How a string sounds: time to fall 60 dB, darkness (0..0.5), pick brightness, pick place (0..0.5)."""

    decay_s: float
    damping: float
    pick_hz: float
    pick_place: float


class Pluck(NamedTuple):
    """One pluck of one string; the string rings until `beats` are over or it is plucked again."""

    beat: float
    string: int
    pitch: int
    beats: float
    gain: float
    late_ms: float
    sound: String


def pluck(string: String, pitch: int, take: int, size: int) -> Audio:
    """One plucked note (size,) that nobody stops, peak 1; the size is a power of two."""
    hz = pitch_to_hz(pitch)
    period = RATE_HZ / hz
    # A finger lets go of a string at once but never quite alike: a pulse, and a little noise for one period.
    noise = dice(f"pluck {pitch}", take).standard_normal(round(period))
    burst = np.zeros(size)
    burst[:PULSE_FRAMES] = np.hanning(PULSE_FRAMES)
    burst[: len(noise)] += 0.2 * noise * np.hanning(len(noise))
    # Solving on a circle of radius above one keeps the ring of the end from wrapping to the start.
    radius = 10.0 ** (3.0 / size)
    fade = radius ** -np.arange(size, dtype=np.float64)
    log_z = np.log(radius) + 2j * np.pi * np.arange(size // 2 + 1) / size
    delay = np.exp(-log_z)
    loop_gain = 10.0 ** (-3.0 / (string.decay_s * hz))
    loop = loop_gain * ((1 - string.damping) + string.damping * delay)
    loop *= np.exp(-(period - string.damping) * log_z)
    comb = 1 - 0.9 * np.exp(-period * string.pick_place * log_z)
    # A string's harmonics grow weaker one by one.
    tilt = 1 - np.exp(-2 * np.pi / period) * delay
    colour = response(Band("low", string.pick_hz, 0.6), delay) * response(Band("high", 0.6 * hz), delay)
    tone = np.fft.irfft(np.fft.rfft(burst * fade) * comb * colour / (tilt * (1 - loop)), size) / fade
    tone[:48] *= np.linspace(0, 1, 48)
    return (tone / np.max(np.abs(tone))).astype(np.float32)


def ring(span: Span, plucks: Iterable[Pluck]) -> Audio:
    """All plucks laid on tape (frames,), each string sounding one note at a time."""
    tape, play = Tape(span), cache(pluck)
    by_string: dict[int, list[Pluck]] = {}
    for each in sorted(plucks, key=lambda each: each.beat):
        by_string.setdefault(each.string, []).append(each)
    for string, line in by_string.items():
        for number, each in enumerate(line):
            until = each.beat + each.beats
            if number + 1 < len(line):
                until = min(until, line[number + 1].beat)
            frames = round(span.beat_to_frame(until) - span.beat_to_frame(each.beat)) + CHOKE_FRAMES
            size = 1 << (frames - 1).bit_length()
            sound = play(each.sound, each.pitch, (number + string) % TAKES, size)[:frames].copy()
            sound[-CHOKE_FRAMES:] *= np.hanning(2 * CHOKE_FRAMES)[CHOKE_FRAMES:].astype(np.float32)
            tape.add(each.beat, sound, each.gain, each.late_ms)
    return tape.audio
