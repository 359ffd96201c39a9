"""Layouts: multitrack collections that people have on their disks, read as songs."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.soundfiles import READABLE, SoundFileError, read_audio
from models.train.corpus.roles import name_to_role
from models.train.corpus.song import RATE, SEARCH_S, Missing, Rejected, Song, Stem, make_id, sum_snr_db

DOMAIN = "folder"
HUMAN, FITTED, NONE = "human", "fitted", "none"
"""Whose balance it is: a person's, that of a person's mix fitted to raw tracks, or nobody's."""
_MIX = re.compile(r"^(mix|mixture|master|full ?mix|stereo ?mix|.*[_ ]mix)$", re.I)
_NUMBER = re.compile(r"^\d+[\s._-]*")
_MUSDB_STREAMS = ("mixture", "drums", "bass", "other", "vocals")
_MUSDB_ROLES = {"bass": "bass", "vocals": "lead vocal"}


class FolderSource(Struct, frozen=True):
    """One song on a disk."""

    layout: str
    package: str
    file: str
    name: str
    """Its path in the collection."""
    licence: str = ""

    @property
    def song(self) -> str:
        """The song's id."""
        title = Path(self.name).name.removesuffix(".stem.mp4")
        return f"{make_id(self.package, title)}-{hashlib.sha1(self.name.encode()).hexdigest()[:6]}"


class Layout(Struct, frozen=True):
    """A way to lay songs out: where they are under a folder, and how one is read."""

    find: Callable[[Path], list[Path]]
    read: Callable[[Path], tuple[list[Stem], dict]]


def list_folder(root: Path, layout: str, package: str, licence: str = "") -> list[FolderSource]:
    """The songs under a folder."""
    if layout not in LAYOUTS:
        raise Missing(f"{layout}: no such layout; choose from {', '.join(LAYOUTS)}")
    if not root.is_dir():
        raise Missing(f"{root}: no such folder; check the name")
    top = root.resolve()
    return [
        FolderSource(layout, package, str(path), str(path.relative_to(top)), licence)
        for path in LAYOUTS[layout].find(top)
    ]


def read_folder(source: FolderSource, cache: Path) -> Song:
    """A song on a disk; nothing is fetched."""
    try:
        stems, checks = LAYOUTS[source.layout].read(Path(source.file))
    except SoundFileError as error:
        raise Rejected(str(error)) from error
    return Song(
        source.song, DOMAIN, source.package, source.file, stems, source.licence, source.layout, checks
    )


def find_plain(root: Path) -> list[Path]:
    """Every folder that holds two stems or more."""
    folders = sorted({path.parent for path in root.rglob("*") if path.suffix.lower() in READABLE})
    return [folder for folder in folders if len(_list_stems(folder)) >= 2]


def read_plain(folder: Path) -> tuple[list[Stem], dict]:
    """One file one stem, as loud as in the mix; a mix beside them is left out but checked against."""
    stems = [_read_stem(path) for path in _list_stems(folder)]
    checks: dict = {"balance": HUMAN}
    mixes = [p for p in _list_audio(folder) if _MIX.match(p.stem)]
    if mixes:
        checks["sum_snr_db"] = _compare(stems, _read_stereo(mixes[0]))
    return _align(stems), checks


def find_musdb(root: Path) -> list[Path]:
    """MUSDB18's stem.mp4 files, or the folders of its HQ edition."""
    folders = {path.parent for path in root.rglob("mixture.wav") if (path.parent / "vocals.wav").exists()}
    return sorted(root.rglob("*.stem.mp4")) + sorted(folders)


def read_musdb(path: Path) -> tuple[list[Stem], dict]:
    """Drums, bass, other and vocals; the stems of a mix with a person's balance."""
    with tempfile.TemporaryDirectory() as folder:
        if path.is_file():
            _unpack_streams(path, Path(folder))
        source = Path(folder) if path.is_file() else path
        sounds = {name: _read_stereo(source / f"{name}.wav") for name in _MUSDB_STREAMS}
    mix = sounds.pop("mixture")
    stems = [Stem(name, audio, _MUSDB_ROLES.get(name, ""), name) for name, audio in sounds.items()]
    return _align(stems), {"balance": HUMAN, "sum_snr_db": _compare(stems, mix)}


def find_medleydb(root: Path) -> list[Path]:
    """The song folders of MedleyDB."""
    return sorted(path.parent for path in root.rglob("*_STEMS") if path.is_dir())


def read_medleydb(folder: Path) -> tuple[list[Stem], dict]:
    """Processed stems as they are in the mix, with the instruments that the metadata names."""
    instruments = {}
    for path in folder.glob("*_METADATA.yaml"):
        for block in re.split(r"^  S\d+:", path.read_text(errors="replace"), flags=re.M)[1:]:
            file = re.search(r"^    filename: *['\"]?([^'\"\n]+)", block, re.M)
            played = re.search(r"^    instrument: *['\"]?([^'\"\n]+)", block, re.M)
            if file and played:
                instruments[file[1].strip()] = played[1].strip()
    stems = []
    for path in _list_audio(next(folder.glob("*_STEMS"))):
        name = instruments.get(path.name, "")
        stems.append(Stem(name or path.stem, _read_stereo(path), name_to_role(name), name))
    checks: dict = {"balance": HUMAN}
    for path in folder.glob("*_MIX.wav"):
        checks["sum_snr_db"] = _compare(stems, _read_stereo(path))
    return _align(stems), checks


def find_enst(root: Path) -> list[Path]:
    """ENST-Drums' recordings: the dry mix of each, beside which lie the microphones."""
    return sorted(root.glob("**/audio/dry_mix/*.wav"))


def read_enst(path: Path) -> tuple[list[Stem], dict]:
    """The microphones of a kit, each with the gains to both sides that make the dry mix."""
    audio = path.parent.parent
    microphones = sorted(p for p in audio.iterdir() if p.is_dir() and not p.name.endswith("_mix"))
    stems = []
    for folder in microphones:
        if folder.name != "accompaniment" and (folder / path.name).exists():
            role = "overheads" if folder.name.startswith("overhead") else name_to_role(folder.name)
            stems.append(Stem(folder.name, _read_stereo(folder / path.name), role, folder.name))
    return fit_gains(_align(stems), _read_stereo(path))


def find_cambridge(root: Path) -> list[Path]:
    """Cambridge-MT's unpacked multitracks: folders of numbered raw tracks."""
    return [folder for folder in find_plain(root) if any(_NUMBER.match(p.name) for p in _list_stems(folder))]


def read_cambridge(folder: Path) -> tuple[list[Stem], dict]:
    """Raw tracks: real sound for roles and for listening, but nobody's balance."""
    return _align([_read_stem(path) for path in _list_stems(folder)]), {"balance": NONE}


LAYOUTS = {
    "plain": Layout(find_plain, read_plain),
    "musdb18": Layout(find_musdb, read_musdb),
    "medleydb": Layout(find_medleydb, read_medleydb),
    "enst-drums": Layout(find_enst, read_enst),
    "cambridge-mt": Layout(find_cambridge, read_cambridge),
}


def fit_gains(stems: list[Stem], mix: np.ndarray) -> tuple[list[Stem], dict]:
    """Stems with the gains to each side whose sum comes nearest to a mix."""
    if not stems:
        raise Rejected("no stems")
    for side in (0, 1):
        sources = np.stack([stem.audio[side, : mix.shape[1]] for stem in stems]).astype(np.float64)
        target = mix[side, : sources.shape[1]].astype(np.float64)
        gains, *_ = np.linalg.lstsq(sources @ sources.T, sources @ target, rcond=1e-9)
        for stem, gain in zip(stems, gains, strict=True):
            stem.audio[side] *= np.float32(gain)
    return stems, {"balance": FITTED, "sum_snr_db": _compare(stems, mix)}


def _list_audio(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in READABLE and not p.name.startswith("."))


def _list_stems(folder: Path) -> list[Path]:
    return [path for path in _list_audio(folder) if not _MIX.match(path.stem)]


def _read_stem(path: Path) -> Stem:
    name = _NUMBER.sub("", path.stem) or path.stem
    return Stem(name, _read_stereo(path), name_to_role(name), name)


def _read_stereo(path: Path) -> np.ndarray:
    """The beginning of a file as (2, frames); mono sounds from both sides."""
    audio = read_audio(path, RATE)[:2, : round(SEARCH_S * RATE)]
    return np.repeat(audio, 2, axis=0) if len(audio) == 1 else np.ascontiguousarray(audio)


def _align(stems: list[Stem]) -> list[Stem]:
    longest = max((stem.audio.shape[1] for stem in stems), default=0)
    for stem in stems:
        stem.audio = np.pad(stem.audio, ((0, 0), (0, longest - stem.audio.shape[1])))
    return stems


def _compare(stems: list[Stem], mix: np.ndarray) -> float:
    return round(sum_snr_db([stem.audio for stem in stems], mix), 1)


def _unpack_streams(path: Path, folder: Path) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path)]
    for number, name in enumerate(_MUSDB_STREAMS):
        command += ["-map", f"0:a:{number}", "-c:a", "pcm_f32le", str(folder / f"{name}.wav")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise Missing("ffmpeg is not there; install ffmpeg to read stem.mp4 files") from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Rejected(f"ffmpeg cannot read it: {said[-1] if said else done.returncode}")
