"""News: what the processes of surfaces leave in the runtime folder for the desk to tell."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

MIDI, NETWORK = "surfaces.midi", "surfaces.network"
"""Names in the runtime folder."""

IMPOSSIBLE = 3
"""Exit status of a process that cannot do what it is for; its log says why."""


class Doors(Struct, frozen=True):
    """What is to be opened; port 0 takes any that is free, -1 none."""

    osc: int = 9000
    web: int = 8090
    beyond: bool = False
    """Whether other machines may knock, or only this one."""
    trusts: bool = True
    """Whether OSC programs of this machine need no code."""


class MidiNews(Struct, frozen=True):
    """The controllers that work, and what is wrong with mappings."""

    pid: int = 0
    controllers: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class NetworkNews(Struct, frozen=True):
    """The doors that are open (port, or -1), and the codes of this show."""

    pid: int = 0
    osc: int = -1
    web: int = -1
    host: str = ""
    codes: dict[str, str] = {}
    """Code -> what it lets do."""
    guests: tuple[str, ...] = ()
    refused: int = 0


def leave(runtime: Path, name: str, news: Struct) -> None:
    """Leave news, readable by their owner alone."""
    draft = runtime / f"{name}.part"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(msgspec.json.encode(news))
    draft.replace(runtime / name)


def read_midi(runtime: Path) -> MidiNews | None:
    """What the MIDI process left; None where it left nothing."""
    try:
        return msgspec.json.decode((runtime / MIDI).read_bytes(), type=MidiNews)
    except (OSError, msgspec.MsgspecError):
        return None


def read_network(runtime: Path) -> NetworkNews | None:
    """What the network process left; None where it left nothing."""
    try:
        return msgspec.json.decode((runtime / NETWORK).read_bytes(), type=NetworkNews)
    except (OSError, msgspec.MsgspecError):
        return None
