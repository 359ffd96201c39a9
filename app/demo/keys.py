"""The keyboard player: an electric piano by frequency modulation, and a warm detuned pad."""

from collections.abc import Callable
from functools import cache

import numpy as np

from app.demo.filters import Band, filtered
from app.demo.score import BEATS_PER_BAR, FRAMES_PER_BAR, RATE_HZ, Bar, pitch_to_hz, voicing
from app.demo.tape import Audio, Span, Tape, dice

NOTE_S = 3.0
RELEASE_FRAMES = round(0.09 * RATE_HZ)
# (beat, beats, velocity) of each chord the right hand plays.
COMPING = {
    "intro": (((0, 3.8, 0.7),),),
    "verse": (
        ((0, 1.3, 0.7), (1.5, 0.3, 0.45), (2.5, 1.2, 0.6)),
        ((0, 0.9, 0.65), (1.75, 0.9, 0.6), (3, 0.4, 0.45)),
    ),
    "chorus": (
        ((0, 0.9, 0.95), (1, 0.4, 0.6), (1.5, 0.9, 0.85), (2.75, 0.4, 0.7), (3.5, 0.45, 0.75)),
        ((0, 0.9, 0.95), (1.5, 0.4, 0.75), (2, 0.9, 0.9), (3, 0.4, 0.65), (3.5, 0.45, 0.75)),
    ),
    "bridge": (((0, 1.9, 0.7), (2, 1.9, 0.6)),),
    "ending": (((0, 1.9, 0.9), (2, 1.9, 0.8)), ((0, 1.9, 0.8), (2, 1.9, 0.65)), ((0, 7.6, 0.75),), ()),
}


def piano_note(pitch: int, hardness: int) -> Audio:
    """One full-length electric piano note (frames,); hardness 0..3 brightens it."""
    hz, hard = pitch_to_hz(pitch), 0.35 + 0.25 * hardness
    seconds = np.arange(round(NOTE_S * RATE_HZ), dtype=np.float32) / RATE_HZ
    turn = (2 * np.pi * hz * seconds.astype(np.float64) % (2 * np.pi)).astype(np.float32)
    bar = np.sin(turn + 1.5 * hard * np.exp(-seconds / 0.5) * np.sin(turn))
    tine = np.sin(turn + 0.9 * hard * np.exp(-seconds / 0.08) * np.sin(7 * turn))
    decay_s = 1.6 * (60 / pitch) ** 1.5
    shape = np.exp(-seconds / decay_s) * (1 - np.exp(-seconds / 0.0025))
    return (0.6 * bar + 0.4 * tine) * shape * np.minimum(1, (NOTE_S - seconds) / 0.3)


def _chords(tape: Tape, bar: Bar, play: Callable[[int, int], Audio]) -> None:
    roll = dice("keys", bar)
    hands = COMPING[bar.section]
    left = bar.chord.bass + 24 if bar.chord.bass < 34 else bar.chord.bass + 12
    for beat, beats, velocity in hands[bar.position % len(hands)]:
        for pitch in [left, *voicing(bar.chord, 57)]:
            touch = velocity * roll.uniform(0.85, 1.0)
            frames = round(beats * FRAMES_PER_BAR / BEATS_PER_BAR) + RELEASE_FRAMES
            sound = play(pitch, min(3, int(4 * touch)))[:frames].copy()
            sound[-RELEASE_FRAMES:] *= np.hanning(2 * RELEASE_FRAMES)[RELEASE_FRAMES:].astype(np.float32)
            tape.add(bar.beat + beat, sound, 0.25 * touch, roll.normal(2, 4))


def keys(span: Span) -> Audio:
    """The electric piano's line output (frames,), with a slow tremolo."""
    tape, play = Tape(span), cache(piano_note)
    for bar in span:
        _chords(tape, bar, play)
    turn = 2 * np.pi * 4.2 * np.arange(span.frames) / RATE_HZ
    tremolo = (1 - 0.14 * np.sin(turn)).astype(np.float32)
    return filtered(tape.audio * tremolo, Band("high", 60), Band("low", 9000))


@cache
def _saw(pitch: int, slope: float) -> Audio:
    """One cycle of a saw whose harmonics stop below 7 kHz; a larger slope is darker."""
    harmonic = np.arange(1, int(7000 / pitch_to_hz(pitch)))
    level = harmonic**-slope / (1 + (harmonic * pitch_to_hz(pitch) / 2500) ** 2)
    turn = 2 * np.pi * np.arange(8192) / 8192
    return (np.sin(np.outer(turn, harmonic)) @ level).astype(np.float32)


def _swell(bar: Bar, bars: float) -> Audio:
    """One pad chord (frames,): three detuned saws a note, opening slowly."""
    frames = round(bars * FRAMES_PER_BAR)
    time = np.arange(frames)
    opening = (0.25 + 0.5 * bar.loudness * np.sin(np.pi * time / frames) ** 2).astype(np.float32)
    chord = np.zeros(frames, np.float32)
    roll = dice("pad", bar)
    for pitch in voicing(bar.chord, 54):
        for detune in (-0.07, 0.015, 0.08):
            step = pitch_to_hz(pitch + detune) * 8192 / RATE_HZ
            index = (time * step + roll.uniform(0, 8192)).astype(np.int64) & 8191
            dark, bright = _saw(pitch, 1.7), _saw(pitch, 1.0)
            chord += dark[index] + opening * (bright[index] - dark[index])
    rise, fall = round(0.35 * RATE_HZ), round(0.7 * RATE_HZ)
    chord[:rise] *= np.hanning(2 * rise)[:rise].astype(np.float32)
    chord[-fall:] *= np.hanning(2 * fall)[fall:].astype(np.float32)
    return chord * np.float32(0.05 * (0.5 + 0.5 * bar.loudness))


def pad(span: Span) -> Audio:
    """The pad's line output (frames,)."""
    tape = Tape(span)
    for bar in span:
        if bar.section != "ending" or bar.position < 2:
            tape.add(bar.beat, _swell(bar, 1.25), late_ms=-120 if bar.number > span.first_bar else 0)
        elif bar.position == 2:
            tape.add(bar.beat, _swell(bar, 1.9), late_ms=-120)
    return filtered(tape.audio, Band("high", 110), Band("low", 5000))
