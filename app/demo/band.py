"""The band at its microphones: a song as ten files, uneven like the raw inputs of a sound check."""

import os
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from errno import EEXIST
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.demo import bass, drums, guitars, keys, vocals
from app.demo.filters import Band, fast_length, filtered
from app.demo.score import RATE_HZ
from app.demo.tape import Audio, Span, dice
from app.folders import cache_folder
from engine.soundfiles import write_audio

# Raise it when the song or its sound changes: files of another version are made anew.
VERSION = 1
STAMP = ".deskhand-demo"
ABANDONED_S = 600

MAINS_HZ = 50
HUM = {1: 1.0, 2: 0.3, 3: 0.6, 5: 0.3, 7: 0.2}
SOUND_M_PER_S = 343
ROOM_FRAMES = RATE_HZ // 2


class Track(NamedTuple):
    """One input of the desk: who plays, the preamp's gain, hiss and hum after it, and who else is heard."""

    name: str
    play: Callable[[Span], Audio]
    gain_db: float
    hiss_db: float
    hum_db: float
    hears: tuple[tuple[str, float], ...] = ()
    distance_m: float = 0.0


# Gains are as found, not as they should be. `hears` is in dB of what a player sends to its own microphone.
TRACKS = (
    Track("Kick", drums.kick, -8, -74, -86, (("Snare", -30), ("Hats", -36), ("Guitar 2", -54)), 0.6),
    Track("Snare", drums.snare, -15, -74, -86, (("Kick", -20), ("Hats", -12)), 0.5),
    Track("Hats", drums.hats, -18, -78, -90, (("Kick", -31), ("Snare", -22)), 0.6),
    Track("Bass", bass.bass, -9, -78, -70),
    Track("Guitar 1", guitars.clean_guitar, -17, -70, -68),
    Track("Guitar 2", guitars.driven_guitar, -11, -58, -62),
    Track("Keys", keys.keys, -10, -80, -76),
    Track("Pad", keys.pad, -14, -84, -84),
    Track("Lead Vocal", vocals.lead, 2, -68, -80,
          (("Kick", -50), ("Snare", -46), ("Hats", -41), ("Guitar 2", -55)), 3.0),
    Track("Backing Vocal", vocals.backing, -8, -66, -80,
          (("Kick", -45), ("Snare", -41), ("Hats", -34), ("Guitar 2", -51), ("Lead Vocal", -26)), 2.4),
)  # fmt: skip


def default_folder() -> Path:
    """Where the demo's files are kept, unless told otherwise."""
    return cache_folder() / "demo"


def make_demo(folder: Path, progress: Callable[[int, int], None]) -> list[Path]:
    """The song's files, made unless the folder holds them; `progress` is told how much is done, of how much.

    A folder that cannot be written raises OSError, a full disk SoundFileError; neither leaves files behind.
    """
    names = [f"{number:02} {track.name}.flac" for number, track in enumerate(TRACKS, 1)]
    paths = [folder / name for name in names]
    if _version(folder) == str(VERSION) and all(path.is_file() for path in paths):
        return paths
    taken = [path for path in paths if path.exists()]
    if taken and _version(folder) is None:
        raise FileExistsError(EEXIST, "not made by the demo; choose another folder", str(taken[0]))
    draft = folder / f".draft-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder, draft)
        draft.mkdir()
        _record(draft, names, progress)
        # A stamp of no version marks the files as the demo's own until all of them are in place.
        (folder / STAMP).write_text("")
        for name in [*names, STAMP]:
            os.replace(draft / name, folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()
    return paths


def capture(track: Track, played: Mapping[str, Audio]) -> Audio:
    """What arrives at one input (frames,): its player, others from across the stage, hiss and hum."""
    audio = played[track.name].copy()
    if track.hears:
        others = sum(10 ** (level_db / 20) * played[name] for name, level_db in track.hears)
        audio += _from_afar(np.asarray(others, np.float32), track)
    audio *= np.float32(10 ** (track.gain_db / 20))
    hiss = dice("hiss " + track.name).standard_normal(len(audio), np.float32)
    audio += np.float32(10 ** (track.hiss_db / 20)) * hiss + _hum(track.hum_db, len(audio))
    return audio


def _record(folder: Path, names: list[str], progress: Callable[[int, int], None]) -> None:
    """Write all tracks and the stamp."""
    played: dict[str, Audio] = {}
    total = 2 * len(TRACKS)
    progress(0, total)

    def write(track: Track, name: str) -> None:
        write_audio(folder / name, capture(track, played)[None], RATE_HZ)

    pool = ThreadPoolExecutor()
    try:
        for track, audio in zip(TRACKS, pool.map(lambda track: track.play(Span()), TRACKS), strict=True):
            played[track.name] = audio
            progress(len(played), total)
        for done, _ in enumerate(pool.map(write, TRACKS, names), len(TRACKS) + 1):
            progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)
    (folder / STAMP).write_text(str(VERSION))


def _from_afar(audio: Audio, track: Track) -> Audio:
    """A sound (frames,) through the room: late, a little dull, with half a second of echo."""
    late = round(track.distance_m / SOUND_M_PER_S * RATE_HZ)
    echo = dice("room " + track.name).standard_normal(ROOM_FRAMES) * np.logspace(0, -3, ROOM_FRAMES)
    path = np.zeros(late + ROOM_FRAMES, np.float32)
    path[late:] = 0.012 * echo
    path[late] = 1.0
    path = filtered(path, Band("low", 9000))
    size = fast_length(len(audio) + len(path))
    heard = np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(path, size), size)
    return heard[: len(audio)].astype(np.float32)


def _hum(level_db: float, frames: int) -> Audio:
    """The mains' buzz (frames,): odd harmonics above all."""
    turn = 2 * np.pi * np.arange(RATE_HZ // MAINS_HZ) * MAINS_HZ / RATE_HZ
    cycle = sum(level * np.sin(number * turn + number) for number, level in HUM.items())
    return np.resize(np.float32(10 ** (level_db / 20)) * np.asarray(cycle, np.float32), frames)


def _version(folder: Path) -> str | None:
    """The version on the folder's stamp, None if it has none."""
    stamp = folder / STAMP
    return stamp.read_text() if stamp.exists() else None


def _tidy(folder: Path, draft: Path) -> None:
    """Take away what runs that were killed have left, though not what others are just making."""
    for old in folder.glob(".draft-*"):
        with suppress(FileNotFoundError):
            if old == draft or time.time() - old.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(old, ignore_errors=True)
