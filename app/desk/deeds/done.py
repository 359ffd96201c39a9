"""Done: a session after a deed, and what the desk must know of the deed to go on with it."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from msgspec import Struct

from engine.console.session import Session


class Done(Struct, frozen=True):
    """What has become of a session, and by what."""

    session: Session
    what: str
    """The deed in words, for undo."""
    ride: Hashable = None
    """Deeds of one ride, a second apart at most, are one step; None: a step of its own."""
    controls: Collection[tuple[str, str]] = ()
    """(place, parameter) pairs that a person took: they leave a crossfade."""
    leads_back: bool = False
    """Whether who did it is to hear the mix that counts, rather than what was listened to."""
