"""Songs of a corpus: what a person mixed, which labels are hidden, and the splits that keep tests honest."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from models.predictor import TrackInfo
from models.roles import find_group

NOTE = "song.json"
FOLDS = 5
TRAINED_DOMAINS = ("module", "midi")
"""What may be trained on, and is left out one at a time; every other domain is for tests only."""


class CorpusError(Exception):
    """A corpus that cannot be used: one line that says which, why, and what to do."""


class Stem(Struct, frozen=True):
    """One stem as it sounds in the person's mix."""

    file: str
    name: str = ""
    role: str = ""
    lufs: float = 0.0
    pan: float | None = None
    active: float = 1.0


class Song(Struct, frozen=True):
    """One song; its mix is the sum of its stems."""

    song: str
    domain: str
    package: str
    stems: tuple[Stem, ...]
    source_file: str = ""
    variant: str = ""
    seconds: float = 0.0
    rate: int = 44100
    checks: dict[str, Any] = {}
    folder: str = ""

    @property
    def work(self) -> str:
        """What was mixed: several songs may be one work, rendered with other sounds."""
        return f"{self.package}/{self.source_file or self.song}"

    def paths(self) -> list[Path]:
        """The stems' files."""
        return [Path(self.folder) / stem.file for stem in self.stems]


def find_songs(folder: Path) -> list[Song]:
    """The songs of a corpus that passed its checks, in the order of their names."""
    notes = sorted((folder / "songs").glob(f"*/{NOTE}"))
    if not notes:
        raise CorpusError(f"{folder}: holds no songs; name the folder that `models.train.corpus` made")
    songs = []
    for note in notes:
        data = msgspec.json.decode(note.read_bytes())
        if data.get("checks", {}).get("passed", True) and len(data.get("stems", ())) > 1:
            try:
                song = msgspec.convert(data, Song)
            except msgspec.ValidationError as error:
                raise CorpusError(f"{note}: is no song ({error}); build it again") from error
            songs.append(structs.replace(song, folder=str(note.parent)))
    return songs


def hide_labels(song: Song, channels: int, roles: bool = False) -> tuple[TrackInfo, ...]:
    """The tracks as a mind gets them: no names, and no roles unless `roles`; so many channels each."""
    return tuple(
        TrackInfo(
            f"Input {index + 1}",
            stem.role if roles else "",
            tuple(range(index * channels, (index + 1) * channels)),
        )
        for index, stem in enumerate(song.stems)
    )


def role_to_group(role: str) -> str:
    """The group that a role is balanced in; `other` for what is unknown."""
    return find_group(role) or "other"


def package_to_fold(package: str) -> int:
    """The fold of a package: always the same, whatever else is in the corpus."""
    return int(sha1(package.encode()).hexdigest(), 16) % FOLDS


def name_fold(song: Song, split: str) -> str:
    """Which training leaves a song out: `cv0`..`cv4`, `without-midi`..., or `all` for the test domains."""
    if song.domain not in TRAINED_DOMAINS:
        return "all"
    return f"without-{song.domain}" if split == "domain" else f"cv{package_to_fold(song.package)}"


def choose_training(songs: list[Song], fold: str) -> list[Song]:
    """The songs that a training of this fold may see; test domains never."""
    seen = [song for song in songs if song.domain in TRAINED_DOMAINS]
    if fold.startswith("without-"):
        return [song for song in seen if song.domain != fold.removeprefix("without-")]
    if fold.startswith("cv"):
        return [song for song in seen if f"cv{package_to_fold(song.package)}" != fold]
    return seen
