"""Addressed: what guests say to addresses, done where they may; OSC and the tablet page speak so."""

from __future__ import annotations

from collections.abc import Sequence

from app.link import RecallScene
from app.surfaces.addresses import Spot, find_spot
from app.surfaces.guests import Guest, Guests
from app.surfaces.hand import Hand
from app.surfaces.targets import Deed, Switch, Value
from engine.console.moves import Hold

Argument = int | float | str | bool | None

RECALL = "/scene/recall"


class Orders:
    """What is not understood raises KeyError, IndexError, TypeError or ValueError and changes nothing."""

    def __init__(self, hand: Hand, guests: Guests) -> None:
        self._hand = hand
        self._guests = guests

    def obey(self, address: str, arguments: Sequence[Argument], guest: Guest, now: float) -> None:
        """Do what a guest says, or count that they may not."""
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
            self._move(spot, arguments[0], guest, now)

    def _move(self, spot: Spot, said: Argument, guest: Guest, now: float) -> None:
        target, hand = spot.target, self._hand
        assert not isinstance(target, Deed)
        allowed = guest.may_move(spot.place, target.param) if isinstance(target, Value) else guest.may_all
        if not allowed:
            self._guests.refuse()
        elif isinstance(target, Value) and spot.form == "hold":
            hand.set_hold(spot.place, target.param, Hold(str(said)))
        elif isinstance(target, Value) and spot.form == "touch":
            (hand.take if said else hand.let_go)(spot.place, target.param, now)
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
        wanted = arguments[0]
        scenes = state.session.scenes
        name = wanted if isinstance(wanted, str) else scenes[int(read_number(wanted)) - 1].name
        seconds = max(0.0, read_number(arguments[1])) if len(arguments) > 1 else None
        self._hand.send(RecallScene(name, seconds))


def is_deed(address: str) -> bool:
    """Whether an address is done without saying anything more."""
    spot = find_spot(address)
    return spot is not None and isinstance(spot.target, Deed)


def read_number(said: Argument) -> float:
    """A number; TypeError where it is none."""
    if isinstance(said, str) or said is None:
        raise TypeError("a number is needed")
    return float(said)
