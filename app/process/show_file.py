"""Show file: what the desk is to run; it lies in the runtime folder for the next desk to find."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from app.link import SHOW

LOCK = "desk.lock"
"""A name in the runtime folder: held by the desk that is alive."""


class Show(Struct, frozen=True):
    """What the desk is to run."""

    session_file: str
    player_file: str = ""


def write_show(runtime: Path, show: Show) -> None:
    """Leave for the next desk what it is to run."""
    draft = runtime / f"{SHOW}.part"
    draft.write_bytes(msgspec.msgpack.encode(show))
    draft.replace(runtime / SHOW)


def read_show(runtime: Path) -> Show:
    """What was left for this desk to run."""
    return msgspec.msgpack.decode((runtime / SHOW).read_bytes(), type=Show)
