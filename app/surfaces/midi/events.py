"""Events: what MIDI bytes mean. Bytes that mean nothing are no event: nothing here raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Kind = Literal["note", "cc", "cc14", "nrpn", "bend", "pressure", "program", "sysex"]

_STATUS: dict[int, tuple[Kind, int]] = {
    0x8: ("note", 2),
    0x9: ("note", 2),
    0xB: ("cc", 2),
    0xC: ("program", 1),
    0xD: ("pressure", 1),
    0xE: ("bend", 2),
}
"""Upper half of the status byte -> what it is, and how many data bytes follow."""

SYSEX, SYSEX_END = 0xF0, 0xF7
MOST_SYSEX = 1024
"""A longer system exclusive message is none of ours."""

HIGHEST: dict[Kind, int] = {
    **dict.fromkeys(("note", "cc", "pressure", "program"), 127),
    **dict.fromkeys(("cc14", "nrpn", "bend"), 16383),
    "sysex": 0,
}


class Address(Struct, frozen=True):
    """Where a control sits: its kind, its channel from 1, its number (0 where the kind has none)."""

    kind: Kind
    channel: int
    number: int = 0


class Event(Struct, frozen=True):
    """One control says a whole number, 0 to `HIGHEST`; or a system exclusive message, without its ends."""

    address: Address
    value: int
    data: bytes = b""

    @property
    def share(self) -> float:
        """The value, 0..1."""
        return self.value / HIGHEST[self.address.kind]


def parse_event(message: Sequence[int]) -> Event | None:
    """One whole MIDI message; None where it is none, or none that a controller sends."""
    if not message:
        return None
    status, data = message[0], message[1:]
    if status == SYSEX:
        inside = data[:-1]
        whole = len(message) >= 3 and message[-1] == SYSEX_END and all(0 <= byte < 0x80 for byte in inside)
        if not whole or len(message) > MOST_SYSEX:
            return None
        return Event(Address("sysex", 1), 0, bytes(inside))
    known = _STATUS.get(status >> 4)
    if known is None or len(data) != known[1] or any(not 0 <= byte < 0x80 for byte in data):
        return None
    kind, channel = known[0], (status & 0x0F) + 1
    if kind == "bend":
        return Event(Address(kind, channel), data[0] | data[1] << 7)
    if len(data) == 1:
        return Event(Address(kind, channel), data[0])
    released = status >> 4 == 0x8
    return Event(Address(kind, channel, data[0]), 0 if released else data[1])


def write_event(event: Event) -> bytes:
    """The bytes of an event; for 14 bits and NRPN several messages' in a row."""
    kind, channel, number = event.address.kind, event.address.channel - 1, event.address.number
    fine, coarse = event.value & 0x7F, event.value >> 7
    match kind:
        case "note":
            return bytes((0x90 | channel, number, event.value))
        case "cc":
            return bytes((0xB0 | channel, number, event.value))
        case "cc14":
            return bytes((0xB0 | channel, number, coarse, 0xB0 | channel, number + 32, fine))
        case "nrpn":
            pairs = ((99, number >> 7), (98, number & 0x7F), (6, coarse), (38, fine))
            return b"".join(bytes((0xB0 | channel, *pair)) for pair in pairs)
        case "bend":
            return bytes((0xE0 | channel, fine, coarse))
        case "pressure":
            return bytes((0xD0 | channel, event.value))
        case "program":
            return bytes((0xC0 | channel, event.value))
        case "sysex":
            return bytes((SYSEX, *event.data, SYSEX_END))


def split_messages(packet: bytes) -> list[bytes]:
    """The messages in what `write_event` wrote: ports take one at a time."""
    if packet[:1] == bytes((SYSEX,)):
        return [packet]
    return [packet[at : at + 3] for at in range(0, len(packet), 3)]
