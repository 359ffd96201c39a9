"""Guests: who may do what from outside this machine. The window shows codes; without one nothing moves."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from typing import Literal

from msgspec import Struct

from engine.console.params import MONITORS

Role = Literal["read", "monitor", "full"]

CODE_DIGITS = 6
TRIES, LOCKED_S = 5, 60.0
"""So many wrong codes from one place, and it is not listened to for so long."""

MOST_GUESTS, MOST_OF_A_PLACE = 64, 16
"""Of more, who was silent for longest is out: of the same place first, so that nobody crowds out others."""

MOST_WATCHED = 4096
"""Places whose wrong codes are remembered; a flood from forged places forgets the oldest."""


class Guest(Struct, frozen=True):
    """What somebody may do; `monitor` from 1 is theirs, where that is their role."""

    role: Role
    monitor: int = 0
    name: str = ""

    def may_move(self, place: str, param: str) -> bool:
        """Whether this guest may move a parameter."""
        if self.role == "full":
            return True
        if self.role != "monitor":
            return False
        sends = (f"monitor{self.monitor}_send_db", f"monitor{self.monitor}_pan")
        own_bus = place == f"monitor/{self.monitor - 1}" and param == "fader_db"
        return own_bus or (place.startswith("strip/") and param in sends)

    @property
    def may_all(self) -> bool:
        """Whether this guest may do what concerns the whole desk."""
        return self.role == "full"


class Guests:
    """The codes of a show and who came in with them. Pure: time is told."""

    def __init__(self) -> None:
        self.codes: dict[str, Guest] = {}
        self.refused = 0
        """How many times something came from somebody who is not in."""
        self._in: OrderedDict[Hashable, tuple[Guest, Hashable]] = OrderedDict()
        """Who is in and from which place, the most silent first."""
        self._wrong: OrderedDict[Hashable, tuple[int, float]] = OrderedDict()
        self.renew()

    def renew(self) -> None:
        """New codes; who is in stays in."""
        roles = [Guest("full"), Guest("read"), *(Guest("monitor", n) for n in range(1, MONITORS + 1))]
        self.codes = {}
        while len(self.codes) < len(roles):
            code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
            if code not in self.codes:
                self.codes[code] = roles[len(self.codes)]

    def find(self, who: Hashable) -> Guest | None:
        """Who somebody is that says something; None where they are not in."""
        found = self._in.get(who)
        if found is None:
            return None
        self._in.move_to_end(who)
        return found[0]

    def is_in(self, who: Hashable) -> bool:
        """Whether somebody is in, who need not say anything."""
        return who in self._in

    def is_locked(self, place: Hashable, now: float) -> bool:
        """Whether a place guessed too often, and is not listened to."""
        return self._count_wrong(place, now)[0] >= TRIES

    def pair(
        self, who: Hashable, code: str, now: float, name: str = "", place: Hashable = None
    ) -> Guest | None:
        """Let somebody in with a code; None where the code is wrong or too many were. `place` is watched."""
        place = who if place is None else place
        wrong, since = self._count_wrong(place, now)
        found = self.codes.get(code) if wrong < TRIES else None
        if found is None:
            self.refused += 1
            self._wrong[place] = (wrong + 1, now if wrong < TRIES else since)
            self._wrong.move_to_end(place)
            while len(self._wrong) > MOST_WATCHED:
                self._wrong.popitem(last=False)
            return None
        self._wrong.pop(place, None)
        name = "".join(letter for letter in name[:40] if letter.isprintable())
        return self.admit(who, Guest(found.role, found.monitor, name), place)

    def _count_wrong(self, place: Hashable, now: float) -> tuple[int, float]:
        """How many wrong codes count against a place, and since when."""
        wrong, since = self._wrong.get(place, (0, now))
        return (wrong, since) if now - since < LOCKED_S else (0, now)

    def admit(self, who: Hashable, guest: Guest, place: Hashable = None) -> Guest:
        """Let somebody in without a code."""
        place = who if place is None else place
        self._in[who] = guest, place
        self._in.move_to_end(who)
        near = [each for each, (_, other) in self._in.items() if other == place]
        for each in near[:-MOST_OF_A_PLACE]:
            del self._in[each]
        while len(self._in) > MOST_GUESTS:
            self._in.popitem(last=False)
        return guest

    def leave(self, who: Hashable) -> None:
        """Somebody goes."""
        self._in.pop(who, None)

    def refuse(self) -> None:
        """Somebody who is not in said something."""
        self.refused += 1

    def list(self) -> list[Guest]:
        """Who is in."""
        return [guest for guest, _ in self._in.values()]
