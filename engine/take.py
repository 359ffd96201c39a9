"""Take: a folder with one recorded file for each strip, and what lies beside them to say so."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.growing import count_frames

ABOUT = "take.json"
"""In the folder of a take: what it is."""

MASTER = "master"
"""The folder in that of a take where the recorded master lies: it is no input."""

_LONGEST_NAME = 60
_UNSAFE = '/\\:*?"<>|'


class Track(Struct, frozen=True):
    """One strip: its file in the folder, and the inputs it was recorded from."""

    file: str
    name: str
    role: str
    inputs: tuple[int, ...]


class Take(Struct, frozen=True):
    """What was recorded."""

    session: str
    began: float
    """Seconds since 1970."""
    rate: int
    tracks: tuple[Track, ...]
    source: str = ""
    """The folder of stems that played instead of live inputs; "" where these were live."""
    part: int = 1
    """2 and so on: what came after an interruption."""
    frames: int = 0
    lost_frames: int = 0
    """Frames that are silence, for they could not be recorded."""
    why: str = ""
    """Why it ended, where nobody said so."""
    ended: float = 0.0
    """0.0 while it is being recorded, or where the recorder was killed."""
    master: bool = False

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate


def name_file(number: int, name: str) -> str:
    """The file of a track (from 0) in a take."""
    safe = "".join("_" if letter in _UNSAFE or not letter.isprintable() else letter for letter in name)
    return f"{number + 1:02d} {safe.strip()[:_LONGEST_NAME].strip(' .') or 'Track'}.wav"


def save_take(take: Take, folder: Path) -> None:
    """Write what a take is, beside its files."""
    draft = folder / f".{ABOUT}.part"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(take), indent=1))
    os.replace(draft, folder / ABOUT)


def load_take(folder: Path) -> Take | None:
    """What lies in a folder, if it is a take; as long as its files where nobody noted that."""
    try:
        take = msgspec.json.decode((folder / ABOUT).read_bytes(), type=Take)
        if take.ended or not take.tracks or take.rate <= 0:
            return take if take.tracks and take.rate > 0 else None
        frames = min(count_frames(folder / track.file, len(track.inputs)) for track in take.tracks)
        return msgspec.structs.replace(take, frames=frames)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
