"""One-shots: single hits and notes whose names tell their role, for a role classifier."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.soundfiles import READABLE, SoundFileError, read_audio, write_audio
from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.roles import DRUM_ROLES, name_to_role
from models.train.corpus.song import RATE, make_id, peak_db, write_lines

PACKAGES = ("hydrogen-drumkits", "hydrogen-data", "sonic-pi-samples", "lmms-common")
LONGEST_S = 6.0
FADE_S = 0.05
FOLDER, MANIFEST = "oneshots", "oneshots.jsonl"
_LOOP = re.compile(r"loop|beat|break|waveforms|shapes|demo", re.I)
_FOLDER_ROLES = {"basses": "bass", "effects": "fx", "stringsnpads": "pad"}


class OneShot(Struct, frozen=True):
    """A sound and what it is."""

    file: str
    role: str
    package: str
    licence: str
    name: str


def build_oneshots(out: Path, cache: Path) -> Iterator[str]:
    """Copy all one-shots and write their manifest; says what each package gave."""
    rows = []
    for package in PACKAGES:
        before = len(rows)
        root = fetch_package(package, cache)
        for path, name, role in list_sounds(root):
            file = f"{FOLDER}/{make_id(package, path.parent.name, path.stem)}.flac"
            if (out / file).exists() or _copy_sound(path, out / file):
                licence = find_licence(root, package, str(path.relative_to(root)))
                rows.append(OneShot(file, role, package, licence, name))
        yield f"{package}: {len(rows) - before} one-shots"
    write_lines(out / MANIFEST, list({row.file: row for row in rows}.values()))


def list_sounds(root: Path) -> list[tuple[Path, str, str]]:
    """Path, name and role of the sounds of a folder that have one; drum kits name their own."""
    named = {path: name for kit in sorted(root.rglob("drumkit.xml")) for path, name in read_kit(kit)}
    sounds = []
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() not in READABLE or not path.is_file() or path.is_symlink():
            continue
        name = named.get(path, path.stem)
        role = name_to_role(name) or name_to_role(path.stem) or _FOLDER_ROLES.get(path.parent.name, "")
        if role and path in named and role not in DRUM_ROLES:
            role = "percussion"
        if role and not _LOOP.search(f"{path.parent.name}/{path.stem} {name}"):
            sounds.append((path, name, role))
    return sounds


def read_kit(path: Path) -> list[tuple[Path, str]]:
    """The sounds of a Hydrogen drum kit and the names of their instruments."""
    try:
        root = xml.fromstring(re.sub(r' xmlns="[^"]*"', "", path.read_text(errors="replace")))
    except xml.ParseError:
        return []
    return [
        (path.parent / (file.text or ""), instrument.findtext("name") or "")
        for instrument in root.iter("instrument")
        for file in instrument.iter("filename")
    ]


def _copy_sound(source: Path, target: Path) -> bool:
    """Whether a sound could be copied as FLAC, faded out where it is too long."""
    try:
        audio = read_audio(source, RATE)
    except SoundFileError:
        return False
    frames, fade = round(LONGEST_S * RATE), round(FADE_S * RATE)
    if audio.shape[1] > frames:
        audio = audio[:, :frames] * np.minimum(1.0, np.arange(frames, 0, -1) / fade)
    level = peak_db(audio)
    if len(audio) > 2 or level < -60.0:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    write_audio(target, audio.astype(np.float32) * min(1.0, 10.0 ** (-level / 20.0)), RATE, "PCM_16")
    return True
