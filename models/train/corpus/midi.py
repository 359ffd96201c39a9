"""MIDI files: people's volumes and pans, played by soundfonts, with the drum kit taken apart."""

from __future__ import annotations

import hashlib
import io
import re
import struct
from collections import Counter
from pathlib import Path
from typing import Any

import mido
import msgspec
import numpy as np
from msgspec import Struct

from models.loudness import measure_loudness
from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.roles import drum_key_to_role, programme_to_role
from models.train.corpus.song import (
    RATE,
    SEARCH_S,
    Rejected,
    Song,
    Stem,
    make_id,
    sum_snr_db,
)
from models.train.corpus.synth import Event, play_parts

PACKAGES = (
    "freedoom",
    "simutrans-data",
    "openttd-openmsx",
    "planetblupi-music-midi",
    "freedink-data",
    "pianobooster",
)
FONTS = {
    "timgm6mb": ("timgm6mb-soundfont", "usr/share/sounds/sf2/TimGM6mb.sf2"),
    "fluidr3": ("fluid-soundfont-gm", "usr/share/sounds/sf2/FluidR3_GM.sf2"),
    "fluidr3mono": ("fluidr3mono-gm-soundfont", "usr/share/fluidr3mono-gm-soundfont/FluidR3Mono_GM.sf3"),
    "musescore": ("musescore-general-soundfont-small", "usr/share/sounds/sf3/MuseScore_General_Lite.sf3"),
    "opl3": ("opl3-soundfont", "usr/share/sounds/sf2/OPL-3_FM_128M.sf2"),
    "csound": ("csound-soundfont", "usr/share/samples/sf_GMbank.sf2"),
}
SWAPPED = "swapped"
VARIANTS = ("first", "second", SWAPPED)
"""Each song is played with two soundfonts, then with one drawn for each part, as loud as in the first."""
CHECK_S = 30.0
MATCH_DB = 30.0
_TAIL_S = 2.0
_DRUM_CHANNEL = 9
Message = Any
"""One of mido's, whose members depend on its type."""
_KEY_SIGNATURE, _C_MAJOR = re.compile(rb"\xff\x59\x02..", re.S), b"\xff\x59\x02\0\0"
"""Key signatures tell nothing here, and broken ones stop the reader."""


class MidiSource(Struct, frozen=True):
    """One MIDI file of a package, or one lump of a file; and which of its variants."""

    package: str
    file: str
    sha1: str
    variant: str
    lump: str = ""

    @property
    def song(self) -> str:
        """The song's id."""
        return make_id("midi", self.package, self.lump or Path(self.file).stem, self.sha1[:6], self.variant)


class Score(Struct):
    """A MIDI file as parts: what each is and what happens."""

    stems: list[Stem]
    drums: list[bool]
    events: list[Event]
    seconds: float


def list_midi(cache: Path, packages: tuple[str, ...] = PACKAGES) -> list[MidiSource]:
    """Every variant of every MIDI file worth playing, each once; first variants first, packages mingled."""
    found: dict[str, tuple[str, str, str]] = {}
    for package in packages:
        root = fetch_package(package, cache)
        for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.is_symlink()):
            name = str(path.relative_to(root))
            if path.suffix.lower() in (".mid", ".midi"):
                found.setdefault(hashlib.sha1(path.read_bytes()).hexdigest(), (package, name, ""))
            elif path.suffix.lower() == ".wad":
                for lump, data in read_lumps(path.read_bytes()).items():
                    found.setdefault(hashlib.sha1(data).hexdigest(), (package, name, lump))
    return [
        MidiSource(package, file, sha1, variant, lump)
        for variant in VARIANTS
        for sha1, (package, file, lump) in sorted(found.items())
    ]


def read_lumps(data: bytes) -> dict[str, bytes]:
    """The MIDI lumps of a Doom wad by name."""
    _, count, at = struct.unpack_from("<4sii", data)
    lumps = {}
    for number in range(count):
        start, size, name = struct.unpack_from("<ii8s", data, at + 16 * number)
        if data[start : start + 4] == b"MThd":
            lumps[name.rstrip(b"\0").decode("ascii", "replace")] = data[start : start + size]
    return lumps


def read_midi(source: MidiSource, cache: Path) -> Song:
    """A MIDI file of a package, played in one variant, as a song."""
    root = fetch_package(source.package, cache)
    data = (root / source.file).read_bytes()
    score = read_score(read_lumps(data)[source.lump] if source.lump else data)
    names = choose_fonts(source, len(score.stems))
    fonts = [fetch_font(name, cache) for name in names]
    snr_db = play_score(score, fonts)
    if source.variant == SWAPPED:
        reference = choose_fonts(msgspec.structs.replace(source, variant=VARIANTS[0]), 1)[0]
        match_levels(score, fetch_font(reference, cache))
    return Song(
        source.song,
        "midi",
        source.package,
        source.file + (f":{source.lump}" if source.lump else ""),
        score.stems,
        find_licence(root, source.package, source.file),
        "+".join(dict.fromkeys(names)),
        checks={"sum_snr_db": round(snr_db, 1), "fonts": names},
    )


def choose_fonts(source: MidiSource, parts: int) -> list[str]:
    """The soundfont of each part; the same for the same file and variant."""
    draw = np.random.default_rng(int(source.sha1[:12], 16))
    order = [list(FONTS)[i] for i in draw.permutation(len(FONTS))]
    if source.variant == SWAPPED:
        return [order[i] for i in draw.integers(0, len(order), parts)]
    return [order[VARIANTS.index(source.variant)]] * parts


def fetch_font(name: str, cache: Path) -> Path:
    """The file of a soundfont."""
    package, file = FONTS[name]
    return fetch_package(package, cache) / file


def play_score(score: Score, fonts: list[Path], seconds: float = SEARCH_S) -> float:
    """Give the stems their sound; returns how well they sum to the file played as a whole, in dB."""
    length = min(seconds, score.seconds + _TAIL_S)
    parts = play_parts(score.events, score.drums, fonts, length)
    for stem, audio in zip(score.stems, parts, strict=True):
        stem.audio = audio
    whole = play_parts(score.events, score.drums, fonts, min(CHECK_S, length), together=True)[0]
    return sum_snr_db(list(parts), whole)


def match_levels(score: Score, font: Path) -> None:
    """Make each stem as loud as one soundfont plays it: a person's balance was made on a single one."""
    seconds = score.stems[0].audio.shape[1] / RATE
    parts = play_parts(score.events, score.drums, [font] * len(score.stems), seconds)
    wanted = measure_loudness(list(parts), RATE)
    found = measure_loudness([stem.audio for stem in score.stems], RATE)
    for stem, gain_db in zip(score.stems, np.clip(wanted - found, -MATCH_DB, MATCH_DB), strict=True):
        stem.audio = stem.audio * np.float32(10.0 ** (gain_db / 20.0))


def read_score(data: bytes) -> Score:
    """Parts of a MIDI file: one a channel, and the drum channel by the roles of its keys."""
    try:
        file = mido.MidiFile(file=io.BytesIO(_KEY_SIGNATURE.sub(_C_MAJOR, data)), clip=True)
        timed, now = [], 0.0
        for message in file:
            now += message.time
            if not message.is_meta and hasattr(message, "channel"):
                timed.append((now, message))
    except Exception as error:
        raise Rejected(f"is no MIDI file that can be read ({error})") from error
    keys = dict.fromkeys(_key(m) for _, m in timed if m.type == "note_on" and m.velocity)
    numbers = {key: number for number, key in enumerate(sorted(keys))}
    events = [event for time_s, message in timed for event in _convert(time_s, message, numbers)]
    used = _count_programmes(timed)
    names = _name_channels(file)
    stems = [_describe(key, used, names) for key in numbers]
    return Score(stems, [channel == _DRUM_CHANNEL for channel, _ in numbers], events, now)


def _key(message: Message) -> tuple[int, str]:
    """Which part a note belongs to: its channel, and its role if it is a drum."""
    drum = message.channel == _DRUM_CHANNEL
    return message.channel, drum_key_to_role(message.note) if drum else ""


def _convert(time_s: float, message: Message, numbers: dict[tuple[int, str], int]) -> list[Event]:
    """A message as events of one part, or of every part of its channel."""
    if message.type in ("note_on", "note_off"):
        part = numbers.get(_key(message))
        kind = "on" if message.type == "note_on" and message.velocity else "off"
        return [] if part is None else [Event(time_s, part, kind, message.note, message.velocity)]
    parts = [number for (channel, _), number in numbers.items() if channel == message.channel]
    match message.type:
        case "control_change":
            return [Event(time_s, part, "control", message.control, message.value) for part in parts]
        case "pitchwheel":
            return [Event(time_s, part, "bend", message.pitch + 8192) for part in parts]
        case "program_change":
            return [Event(time_s, part, "programme", message.program) for part in parts]
    return []


def _count_programmes(timed: list[tuple[float, Message]]) -> dict[int, Counter[int]]:
    current: dict[int, int] = {}
    used: dict[int, Counter[int]] = {}
    for _, message in timed:
        if message.type == "program_change":
            current[message.channel] = message.program
        elif message.type == "note_on" and message.velocity:
            used.setdefault(message.channel, Counter())[current.get(message.channel, 0)] += 1
    return used


def _name_channels(file: mido.MidiFile) -> dict[int, str]:
    """What the tracks that play on one channel alone are called."""
    names = {}
    for track in file.tracks:
        channels = {message.channel for message in track if message.type == "note_on"}
        if len(channels) == 1 and track.name.strip():
            names.setdefault(channels.pop(), track.name.strip()[:40])
    return names


def _describe(key: tuple[int, str], used: dict[int, Counter[int]], names: dict[int, str]) -> Stem:
    """A stem without sound yet."""
    channel, drum = key
    programme = used[channel].most_common(1)[0][0]
    role = drum or programme_to_role(programme)
    sound = np.zeros((2, 0), np.float32)
    if drum:
        return Stem(drum, sound, role, f"GM drums {programme}")
    return Stem(names.get(channel, role), sound, role, f"GM {programme}")
