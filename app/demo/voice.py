"""Sung voices: a glottal wave and breath through vowels that glide, shaped note by note."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.demo.filters import Band, filtered
from app.demo.score import RATE_HZ, Note, pitch_to_hz
from app.demo.tape import Audio, Span, dice
from app.demo.vowels import CONSONANTS, FORMANTS, Consonant, through_vowels

# Control curves hold one value every STEP_FRAMES, that is every millisecond.
STEP_FRAMES = RATE_HZ // 1000
HARMONICS = 44
# The singers' clock starts before the tape and ends after it, so that every sound fits.
MARGIN_MS = 1000

Curve = npt.NDArray[np.float64]


class Singer(NamedTuple):
    """One voice: its random numbers' name, throat size, vibrato, lateness, detuning and breathiness."""

    name: str
    throat: float = 1.0
    vibrato_cents: float = 32.0
    late_ms: float = 0.0
    detune_cents: float = 0.0
    breath: float = 0.05


class Sung(NamedTuple):
    """A note in milliseconds of the singers' clock: the consonant's start, the vowel's onset and end."""

    start: int
    onset: int
    end: int
    note: Note
    consonant: Consonant
    first: bool


def _timed(notes: Sequence[Note], span: Span, singer: Singer) -> list[Sung]:
    """Notes in time; the consonant comes before the beat, `first` marks a phrase's beginning."""
    roll = dice(singer.name, span.first_bar)
    sung: list[Sung] = []
    for note in notes:
        late = MARGIN_MS + singer.late_ms + float(np.clip(roll.normal(8, 9), -12, 28))
        onset = round(span.beat_to_frame(note.beat) / STEP_FRAMES + late)
        end = round(span.beat_to_frame(note.beat + note.beats) / STEP_FRAMES + late)
        consonant = CONSONANTS[note.consonant]
        start = onset - consonant.long_ms
        first = not sung or start - sung[-1].end > 130
        if not first:
            sung[-1] = sung[-1]._replace(end=min(sung[-1].end, start))
        sung.append(Sung(start, onset, end, note, consonant, first))
    return sung


def _smooth(curve: Curve, width_ms: int) -> Curve:
    """The curve under a moving raised-cosine window, its ends held."""
    window = np.hanning(width_ms + 2)[1:-1]
    held = np.pad(curve, (width_ms // 2, width_ms - 1 - width_ms // 2), mode="edge")
    return np.convolve(held, window / window.sum(), "valid").astype(np.float64)


def _pitches(sung: list[Sung], length: int, singer: Singer) -> Curve:
    """The sung pitch in MIDI numbers, a value a millisecond: portamento, scoops, vibrato and drift."""
    target, vibrato, scoop = np.full(length, 60.0), np.zeros(length), np.zeros(length)
    for each in sung:
        turn = each.start - 90 if each.first else (each.start + each.onset) // 2 - 5
        target[turn:] = each.note.pitch
        place = slice(each.onset, each.end + 60)
        time = np.arange(place.stop - place.start)
        depth = np.clip((time - 260) / 380, 0, 1) * np.clip((len(time) - time) / 120, 0, 1)
        vibrato[place] = singer.vibrato_cents / 100 * depth * np.sin(2 * np.pi * 5.3 * (time - 260) / 1000)
        if each.first:
            scoop[place] -= 0.7 * np.exp(-time / 55)
    drift = _smooth(dice(singer.name + " drift").standard_normal(length), 220)
    drift += 0.25 * _smooth(dice(singer.name + " jitter").standard_normal(length), 25)
    return _smooth(target, 85) + _smooth(scoop, 30) + vibrato + 0.6 * drift + singer.detune_cents / 100


def _effort(sung: list[Sung], length: int, loudness: Sequence[float]) -> Curve:
    """How hard the voice sounds, 0..1, a value a millisecond."""
    effort = np.zeros(length)
    for each, loud in zip(sung, loudness, strict=True):
        effort[each.start : each.onset] = each.consonant.voiced * loud
        time = np.linspace(0, 1, each.end - each.onset)
        effort[each.onset : each.end] = loud * (0.82 + 0.18 * np.sin(np.pi * time**0.7))
    return _smooth(effort, 45)


def _hiss(sung: list[Sung], length: int) -> tuple[Curve, Curve]:
    """Noise of the mouth and of the throat, a value a millisecond: consonants, and breaths before phrases."""
    mouth, throat = np.zeros(length), np.zeros(length)
    for each in sung:
        burst = slice(each.onset - each.consonant.noise_ms, each.onset - 4)
        (mouth if each.consonant.noise_hz else throat)[burst] += each.consonant.noise
        if each.first:
            throat[each.start - 380 : each.start - 80] += 0.1 * np.hanning(300)
    return _smooth(mouth, 16), _smooth(throat, 26)


def _throat_shape(sung: list[Sung], length: int, singer: Singer) -> Curve:
    """Formant frequencies and levels gliding from sound to sound, (length, 2, 5)."""
    shape = np.empty((length, 2, 5))
    shape[:] = FORMANTS["a"]
    for each in sung:
        shape[each.start :] = FORMANTS[each.consonant.shape or each.note.vowel]
        shape[each.onset - 5 :] = FORMANTS[each.note.vowel]
    for row in shape.reshape(length, 10).T:
        row[:] = _smooth(row, 70)
    shape[:, 0] *= singer.throat
    return shape


def _to_frames(curve: Curve, frames: int) -> Curve:
    """A curve with a value a millisecond as one with a value a frame."""
    return np.interp(np.arange(frames) / STEP_FRAMES, np.arange(len(curve)), curve)


def _glottis(pitch_hz: Curve) -> Audio:
    """The vocal folds' wave (frames,), its harmonics falling gently and ending below 18 kHz."""
    harmonic = np.arange(1, HARMONICS + 1)
    turn = 2 * np.pi * np.arange(8193) / 8192
    wave = np.cos(np.outer(turn, harmonic)) @ (harmonic**-0.55)
    phase = np.cumsum(pitch_hz) / RATE_HZ % 1.0 * 8192
    index = phase.astype(np.int64)
    return (wave[index] + (phase - index) * (wave[index + 1] - wave[index])).astype(np.float32) * 0.1


def sing(notes: Sequence[Note], loudness: Sequence[float], span: Span, singer: Singer) -> Audio:
    """The notes sung by one singer (frames,)."""
    length = 2 * MARGIN_MS + span.frames // STEP_FRAMES
    frames = length * STEP_FRAMES
    sung = _timed(notes, span, singer)
    folds = _glottis(pitch_to_hz(0) * 2 ** (_to_frames(_pitches(sung, length, singer), frames) / 12))
    effort = _to_frames(_effort(sung, length, loudness), frames)
    mouth, throat = (_to_frames(curve, frames) for curve in _hiss(sung, length))
    noise = dice(singer.name + " breath").standard_normal(frames)
    source = folds * effort + 0.35 * noise * (throat + singer.breath * effort)
    voiced = through_vowels(source.astype(np.float32), _throat_shape(sung, length, singer), STEP_FRAMES)
    voiced += _mouth(sung, (noise * mouth).astype(np.float32))
    return voiced[MARGIN_MS * STEP_FRAMES :][: span.frames]


def _mouth(sung: list[Sung], noise: Audio) -> Audio:
    """The consonants' noise (frames,), coloured one consonant at a time."""
    coloured = np.zeros_like(noise)
    for each in sung:
        if each.consonant.noise_hz:
            place = slice((each.start - 20) * STEP_FRAMES, (each.onset + 20) * STEP_FRAMES)
            colour = Band("band", each.consonant.noise_hz, 0.9)
            coloured[place] += filtered(noise[place], colour, Band("high", 900))
    return coloured * np.float32(0.06)
