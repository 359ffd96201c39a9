"""A tiny corpus of made-up songs that the tests of evaluation share."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from engine.soundfiles import write_audio
from models.evaluate.learnt import Example
from models.evaluate.songs import Song, Stem
from models.loudness import measure_loudness

RATE = 44100
ROLES = ("kick", "bass", "keys", "lead vocal", "hat")


def make_stems(count: int = 4, seconds: float = 4.0, seed: int = 0) -> list[np.ndarray]:
    """Noises of different colours and levels, each (2, frames) and panned."""
    dice = np.random.default_rng(seed)
    frames, stems = round(seconds * RATE), []
    for index in range(count):
        spectrum = np.fft.rfft(dice.standard_normal(frames))
        hz = np.fft.rfftfreq(frames, 1.0 / RATE)
        spectrum *= np.exp(-((np.log2((hz + 1.0) / (100.0 * 3.0**index)) / 1.5) ** 2))
        sound = np.fft.irfft(spectrum, n=frames)
        sound *= 0.1 * 10.0 ** (dice.uniform(-8.0, 8.0) / 20.0) / sound.std()
        pan = dice.uniform(0.2, 0.8)
        stems.append(np.array([sound * (1.0 - pan), sound * pan], np.float32) * 0.7)
    return stems


def make_song(folder: Path, name: str, domain: str, package: str, stems: list[np.ndarray]) -> Song:
    """Write a song into a corpus."""
    home = folder / "songs" / name
    home.mkdir(parents=True)
    lufs = measure_loudness(stems, RATE)
    notes = tuple(
        Stem(f"{index}.flac", f"Stem {index}", ROLES[index % len(ROLES)], float(level), 0.1 * index)
        for index, level in enumerate(lufs)
    )
    for note, stem in zip(notes, stems, strict=True):
        write_audio(home / note.file, stem, RATE, "PCM_24")
    song = Song(name, domain, package, notes, f"{name}.mid", rate=RATE, checks={"passed": True})
    (home / "song.json").write_bytes(msgspec.json.encode(song))
    return song


def make_examples(count: int, seed: int = 0) -> list[Example]:
    """Songs whose human level follows the first descriptor."""
    from models.evaluate.descriptors import NAMES

    dice, examples = np.random.default_rng(seed), []
    for index in range(count):
        own = dice.standard_normal((6, len(NAMES)))
        human = 3.0 * own[:, 0] - 20.0 + 0.3 * dice.standard_normal(6)
        examples.append(Example(own, human, np.ones(6), f"work {index}"))
    return examples
