"""Addressed: what guests say to addresses, done where they may; OSC and the tablet page speak so."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import isfinite

from app.orders.mix import RecallScene
from app.surfaces.addresses import Spot, find_spot
from app.surfaces.guests import Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.targets import Deed, Switch, Value
from engine.console.moves import Hold

Argument = int | float | str | bool | None

RECALL = "/scene/recall"
LONGEST_S = 600.0
"""No crossfade asked for from outside takes longer."""


class Orders:
    """What is not understood raises KeyError, IndexError, TypeError or ValueError and changes nothing."""

    def __init__(self, hand: Hand, guests: Guests) -> None:
        self._hand = hand
        self._guests = guests

    def obey(
        self, address: str, arguments: Sequence[Argument], guest: Guest, now: float, who: Hashable = None
    ) -> None:
        """Do what a guest says, or count that they may not. Fingers are those of `who`."""
        if address == RECALL:
            self._recall(arguments, guest)
            return
        spot = find_spot(address)
        if spot is None:
            raise ValueError("no such address")
        if isinstance(spot.target, Deed):
            if not arguments or arguments[0]:
                self._do(spot.target, guest, now)
        else:
            self._move(spot, arguments[0], guest, now, who)

    def let_all_go(self, who: Hashable, now: float) -> None:
        """Somebody is gone, or is another from now on: what their fingers lay on is let go."""
        self._hand.let_all_go(who, now)

    def _move(self, spot: Spot, said: Argument, guest: Guest, now: float, who: Hashable) -> None:
        target, hand = spot.target, self._hand
        assert not isinstance(target, Deed)
        allowed = guest.may_move(spot.place, target.param) if isinstance(target, Value) else guest.may_all
        if not allowed:
            self._guests.refuse()
        elif isinstance(target, Value) and spot.form == "hold":
            hand.set_hold(spot.place, target.param, Hold(str(said)))
        elif isinstance(target, Value) and spot.form == "touch":
            (hand.take if said else hand.let_go)(spot.place, target.param, now, who)
        elif isinstance(target, Switch) or (isinstance(target, Value) and target.row.taper == "switch"):
            hand.switch(target, spot.place, bool(read_number(said)), now)
        elif spot.form == "pos":
            hand.move(target, spot.place, min(1.0, max(0.0, read_number(said))), now)
        else:
            hand.set(target, spot.place, read_number(said), now)

    def _do(self, deed: Deed, guest: Guest, now: float) -> None:
        if guest.may_all:
            self._hand.do(deed, now)
        else:
            self._guests.refuse()

    def _recall(self, arguments: Sequence[Argument], guest: Guest) -> None:
        state = self._hand.state
        if state is None or not guest.may_all:
            self._guests.refuse()
            return
        names = [scene.name for scene in state.session.scenes]
        wanted = arguments[0]
        number = names.index(wanted) + 1 if isinstance(wanted, str) else int(read_number(wanted))
        if number < 1:
            raise IndexError("scenes count from 1")
        seconds = min(LONGEST_S, max(0.0, read_number(arguments[1]))) if len(arguments) > 1 else None
        self._hand.send(RecallScene(names[number - 1], seconds))


def is_deed(address: str) -> bool:
    """Whether an address is done without saying anything more."""
    spot = find_spot(address)
    return spot is not None and isinstance(spot.target, Deed)


def read_number(said: Argument) -> float:
    """A number; TypeError where it is none, ValueError where it is none that can be used."""
    if isinstance(said, str) or said is None:
        raise TypeError("a number is needed")
    try:
        number = float(said)
    except OverflowError:
        raise ValueError("too large") from None
    if not isfinite(number):
        raise ValueError("not finite")
    return number
