"""Layers: what people set, what the mind wants, and the one effective mix made of both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import exp, log
from typing import Self

from msgspec import Struct, structs

from engine.console.moves import Hold, Holds, Move, Source, hold_of, set_hold
from engine.console.params import INDEX, PARAMS, Kind, Param, find_param
from engine.console.state import Mix, Strip, pair_places, split_place


class Layers(Struct, frozen=True):
    """The hand and auto layers, who holds what, and how much of the mind is heard (0..1)."""

    hand: Mix = Mix()
    auto: Mix = Mix()
    holds: Holds = {}
    amount: float = 1.0

    def touch(self, move: Move) -> Self:
        """A person moves a parameter: it is theirs until given back (LOCKED stays LOCKED)."""
        if move.source is Source.MODEL:
            raise ValueError("a mind proposes, it does not touch")
        holds = self.holds
        kind, _ = split_place(move.place)
        if find_param(kind, move.param).automatic and self.hold(move.place, move.param) is Hold.AUTO:
            holds = set_hold(holds, move.place, move.param, Hold.HELD)
        return structs.replace(self, hand=self.hand.put(move.place, move.param, move.value), holds=holds)

    def propose(self, move: Move) -> Self:
        """A mind moves a parameter: dropped unless the parameter is automatic and not held."""
        kind, _ = split_place(move.place)
        if not find_param(kind, move.param).automatic or self.hold(move.place, move.param) is not Hold.AUTO:
            return self
        return structs.replace(self, auto=self.auto.put(move.place, move.param, move.value))

    def set_hold(self, place: str, param: str, hold: Hold) -> Self:
        """Hold or give back one parameter; either way what is heard stays where it is now."""
        heard = self.heard(place, param)
        hand = self.hand.put(place, param, heard)
        auto = self.auto.put(place, param, heard) if hold is Hold.AUTO else self.auto
        return structs.replace(self, hand=hand, auto=auto, holds=set_hold(self.holds, place, param, hold))

    def put_facts(self, place: str, facts: Mapping[str, object]) -> Self:
        """Say something of a strip that is no parameter; both layers know it."""
        hand, auto = self.hand.put_facts(place, facts), self.auto.put_facts(place, facts)
        return structs.replace(self, hand=hand, auto=auto)

    def hold(self, place: str, param: str) -> Hold:
        """Whose a parameter is."""
        return hold_of(self.holds, place, param)

    def heard(self, place: str, param: str) -> float:
        """The effective value of one parameter."""
        kind, _ = split_place(place)
        row = find_param(kind, param)
        hand, auto = self.hand.get(place, param), self.auto.get(place, param)
        if row.automatic and self.hold(place, param) is Hold.AUTO:
            return blend(row, hand, auto, self.amount)
        return hand

    def effective(self) -> Mix:
        """The mix the engine plays."""
        strips = tuple([self._mix_strip(index) for index in range(len(self.hand.strips))])
        return self._mix_master(strips)

    def effective_after(self, before: Self, mix: Mix) -> Mix:
        """The same as `effective`, given what other layers led to; what is the same is not made anew."""
        if self.amount != before.amount or len(self.hand.strips) != len(before.hand.strips):
            return self.effective()
        hands, autos = self.hand.strips, self.auto.strips
        old_hands, old_autos = before.hand.strips, before.auto.strips
        holds, old_holds = self.holds, before.holds
        strips = tuple(
            [
                strip
                if hands[index] is old_hands[index]
                and autos[index] is old_autos[index]
                and (holds is old_holds or holds.get(place) is old_holds.get(place))
                else self._mix_strip(index)
                for index, (strip, place) in enumerate(zip(mix.strips, _list_strips(len(hands)), strict=True))
            ]
        )
        return self._mix_master(strips)

    def _mix_strip(self, index: int) -> Strip:
        hand, auto = self.hand.strips[index], self.auto.strips[index]
        held = self.holds.get(f"strip/{index}", {})
        values = _blend_all("strip", hand.values, auto.values, held, self.amount)
        return hand if values is hand.values else structs.replace(hand, values=values)

    def _mix_master(self, strips: tuple[Strip, ...]) -> Mix:
        held, master = self.holds.get("master", {}), self.hand.master
        values = _blend_all("master", master.values, self.auto.master.values, held, self.amount)
        if values is not master.values:
            master = structs.replace(master, values=values)
        return structs.replace(self.hand, strips=strips, master=master)


@lru_cache(maxsize=8)
def _list_strips(count: int) -> tuple[str, ...]:
    return tuple(f"strip/{index}" for index in range(count))


def _blend_all(
    kind: Kind, hand: tuple[float, ...], auto: tuple[float, ...], held: Mapping[str, Hold], amount: float
) -> tuple[float, ...]:
    """The values between those of hand and auto, where the mind may move them and nobody holds them."""
    if hand == auto:
        return hand
    return tuple(
        [
            h if h == a or not row.automatic or row.name in held else blend(row, h, a, amount)
            for row, h, a in zip(PARAMS[kind], hand, auto, strict=True)
        ]
    )


def blend(row: Param, hand: float, auto: float, amount: float) -> float:
    """The value between hand and auto on the parameter's own scale."""
    if hand == auto or amount <= 0.0:
        return hand
    if amount >= 1.0:
        return auto
    if row.taper == "log":
        return exp(log(hand) + amount * (log(auto) - log(hand)))
    if row.taper in ("switch", "choice"):
        return auto if amount >= 0.5 else hand
    return hand + amount * (auto - hand)


def list_changes(old: Mix, new: Mix, source: Source) -> list[Move]:
    """The moves that lead from one mix to another of the same layout."""
    moves = []
    for place, was, now in pair_places(old, new):
        before, after = was.values, now.values
        if before == after:
            continue
        kind, _ = split_place(place)
        moves += [
            Move(place, name, after[index], source)
            for name, index in INDEX[kind].items()
            if before[index] != after[index]
        ]
    return moves
