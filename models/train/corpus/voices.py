"""Voices: speech by espeak-ng, and speech put on melodies by WORLD, because nobody sings in the packages."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from engine.soundfiles import read_audio, write_audio
from models.loudness import measure_loudness
from models.train.corpus.song import RATE, Missing, make_id, write_lines

FOLDER, MANIFEST = "voices", "voices.jsonl"
TARGET_LUFS = -23.0
CEILING = 0.98
_SPEECH_RATE = 22050
_FRAME_S = 0.005
_LINES = {
    "en": (
        "Morning comes slowly over the water",
        "I will wait for you by the open door",
        "Carry the light through the empty street",
        "Nothing we lost will ever be gone",
        "Hold on a little while longer now",
        "All of the rivers are running home",
        "Say my name and I will turn around",
        "Under the bridge we are singing again",
    ),
    "de": (
        "Langsam kommt der Morgen über das Wasser",
        "Ich warte auf dich an der offenen Tür",
        "Alle Flüsse laufen nach Hause",
        "Sag meinen Namen und ich drehe mich um",
    ),
    "fr": (
        "Le matin vient doucement sur la mer",
        "Je t'attendrai devant la porte ouverte",
        "Toutes les rivières rentrent chez elles",
        "Dis mon nom et je me retourne",
    ),
    "es": (
        "La mañana llega despacio sobre el agua",
        "Te espero junto a la puerta abierta",
        "Todos los ríos vuelven a casa",
        "Di mi nombre y volveré",
    ),
    "it": (
        "Il mattino viene piano sopra il mare",
        "Ti aspetto davanti alla porta aperta",
        "Tutti i fiumi tornano a casa",
        "Chiama il mio nome e mi volterò",
    ),
}
_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 7, 10))
_LOW = ("m1", "m2", "m3", "m4", "m5", "m6", "m7")
_HIGH = ("f1", "f2", "f3", "f4", "f5")


class Voice(Struct, frozen=True):
    """Who sings or says what: everything about one stem follows from it."""

    number: int
    role: str
    language: str
    timbres: tuple[str, ...]
    """One for a single voice, several for a choir of them."""

    @property
    def file(self) -> str:
        """The stem's file in the corpus."""
        return f"{FOLDER}/{make_id(f'{self.number:02d}', self.role, self.language, *self.timbres)}.flac"


def list_voices() -> list[Voice]:
    """All voices: soloists, choirs and speakers."""
    languages, timbres = list(_LINES), [*_LOW, *_HIGH]
    voices = []
    for number in range(24):
        timbre = timbres[(5 * number) % len(timbres)]
        voices.append(Voice(number, "lead vocal", languages[number % len(languages)], (timbre,)))
    for number in range(24, 36):
        pool = (_HIGH, _LOW)[number % 2]
        choir = tuple(pool[(number + k) % len(pool)] for k in range(2 + number % 3))
        voices.append(Voice(number, "backing vocal", languages[number % len(languages)], choir))
    for number in range(36, 50):
        timbre = timbres[(7 * number) % len(timbres)]
        voices.append(Voice(number, "speech", languages[number % len(languages)], (timbre,)))
    return voices


def build_voices(out: Path) -> Iterator[str]:
    """Make all voices that are not there yet and write their manifest; says which is done."""
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    voices = list_voices()
    for voice in voices:
        if not (out / voice.file).exists():
            write_audio(out / voice.file, level_voice(make_voice(voice)), RATE, "PCM_16")
            yield voice.file
    rows = []
    for voice in voices:
        audio = read_audio(out / voice.file, RATE)
        lufs = measure_loudness([np.repeat(audio, 2, axis=0)], RATE)[0]
        about = {"file": voice.file, "role": voice.role, "language": voice.language, "rate": RATE}
        rows.append(
            {
                **about,
                "timbre": "+".join(voice.timbres),
                "seconds": round(audio.shape[1] / RATE, 2),
                "lufs": round(float(lufs), 2),
                "package": "espeak-ng",
                "licence": "generated",
            }
        )
    write_lines(out / MANIFEST, rows)


def make_voice(voice: Voice) -> np.ndarray:
    """Mono audio (1, frames) of a voice: phrases with rests between them."""
    draw = np.random.default_rng(voice.number)
    phrases = []
    for line in _arrange_lines(voice, draw):
        melody_seed, key, rest_s = (
            int(draw.integers(1 << 31)),
            int(draw.integers(12)),
            draw.uniform(0.3, 2.5),
        )
        layers = []
        for layer, timbre in enumerate(voice.timbres):
            speech = say(line, voice.language, timbre, int(draw.integers(115, 165)))
            if voice.role == "speech":
                layers.append(speech)
            else:
                high = timbre in _HIGH
                layers.append(sing(speech, melody_seed, key, 62 if high else 50, 2 * layer, voice.number))
        longest = max(map(len, layers))
        phrases.append(np.sum([np.pad(layer, (0, longest - len(layer))) for layer in layers], axis=0))
        phrases.append(np.zeros(round(rest_s * _SPEECH_RATE)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        audio = np.concatenate(phrases)[None].astype(np.float32)
        write_audio(path, audio / max(1.0, float(np.abs(audio).max())), _SPEECH_RATE, "FLOAT")
        return read_audio(path, RATE)


def say(text: str, language: str, timbre: str, words_per_minute: int) -> np.ndarray:
    """Speech (frames,) at 22.05 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        voice = f"{language}+{timbre}"
        command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(path), text]
        try:
            subprocess.run(command, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        except FileNotFoundError:
            raise Missing("espeak-ng is not there; install espeak-ng") from None
        return read_audio(path, _SPEECH_RATE)[0].astype(np.float64)


def sing(speech: np.ndarray, seed: int, key: int, lowest: int, third: int, singer: int) -> np.ndarray:
    """Speech (frames,) slowed down and put on a melody, `third` scale steps above it, in a singer's way."""
    pyworld = _load_world()
    draw, own = np.random.default_rng(seed), np.random.default_rng((seed, singer, third))
    pitch, times = track_pitch(speech)
    envelope = pyworld.cheaptrick(speech, pitch, times, _SPEECH_RATE)
    breath = pyworld.d4c(speech, pitch, times, _SPEECH_RATE)
    slower = draw.uniform(1.4, 2.4)
    at = np.minimum(len(pitch) - 1, (np.arange(round(len(pitch) * slower)) / slower)).astype(np.intp)
    notes = draw_melody(len(at), draw, key, lowest, third)
    curve = bend_melody(notes, own)
    sung = np.where(pitch[at] > 0.0, 440.0 * 2.0 ** ((curve - 69.0) / 12.0), 0.0)
    return pyworld.synthesize(
        np.ascontiguousarray(sung),
        np.ascontiguousarray(envelope[at]),
        np.ascontiguousarray(breath[at]),
        _SPEECH_RATE,
        1000.0 * _FRAME_S,
    )


def track_pitch(voice: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pitch of a voice (frames,) in Hz every 5 ms, 0 where it has none, and the times."""
    rough, times = _load_world().dio(voice, _SPEECH_RATE, frame_period=1000.0 * _FRAME_S)
    return _load_world().stonemask(voice, rough, times, _SPEECH_RATE), times


@cache
def _load_world() -> Any:
    """The WORLD vocoder without its package face, which asks for a part of setuptools that is gone."""
    found = importlib.util.find_spec("pyworld")
    paths = [
        next(Path(p).glob("pyworld*.so"), None) for p in (found and found.submodule_search_locations) or ()
    ]
    if not paths or paths[0] is None:
        raise Missing("pyworld is not there; install the extra `train`")
    spec = importlib.util.spec_from_file_location("pyworld.pyworld", paths[0])
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draw_melody(length: int, draw: np.random.Generator, key: int, lowest: int, third: int) -> np.ndarray:
    """A MIDI note for each of `length` frames: small steps through a scale, held for a beat or so."""
    scale = _SCALES[int(draw.integers(len(_SCALES)))]
    beat_s, step = draw.uniform(0.28, 0.55), int(draw.integers(2, 7))
    notes = np.empty(length)
    start = 0
    while start < length:
        held = max(1, round(beat_s * float(draw.choice((0.5, 1.0, 1.0, 2.0))) / _FRAME_S))
        step = int(np.clip(step + draw.integers(-2, 3), 0, 9))
        degree = step + third
        notes[start : start + held] = (
            lowest + key % 7 + 12 * (degree // len(scale)) + scale[degree % len(scale)]
        )
        start += held
    return notes


def bend_melody(notes: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Notes as a voice sings them: it glides, drifts, and its vibrato grows on held notes."""
    glide = np.hanning(2 * round(draw.uniform(0.02, 0.05) / _FRAME_S) + 3)
    smooth = np.convolve(np.pad(notes, len(glide) // 2, mode="edge"), glide / glide.sum(), "valid")
    changes = np.flatnonzero(np.diff(notes, prepend=notes[0] - 1.0))
    held_s = (
        np.arange(len(notes)) - changes[np.searchsorted(changes, np.arange(len(notes)), "right") - 1]
    ) * _FRAME_S
    depth = draw.uniform(0.15, 0.5) * np.clip((held_s - 0.15) / 0.3, 0.0, 1.0)
    wave = np.sin(2.0 * np.pi * draw.uniform(4.8, 6.2) * np.arange(len(notes)) * _FRAME_S)
    drift = np.cumsum(draw.normal(0.0, 0.01, len(notes)))
    drift -= np.linspace(0.0, drift[-1], len(drift))
    return smooth + depth * wave + np.clip(drift, -0.2, 0.2) + draw.normal(0.0, 0.05)


def level_voice(audio: np.ndarray) -> np.ndarray:
    """A voice (1, frames) at the common loudness, as heard from both sides."""
    lufs = measure_loudness([np.repeat(audio, 2, axis=0)], RATE)[0]
    gain = 10.0 ** ((TARGET_LUFS - lufs) / 20.0)
    return (audio * min(gain, CEILING / float(np.abs(audio).max()))).astype(np.float32)


def _arrange_lines(voice: Voice, draw: np.random.Generator) -> list[str]:
    lines = _LINES[voice.language]
    repeats = 16 if voice.role == "speech" else 10
    return [lines[int(i)] for i in draw.integers(0, len(lines), repeats)]
