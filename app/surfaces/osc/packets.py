"""Packets: OSC 1.0 bytes, read strictly. Written here because python-osc loops for ever on a negative size.

A packet is refused whole where anything in it is wrong: half a bundle is no gesture.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import isfinite

from msgspec import Struct

from app.surfaces.addressed import Argument

MOST_BYTES = 8192
"""A larger packet is none of ours."""

MOST_DEPTH = 4
MOST_MESSAGES = 256
BUNDLE = b"#bundle\0"
LARGEST_FLOAT = 3.4028234663852886e38
AT_ONCE = b"\0\0\0\0\0\0\0\1"


class PacketError(ValueError):
    """These bytes are no OSC."""


class Message(Struct, frozen=True):
    """An address and what is said to it."""

    address: str
    arguments: tuple[Argument, ...] = ()


def read_packet(data: bytes) -> list[Message]:
    """The messages of a packet in their order, bundles laid open; PacketError where it is not sound."""
    if len(data) > MOST_BYTES:
        raise PacketError("too large")
    messages: list[Message] = []
    _read_element(data, 0, messages)
    return messages


def write_message(message: Message) -> bytes:
    """The bytes of a message."""
    tags, body = ",", b""
    for argument in message.arguments:
        match argument:
            case bool():
                tags += "T" if argument else "F"
            case int():
                tag = "i" if -(2**31) <= argument < 2**31 else "h"
                tags, body = tags + tag, body + struct.pack(">i" if tag == "i" else ">q", argument)
            case float():
                tag = "f" if abs(argument) <= LARGEST_FLOAT else "d"
                tags, body = tags + tag, body + struct.pack(f">{tag}", argument)
            case str():
                tags, body = tags + "s", body + _write_string(argument)
            case None:
                tags += "N"
    return _write_string(message.address) + _write_string(tags) + body


def write_bundle(messages: Sequence[Message], most_bytes: int = 1400) -> list[bytes]:
    """Bundles that fit into datagrams of so many bytes, in order."""
    packets, body = [], b""
    for message in messages:
        element = write_message(message)
        element = struct.pack(">i", len(element)) + element
        if body and len(BUNDLE + AT_ONCE + body + element) > most_bytes:
            packets.append(BUNDLE + AT_ONCE + body)
            body = b""
        body += element
    if body:
        packets.append(BUNDLE + AT_ONCE + body)
    return packets


def _read_element(data: bytes, depth: int, messages: list[Message]) -> None:
    if data.startswith(BUNDLE):
        if depth >= MOST_DEPTH:
            raise PacketError("bundles too deep")
        at = len(BUNDLE) + 8
        if len(data) < at:
            raise PacketError("cut")
        while at < len(data):
            size = int(_unpack(">i", data, at))
            if size <= 0 or size % 4 or at + 4 + size > len(data):
                raise PacketError("an element's size is wrong")
            _read_element(data[at + 4 : at + 4 + size], depth + 1, messages)
            at += 4 + size
    else:
        if len(messages) >= MOST_MESSAGES:
            raise PacketError("too many messages")
        messages.append(_read_message(data))


def _read_message(data: bytes) -> Message:
    address, at = _read_string(data, 0)
    if not address.startswith("/"):
        raise PacketError("an address begins with /")
    if at == len(data):
        return Message(address)
    tags, at = _read_string(data, at)
    if not tags.startswith(","):
        raise PacketError("type tags begin with a comma")
    arguments: list[Argument] = []
    for tag in tags[1:]:
        match tag:
            case "i":
                arguments.append(_unpack(">i", data, at))
                at += 4
            case "h":
                arguments.append(_unpack(">q", data, at))
                at += 8
            case "f" | "d":
                value = _unpack(">" + tag, data, at)
                if not isfinite(value):
                    raise PacketError("no number")
                arguments.append(value)
                at += 4 if tag == "f" else 8
            case "s" | "S":
                text, at = _read_string(data, at)
                arguments.append(text)
            case "T" | "F":
                arguments.append(tag == "T")
            case "N":
                arguments.append(None)
            case _:
                raise PacketError(f"type {tag!r} is not understood")
    if at != len(data):
        raise PacketError("something is left over")
    return Message(address, tuple(arguments))


def _unpack(form: str, data: bytes, at: int) -> int | float:
    try:
        return struct.unpack_from(form, data, at)[0]
    except struct.error:
        raise PacketError("cut") from None


def _read_string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    if end < 0:
        raise PacketError("a string without an end")
    after = end + 4 - (end - at) % 4
    if after > len(data) or data[end:after].strip(b"\0"):
        raise PacketError("a string is not filled up to four bytes")
    try:
        return data[at:end].decode("utf-8"), after
    except UnicodeDecodeError:
        raise PacketError("a string that is no text") from None


def _write_string(text: str) -> bytes:
    raw = text.replace("\0", "").encode("utf-8")
    return raw + b"\0" * (4 - len(raw) % 4)
