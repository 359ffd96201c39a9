"""Assembler: controls of 14 bits, which come as pairs or fours of controller messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.surfaces.midi.events import Address, Event

NRPN_HIGH, NRPN_LOW, DATA_HIGH, DATA_LOW = 99, 98, 6, 38
RPN_HIGH, RPN_LOW = 101, 100
FINE_ABOVE = 32
"""The fine half of controller n is controller n + 32."""

NUMBERED = (NRPN_HIGH, NRPN_LOW, RPN_HIGH, RPN_LOW, DATA_HIGH, DATA_LOW)
"""The controllers that choose numbered parameters and carry their values."""


def list_halves(at: Address) -> list[Address]:
    """The controllers whose messages an address is made of; itself where it comes whole."""
    numbers = {"cc14": (at.number, at.number + FINE_ABOVE), "nrpn": NUMBERED}.get(at.kind)
    return [at] if numbers is None else [Address("cc", at.channel, number) for number in numbers]


def find_clash(addresses: Iterable[Address]) -> tuple[Address, Address] | None:
    """Two addresses that one message would belong to, if there are any; numbered parameters share theirs."""
    owners: dict[Address, Address] = {}
    for at in addresses:
        for half in list_halves(at):
            owner = owners.setdefault(half, at)
            if owner == at or owner.kind == at.kind == "nrpn":
                continue
            return owner, at
    return None


def find_whole(halves: Mapping[Address, Sequence[int]], half: Address) -> Address:
    """The address of 14 bits that a heard controller is a half of; itself where it is none."""

    def heard(number: int) -> Sequence[int]:
        return halves.get(Address("cc", half.channel, number), ())

    if half.kind != "cc":
        return half
    if half.number in NUMBERED and heard(NRPN_HIGH) and heard(NRPN_LOW) and heard(DATA_HIGH):
        return Address("nrpn", half.channel, heard(NRPN_HIGH)[-1] << 7 | heard(NRPN_LOW)[-1])
    coarse = half.number % FINE_ABOVE
    if half.number < 2 * FINE_ABOVE and heard(coarse) and heard(coarse + FINE_ABOVE):
        return Address("cc14", half.channel, coarse)
    return half


class Assembler:
    """Makes whole events of halves, for the addresses that a mapping names; everything else passes through.

    A controller that never sends fine halves is heard all the same; from its first fine half on, the coarse
    one alone is not a value yet.
    """

    def __init__(self, addresses: Iterable[Address]) -> None:
        wanted = set(addresses)
        self._pairs = {(at.channel, at.number): at for at in wanted if at.kind == "cc14"}
        self._numbers = {(at.channel, at.number): at for at in wanted if at.kind == "nrpn"}
        self._listens = {channel for channel, _ in self._numbers}
        self._coarse: dict[Address, int] = {}
        self._fine: set[Address] = set()
        self._chosen: dict[int, list[int | None]] = {}

    def feed(self, event: Event) -> Event | None:
        """What this message completes; None where it is half of something."""
        if event.address.kind != "cc":
            return event
        channel, number = event.address.channel, event.address.number
        if channel in self._listens and number in NUMBERED:
            return self._feed_numbered(channel, number, event.value)
        if (channel, number) in self._pairs:
            return self._coarse_half(self._pairs[channel, number], event.value)
        if (channel, number - FINE_ABOVE) in self._pairs:
            return self._fine_half(self._pairs[channel, number - FINE_ABOVE], event.value)
        return event

    def _feed_numbered(self, channel: int, number: int, value: int) -> Event | None:
        chosen = self._chosen.setdefault(channel, [None, None])
        if number in (RPN_HIGH, RPN_LOW):
            chosen[:] = None, None
        elif number in (NRPN_HIGH, NRPN_LOW):
            chosen[number == NRPN_LOW] = value
        elif chosen[0] is not None and chosen[1] is not None:
            at = self._numbers.get((channel, chosen[0] << 7 | chosen[1]))
            if at is not None:
                return self._coarse_half(at, value) if number == DATA_HIGH else self._fine_half(at, value)
        return None

    def _coarse_half(self, at: Address, value: int) -> Event | None:
        self._coarse[at] = value
        return None if at in self._fine else Event(at, value << 7)

    def _fine_half(self, at: Address, value: int) -> Event | None:
        self._fine.add(at)
        coarse = self._coarse.get(at)
        return None if coarse is None else Event(at, coarse << 7 | value)
