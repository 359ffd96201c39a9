"""Takes: what was recorded, where it lies, and where the next one goes."""

from __future__ import annotations

import errno
import time
from contextlib import suppress
from pathlib import Path

from app.folders import takes_folder
from app.state import TakeRow
from engine.console.state import Mix
from engine.take import Take, Track, load_take, name_file

MOST = 40
"""So many takes are listed, the newest."""


def list_takes(recording: str = "") -> tuple[TakeRow, ...]:
    """The newest takes, newest first; the one that is being recorded is none yet."""
    found = []
    with suppress(OSError):
        for folder in sorted(takes_folder().iterdir(), reverse=True)[: MOST + 20]:
            take = load_take(folder) if folder.is_dir() and str(folder) != recording else None
            if take is not None and take.frames:
                found.append(_describe(folder, take))
    return tuple(sorted(found, key=lambda row: row.began, reverse=True)[:MOST])


def make_take(session: str, mix: Mix, inputs: int, rate: int, source: str, part: int, now: float) -> Take:
    """A take of all strips of a mix that the tap, which has so many inputs, can hear."""
    strips = [strip for strip in mix.strips if strip.inputs and max(strip.inputs) < inputs]
    tracks = tuple(
        Track(name_file(number, strip.name), strip.name, strip.role, strip.inputs)
        for number, strip in enumerate(strips)
    )
    if not tracks:
        raise ValueError("there is no strip with an input to record; give one an input first")
    return Take(session, now, rate, tracks, source, part)


def make_folder(take: Take) -> Path:
    """A new folder for a take, named by date and session."""
    date = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(take.began))
    safe = name_file(0, take.session)[3:-4]
    name = f"{date} {safe}" + (f" part {take.part}" if take.part > 1 else "")
    for number in range(1, 100):
        folder = takes_folder() / (name if number == 1 else f"{name} ({number})")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder
    raise FileExistsError(errno.EEXIST, "is there already", str(takes_folder() / name))


def find_source(folder: str) -> str | None:
    """Where the inputs of a take came from ("": live); None where a folder is no take."""
    take = load_take(Path(folder)) if folder else None
    return None if take is None else take.source


def _describe(folder: Path, take: Take) -> TakeRow:
    row = 4 * sum(len(track.inputs) for track in take.tracks)
    return TakeRow(
        folder=str(folder),
        name=folder.name,
        session=take.session,
        began=take.began,
        seconds=take.seconds,
        tracks=len(take.tracks),
        megabytes=take.frames * row / 1e6,
        part=take.part,
        lost_s=take.lost_frames / take.rate,
        why=take.why,
        source=take.source,
    )
