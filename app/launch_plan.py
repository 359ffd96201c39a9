"""Launch plan: what a show begins with, and how far that is; plain values, for the window too."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.console.session import Patch
from models.installed import BEST


class Launch(Struct, frozen=True):
    """What to begin with."""

    kind: Literal["demo", "folder", "live", "session"]
    path: str = ""
    """The folder of stems, or the session."""
    inputs: int = 8
    """How many device inputs a live show mixes."""
    patch: Patch = Patch()
    """The device; a session has its own."""
    mind: str = BEST


class Progress(Struct, frozen=True):
    """A line of a launch: what it does, and how much of that is done; `ready`: the desk is being started."""

    what: str
    share: float
    ready: bool = False
