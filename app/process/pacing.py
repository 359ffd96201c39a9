"""Pacing: what changed and waits to be passed on, and when it is due. Pure: time is told."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engine.console.moves import Move

TICK_S = 0.01
"""How often the engine hears of something."""

TELL_S = 0.05
"""How often the mind hears of something, surfaces do, and the engine gets the whole mix for its inserts."""

REMEMBER_S = 0.2
"""At most so long the engine keeps a session of before; what people say it is given at once."""

SAVE_S = 0.8
"""At most so long a change is not on disk."""

MANY_MOVES = 200
"""From here on the engine is faster given the whole mix."""


class Parcel(Struct, frozen=True):
    """What the engine is due: moves, and the desk's memory where it is to `keep` that; or the `whole` mix."""

    moves: tuple[Move, ...]
    keep: bool
    whole: bool


class Pacing:
    """Whatever changes is noted here; what is taken is taken to be passed on."""

    def __init__(self) -> None:
        self.untold = False
        """Surfaces do not show yet how it is."""
        self.unkept = False
        """People did something that the engine does not keep yet for the next desk."""
        self.unloaded = False
        """Something is wanted of the engine that no move says."""
        self.unsaved = False
        """The session on disk is one of before."""
        self._unheard = False
        self._moves: dict[tuple[str, str], Move] = {}
        self._saved = self._told = self._thought = self._kept = self._sent = self._loaded = 0.0

    @property
    def waits(self) -> bool:
        """Whether anything is to be passed on before long; the disk has time."""
        return bool(self._moves) or self._unheard or self.untold or self.unkept or self.unloaded

    def sound(self, moves: Iterable[Move]) -> None:
        """What the engine plays changes, and no part of the session."""
        for move in moves:
            self._moves[move.place, move.param] = move
            self.untold = True

    def change(self, moves: Iterable[Move]) -> None:
        """The session changes, and what the engine plays with it."""
        self.sound(moves)
        self.unsaved = self.untold = self._unheard = True

    def drop_moves(self) -> None:
        """The engine, or the next one, is given the whole mix anyhow."""
        self._moves.clear()

    def note_load(self, now: float) -> None:
        """The engine was given the whole mix."""
        self.drop_moves()
        self.unloaded, self._loaded = False, now

    def note_save(self, now: float) -> None:
        """The session, as it is, is on its way to the disk."""
        self.unsaved, self._saved = False, now

    def take_for_engine(self, now: float) -> Parcel | None:
        """What the engine is due; None where there is nothing, or it heard of something just now."""
        keep = self.unkept or (self.unsaved and now - self._kept > REMEMBER_S)
        whole = len(self._moves) > MANY_MOVES or (self.unloaded and now - self._loaded >= TELL_S)
        if not (self._moves or keep or whole) or now - self._sent < TICK_S:
            return None
        parcel = Parcel(() if whole else tuple(self._moves.values()), keep, whole)
        self.drop_moves()
        self._sent = now
        if whole:
            self.note_load(now)
        if keep:
            self.unkept, self._kept = False, now
        return parcel

    def take_for_mind(self, now: float) -> bool:
        """Whether the mind is to hear how the desk is."""
        due = self._unheard and now - self._thought > TELL_S
        if due:
            self._unheard, self._thought = False, now
        return due

    def take_for_surfaces(self, now: float) -> bool:
        """Whether surfaces are to be told how the desk is."""
        due = self.untold and now - self._told > TELL_S
        if due:
            self.untold, self._told = False, now
        return due

    def is_save_due(self, now: float) -> bool:
        """Whether the session is to be saved; `note_save` when it is."""
        return self.unsaved and now - self._saved > SAVE_S
