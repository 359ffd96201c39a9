"""Where Deskhand keeps things: caches, sessions, and what only lives while a show runs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from models.installed import FOLDER


def cache_folder() -> Path:
    """What can be made again: the demo band, prepared stems. DESKHAND_CACHE overrides."""
    return _choose("DESKHAND_CACHE", platformdirs.user_cache_path("deskhand"))


def cores_folder() -> Path:
    """The strips as they were compiled for this processor."""
    return cache_folder() / "cores"


def data_folder() -> Path:
    """What must not be lost: sessions. DESKHAND_DATA overrides."""
    return _choose("DESKHAND_DATA", platformdirs.user_data_path("deskhand"))


def takes_folder() -> Path:
    """What was recorded; large, so DESKHAND_TAKES may name another disk."""
    return _choose("DESKHAND_TAKES", data_folder() / "takes")


def minds_folder() -> Path:
    """The model files that people installed. DESKHAND_MINDS overrides."""
    return _choose(FOLDER, data_folder() / "minds")


def runtime_folder() -> Path:
    """Doors, shared memory and process numbers of the running show. DESKHAND_RUNTIME overrides."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    usual = Path(base) / "deskhand" if base else Path(f"/dev/shm/deskhand-{os.getuid()}")
    folder = _choose("DESKHAND_RUNTIME", usual)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _choose(variable: str, usual: Path) -> Path:
    return Path(os.environ.get(variable) or usual)
