"""What no honest client says: OSC packets, texts and raw bytes that are broken, hostile or out of place."""

from __future__ import annotations

import json
import random
import struct

from app.surfaces.addresses import FORMS, name_address
from app.surfaces.osc.packets import AT_ONCE, BUNDLE
from engine.console.params import PARAMS
from engine.console.state import split_place

PLACES = ("strip/0", "strip/7", "strip/14", "group/1", "monitor/1", "monitor/2", "reverb", "delay", "master")
ADDRESSES = [
    *(name_address(place, row.name) for place in PLACES for row in PARAMS[split_place(place)[0]]),
    *("/dca/1/fader_db", "/dca/2/mute", "/mute_group/1/active", "/mind/amount", "/macro/drums"),
    *("/do/freeze", "/do/undo", "/do/redo", "/do/panic", "/do/give_all", "/do/clear_solo", "/do/scene_next"),
    *("/scene/recall", "/subscribe", "/unsubscribe", "/ping", "/strip/1/name", "/strip/1/meter", "/nothing"),
]
LARGEST = 10**400


def draw_address(dice: random.Random) -> str:
    """An address that there is, that there is not, or that is written strangely."""
    address = dice.choice(ADDRESSES)
    match dice.randrange(12):
        case 0:
            return address + "/" + dice.choice((*FORMS, "why", "", "//", "x" * dice.choice((9, 300))))
        case 1:
            return "/" * dice.randrange(40) + address + "/" * dice.randrange(40)
        case 2:
            return address.replace("1", dice.choice(("0", "-1", "999", "٣", "1e1", "007", "1" * 60, " 1 ")))
        case 3:
            return "/" + "".join(chr(dice.randrange(1, 0x2FFF)) for _ in range(dice.randrange(80)))
        case 4 | 5 | 6:
            return f"{address}/{dice.choice(FORMS)}"
    return address


def make_packet(dice: random.Random) -> bytes:
    """An OSC packet: broken, or sound and senseless."""
    match dice.randrange(10):
        case 0:
            return dice.randbytes(dice.choice((0, 1, 3, 4, 16, 200, 1400)))
        case 1:
            packet = _say(dice)
            for _ in range(dice.choice((1, 2, 4, 5, 40, 400))):
                size = len(packet) + dice.choice((0, 0, 0, 0, 4, -4, 1, 2**20, -(2**31)))
                packet = BUNDLE + AT_ONCE + struct.pack(">I", size & 0xFFFFFFFF) + packet
            return packet[:9000]
        case 2:
            sizes = (0, 4, 5, 64, 2**31 - 1, 2**32 - 1)
            return _text("/strip/1/fader_db") + b",b\0\0" + struct.pack(">I", dice.choice(sizes)) + b"\1" * 64
        case 3:
            return _text("/" + "a" * dice.choice((4000, 8100, 8190, 20000))) + b",s\0\0" + _text("b" * 40)
        case 4 | 5:
            parts = [_say(dice) for _ in range(dice.randrange(1, 8))]
            body = b"".join(struct.pack(">i", len(part)) + part for part in parts)
            return _break(BUNDLE + AT_ONCE + body, dice)
        case 6:
            return _break(_say(dice), dice)
    return _say(dice)


def _say(dice: random.Random) -> bytes:
    """A message whose arguments may be anything."""
    tags, body = ",", b""
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3, 30))):
        tag = dice.choice("ifhdsSTFNbmtcr[]Ix")
        tags += tag
        match tag:
            case "i":
                body += struct.pack(">i", dice.choice((0, 1, -1, 2, 2**31 - 1, -(2**31))))
            case "h" | "t":
                body += struct.pack(">q", dice.choice((0, 1, 2**63 - 1, -(2**63))))
            case "f":
                body += struct.pack(">f", dice.choice((0.5, -6.0, 1e38, -1e38, float("nan"), float("inf"))))
            case "d":
                body += struct.pack(">d", dice.choice((0.5, 1e308, -1e308, float("nan"), float("-inf"))))
            case "s" | "S":
                body += _text(dice.choice(("", "held", "locked", "auto", "x" * 2000, "é", "\1")))
            case "b":
                body += struct.pack(">i", dice.choice((4, 8, -1))) + b"\0" * 8
            case "m" | "c" | "r":
                body += b"\0\1\2\3"
    return _text(draw_address(dice)) + _text(tags) + body


def _break(packet: bytes, dice: random.Random) -> bytes:
    broken = bytearray(packet)
    for _ in range(dice.randrange(1, 7)):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken[: dice.randrange(len(broken) + 1)]) if dice.random() < 0.3 else bytes(broken)


def _text(text: str) -> bytes:
    raw = text.encode()
    return raw + b"\0" * (4 - len(raw) % 4)


VALUES = (
    *("-6", "0.5", "true", "false", "null", '""', '"held"', '"locked"', '"auto"', "-1e308", "0", "1", "-1"),
    *("NaN", "Infinity", "1e999", "-1e999", str(LARGEST), str(-LARGEST), "[]", "{}", "[" * 300, "1.", "+1"),
    *(
        '"\\ud800"',
        '"\\u0000"',
        '{"a":' * 50,
        '"' + "x" * 900 + '"',
        "0x10",
        "'a'",
        "1e-999",
        "18446744073709551616",
    ),
)


def make_text(dice: random.Random) -> bytes:
    """What a browser might say: broken JSON, wrong types, wrong fields, wrong numbers. Never a code."""
    address = json.dumps(draw_address(dice)[:200])
    text = f'{{"say":"move","address":{address},"value":{dice.choice(VALUES)}}}'
    match dice.randrange(8):
        case 0:
            wrong = ("1", "null", "[1]", '"dance"', '"MOVE"', "{}", '"move","say":"move"')
            text = text.replace('"move"', dice.choice(wrong), 1)
        case 1:
            text = text.replace('"value"', dice.choice(('"valu"', '"token"', "value", '"v\\u0061lue"', "1")))
        case 2:
            text = dice.choice(("", "{}", "[]", "null", "{" * 700, "[" * 1900, '"', "\\", "\0", "﻿{}"))
        case 3:
            text = text * dice.randrange(2, 5)
        case 4 | 5:
            broken = bytearray(text.encode())
            for _ in range(dice.randrange(1, 5)):
                broken[dice.randrange(len(broken))] = dice.randrange(1, 127)
            return bytes(broken[: dice.randrange(len(broken) + 1)] if dice.random() < 0.3 else broken)[:2000]
    return text.encode()[:2000]


def make_frame(
    payload: bytes, opcode: int = 1, fin: bool = True, masked: bool = True, length: int = -1
) -> bytes:
    """A WebSocket frame of a client; it may lie about its length."""
    length = len(payload) if length < 0 else length
    head = bytes([(0x80 if fin else 0) | opcode])
    bit = 0x80 if masked else 0
    if length < 126:
        head += bytes([bit | length])
    elif length < 65536:
        head += bytes([bit | 126]) + struct.pack(">H", length)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", length)
    return head + (b"\0\0\0\0" if masked else b"") + payload


def make_request(port: int, path: str = "/ws") -> bytes:
    """How a browser asks for the WebSocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def make_raw(dice: random.Random, port: int) -> bytes:
    """All that a connection says: broken HTTP, or an upgrade and broken frames."""
    ask = make_request(port)
    move = b'{"say":"move","address":"/strip/1/fader_db","value":-60}'
    match dice.randrange(16):
        case 0:
            return dice.randbytes(dice.choice((1, 100, 5000, 40000)))
        case 1:
            return ask[: dice.randrange(len(ask))]
        case 2:
            return b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * dice.choice((10, 200, 4000))
        case 3:
            return b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n"
        case 4:
            return dice.choice((b"POST", b"\x16\x03\x01", b"PRI * HTTP/2.0", b"get")) + ask[3:]
        case 5:
            return b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * dice.randrange(1, 40) + b"\r\n\r\n"
        case 6:
            return ask.replace(b"Version: 13", dice.choice((b"Version: 99", b"Version: x", b"V: 1")))
        case 7:
            broken = bytearray(ask)
            for _ in range(dice.randrange(1, 9)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            return bytes(broken) + make_frame(move)
        case 8:
            return ask + make_frame(move)[: dice.randrange(1, 20)]
        case 9:
            return ask + make_frame(move, masked=False)
        case 10:
            return ask + make_frame(b"", length=dice.choice((2049, 2**20, 2**40, 2**63, 2**64 - 1)))
        case 11:
            return ask + make_frame(b"{", fin=False) + make_frame(b"", 0, fin=False) * 2500
        case 12:
            return ask + make_frame(b"p", 9) * 3000
        case 13:
            return ask + make_frame(move, dice.choice((3, 4, 5, 6, 7, 11, 12, 15)))
        case 14:
            bits = bytes([0x80 | dice.choice((0x10, 0x20, 0x40, 0x70)) | 1])
            return ask + bits + make_frame(move)[1:]
    return ask + make_frame(dice.randbytes(40), dice.choice((8, 8, 1, 9, 10))) + make_frame(move) * 3
