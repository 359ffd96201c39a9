"""Glances: sessions and folders as rows of a list. No Qt."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from app.material.sessions import Glance
from app.shown.language import say
from engine.soundfiles import READABLE

DAY_S = 86400.0


def write_when(changed: float, now: float) -> str:
    """A time for people: today 14:05, yesterday 14:05, 3 Nov 2025."""
    then, today = time.localtime(changed), time.localtime(now)
    clock = time.strftime("%H:%M", then)
    if then[:3] == today[:3]:
        return say("today {clock}", clock=clock)
    if then[:3] == time.localtime(now - DAY_S)[:3]:
        return say("yesterday {clock}", clock=clock)
    return time.strftime("%d %b %Y", then).lstrip("0")


def describe(look: Glance) -> str:
    """What a session holds, in a line."""
    if look.fault:
        return look.fault
    words = [say("{count} strips", count=look.strips)]
    if look.scenes:
        words.append(say("{count} scenes", count=look.scenes))
    words.append(look.mind)
    words.append(say("stems of {folder}", folder=look.stems) if look.stems else say("live inputs"))
    return "  ·  ".join(word for word in words if word)


class Entry(Struct, frozen=True):
    """Something in a folder: another folder, or a session."""

    path: Path
    kind: str
    """up, folder or session."""
    sounds: int = 0
    """How many sound files a folder holds."""


def list_folder(folder: Path) -> tuple[list[Entry], str]:
    """Folders and sessions in a folder, and why nothing could be read."""
    entries = [Entry(folder.parent, "up")] if folder.parent != folder else []
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
    except OSError as error:
        return entries, f"{folder}: {error.strerror}"
    shown = [path for path in paths if not path.name.startswith(".")]
    entries += [Entry(path, "folder", count_sounds(path)) for path in shown if path.is_dir()]
    entries += [Entry(path, "session") for path in shown if path.suffix == ".json" and path.is_file()]
    return entries, ""


def count_sounds(folder: Path, most: int = 1000) -> int:
    """How many sound files lie in a folder."""
    try:
        return sum(1 for path in _some(folder.iterdir(), most) if path.suffix.lower() in READABLE)
    except OSError:
        return 0


def _some(paths: Iterable[Path], most: int) -> Iterable[Path]:
    return (path for path, _ in zip(paths, range(most), strict=False))
