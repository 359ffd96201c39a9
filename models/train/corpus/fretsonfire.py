"""Frets on Fire songs: the guitar and the rest, as they were released. For tests, never for training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.soundfiles import SoundFileError, read_audio
from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.song import RATE, SEARCH_S, Rejected, Song, Stem, make_id

PACKAGES = ("fretsonfire-songs-sectoid", "fretsonfire-songs-muldjord")
PARTS = {"guitar.ogg": "electric guitar", "rhythm.ogg": "bass", "song.ogg": ""}


class Game(Struct, frozen=True):
    """The folder of one song of a package."""

    package: str
    file: str

    @property
    def song(self) -> str:
        """The song's id."""
        return make_id("fof", self.package.rsplit("-", 1)[-1], Path(self.file).name)


def list_songs(cache: Path) -> list[Game]:
    """Every song folder of the packages."""
    games = []
    for package in PACKAGES:
        root = fetch_package(package, cache)
        folders = sorted(path.parent for path in root.rglob("guitar.ogg"))
        games += [Game(package, str(folder.relative_to(root))) for folder in folders]
    return games


def read_song(game: Game, cache: Path) -> Song:
    """A song folder as a song."""
    root = fetch_package(game.package, cache)
    frames = round(SEARCH_S * RATE)
    stems = []
    for file, role in PARTS.items():
        path = root / game.file / file
        if path.exists():
            try:
                audio = read_audio(path, RATE)[:, :frames]
            except SoundFileError as error:
                raise Rejected(str(error)) from error
            audio = np.repeat(audio, 2, axis=0) if len(audio) == 1 else audio
            stems.append(Stem(path.stem, audio, role))
    longest = max(stem.audio.shape[1] for stem in stems)
    for stem in stems:
        stem.audio = np.pad(stem.audio, ((0, 0), (0, longest - stem.audio.shape[1])))
    licence = find_licence(root, game.package, game.file)
    return Song(game.song, "fof", game.package, game.file, stems, licence)
