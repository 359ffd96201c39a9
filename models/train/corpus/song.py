"""A song of the corpus: stems as they sound in the mix a person made, how they are measured and written."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from engine.soundfiles import read_audio, write_audio
from models.loudness import measure_loudness

RATE = 44100
SEARCH_S = 120.0
"""How much of a song is rendered, to choose the window from."""
WINDOW_S = 90.0
"""The most music a song gives: its part with the most active stems."""
LEAST_S = 20.0
LEAST_STEMS = 4
CEILING = 0.98
SILENT_LUFS = -70.0
BURIED_LU = 50.0
"""A stem so far under the loudest is not heard and not kept."""
ACTIVE_RANGE_DB = 30.0
BLOCK_FRAMES = RATE // 10
NOTE = "song.json"


class Rejected(Exception):
    """A song that cannot be used, and why."""


class Missing(Exception):
    """A package, library or program that is not there: one line that says which, and what to do."""


class Stem(Struct):
    """One stem as it sounds in the mix: float32 (2, frames)."""

    name: str
    audio: np.ndarray
    role: str = ""
    instrument: str = ""
    panned: bool = True
    """Whether a person chose where it is; hard-wired places say nothing."""
    lufs: float = 0.0
    """Measured when the song is cut."""


class Song(Struct):
    """Stems whose sum is the mix, and where they come from."""

    song: str
    domain: str
    package: str
    source_file: str
    stems: list[Stem]
    licence: str = ""
    variant: str = ""
    checks: dict[str, Any] = {}
    lufs: float = 0.0
    """The mix's; measured when the song is cut."""


def make_id(*words: str) -> str:
    """A name for a folder or file from words."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(filter(None, words)).lower()).strip("-")[:80]


def sum_snr_db(stems: list[np.ndarray], mix: np.ndarray) -> float:
    """How far under the mix the difference to the sum of the stems lies; 200 dB for none."""
    signal = error = 0.0
    for start in range(0, mix.shape[1], RATE):
        piece = mix[:, start : start + RATE].astype(np.float64)
        rest = piece.copy()
        for stem in stems:
            part = stem[:, start : start + piece.shape[1]]
            rest[:, : part.shape[1]] -= part
        signal, error = signal + float(np.vdot(piece, piece)), error + float(np.vdot(rest, rest))
    return float(10.0 * np.log10(max(signal, 1e-20) / max(error, signal * 1e-20, 1e-20)))


def block_levels(audio: np.ndarray) -> np.ndarray:
    """Level of each whole 100 ms block in dB."""
    blocks = audio[:, : audio.shape[1] // BLOCK_FRAMES * BLOCK_FRAMES].reshape(len(audio), -1, BLOCK_FRAMES)
    return 10.0 * np.log10(np.einsum("cbf,cbf->b", blocks, blocks) / BLOCK_FRAMES + 1e-12)


def find_active(audio: np.ndarray) -> np.ndarray:
    """Which blocks lie within ACTIVE_RANGE_DB of the stem's own loud parts."""
    levels = block_levels(audio)
    if not len(levels) or levels.max() <= SILENT_LUFS:
        return np.zeros(len(levels), bool)
    sounding = levels[levels > levels.max() - 60.0]
    return levels > np.percentile(sounding, 95.0) - ACTIVE_RANGE_DB


def choose_window(stems: list[np.ndarray], seconds: float = WINDOW_S) -> slice:
    """The frames with the most active stems, never from a silent start."""
    active = np.sum([find_active(stem) for stem in stems], axis=0)
    sounding = np.flatnonzero(active)
    if not len(sounding):
        raise Rejected("silent")
    length = min(round(seconds * RATE / BLOCK_FRAMES), sounding[-1] + 1 - sounding[0])
    totals = np.convolve(active, np.ones(length), "valid")[sounding[0] : sounding[-1] + 2 - length]
    start = int(sounding[0] + np.argmax(totals)) * BLOCK_FRAMES
    return slice(start, start + length * BLOCK_FRAMES)


def estimate_pan(audio: np.ndarray) -> float:
    """Where a stereo stem lies, -1 to 1, by the equal-power law from the energies of both sides."""
    left, right = np.sqrt(np.einsum("cf,cf->c", audio, audio, dtype=np.float64))
    return float(np.arctan2(right, left) * 4.0 / np.pi - 1.0)


def peak_db(audio: np.ndarray) -> float:
    """The highest sample in dB of full scale."""
    return float(20.0 * np.log10(max(1e-6, float(np.abs(audio).max(initial=0.0)))))


def cut_song(song: Song, seconds: float = WINDOW_S) -> None:
    """Keep the window, drop what is not heard in it, measure, and bring all under full scale by one gain."""
    if not song.stems:
        raise Rejected("no stems")
    for stem in song.stems:
        if not np.isfinite(stem.audio).all():
            raise Rejected(f"{stem.name} holds samples that are no numbers")
    window = choose_window([stem.audio for stem in song.stems], seconds)
    for stem in song.stems:
        stem.audio = stem.audio[:, window]
    sounds = [*(stem.audio for stem in song.stems), mix_down(song)]
    *loudness, song.lufs = map(float, measure_loudness(sounds, RATE))
    floor = max(SILENT_LUFS, max(loudness) - BURIED_LU)
    for stem, lufs in zip(song.stems, loudness, strict=True):
        stem.lufs = lufs
    song.stems = [stem for stem in song.stems if stem.lufs > floor]
    highest = max(float(np.abs(audio).max()) for audio in (mix_down(song), *(s.audio for s in song.stems)))
    gain_db = min(0.0, 20.0 * float(np.log10(CEILING / highest)))
    song.lufs += gain_db
    for stem in song.stems:
        stem.audio = stem.audio * np.float32(10.0 ** (gain_db / 20.0))
        stem.lufs += gain_db
    song.checks["gain_db"] = round(gain_db, 3)


def check_song(song: Song, least_stems: int = LEAST_STEMS) -> None:
    """Refuse a song that is too short or has too few stems."""
    seconds = song.stems[0].audio.shape[1] / RATE
    if seconds < LEAST_S:
        raise Rejected(f"only {seconds:.0f} s")
    if len(song.stems) < least_stems:
        raise Rejected(f"only {len(song.stems)} stems are heard")


def mix_down(song: Song) -> np.ndarray:
    """The mix (2, frames): the sum of the stems."""
    return np.stack([stem.audio for stem in song.stems]).sum(axis=0, dtype=np.float32)


def describe_song(song: Song, files: list[str]) -> dict[str, Any]:
    """What the manifest says of a song."""
    mix = mix_down(song)
    stems = [
        {
            "file": file,
            "name": stem.name,
            "role": stem.role,
            "instrument": stem.instrument,
            "lufs": round(stem.lufs, 2),
            "pan": round(estimate_pan(stem.audio), 3) if stem.panned else None,
            "active": round(float(find_active(stem.audio).mean()), 3),
            "peak_db": round(peak_db(stem.audio), 2),
        }
        for stem, file in zip(song.stems, files, strict=True)
    ]
    return {
        "song": song.song,
        "domain": song.domain,
        "package": song.package,
        "licence": song.licence,
        "source_file": song.source_file,
        "seconds": round(mix.shape[1] / RATE, 2),
        "rate": RATE,
        "variant": song.variant,
        "mix": {"lufs": round(song.lufs, 2), "peak_db": round(peak_db(mix), 2)},
        "checks": {**song.checks, "passed": True},
        "stems": stems,
    }


def write_song(song: Song, folder: Path) -> dict[str, Any]:
    """Write the stems, then the note that says the song is done."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.flac"):
        old.unlink()
    files = [f"{n:02d}-{make_id(s.name) or 'stem'}.flac" for n, s in enumerate(song.stems, 1)]
    for stem, file in zip(song.stems, files, strict=True):
        write_audio(folder / file, stem.audio, RATE, "PCM_16")
    about = describe_song(song, files)
    write_note(folder / NOTE, about)
    return about


def reject_song(song: str, domain: str, package: str, source_file: str, why: str, folder: Path) -> None:
    """Note that a song was tried and is not used."""
    folder.mkdir(parents=True, exist_ok=True)
    checks = {"passed": False, "why": why}
    about = {"song": song, "domain": domain, "package": package, "source_file": source_file}
    write_note(folder / NOTE, {**about, "checks": checks, "stems": []})


def read_stems(folder: Path) -> tuple[dict[str, Any], list[np.ndarray]]:
    """A written song: its note and its stems (2, frames)."""
    about = msgspec.json.decode((folder / NOTE).read_bytes())
    return about, [read_audio(folder / stem["file"], about["rate"]) for stem in about["stems"]]


def write_note(path: Path, content: Any) -> None:
    """Write JSON that appears under its name when whole, or never."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1))
    draft.replace(path)


def write_lines(path: Path, items: Sequence[Any]) -> None:
    """Write JSON, one item a line; it appears under its name when whole, or never."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in items))
    draft.replace(path)
