"""Codes: the bytes of the Mackie Control protocol, and nothing else. Strips of a unit count from 0."""

from __future__ import annotations

from enum import IntEnum
from math import floor

STRIPS = 8
MASTER = 8
"""The ninth fader."""

HEADER = bytes((0x00, 0x00, 0x66))
MAIN, EXTENDER = 0x14, 0x15
OLD_MAIN, OLD_EXTENDER = 0x10, 0x11
DEVICES = (MAIN, EXTENDER, OLD_MAIN, OLD_EXTENDER)

QUERY, ASK, ANSWER, CONFIRM, REFUSE = 0x00, 0x01, 0x02, 0x03, 0x04
OFFLINE, LCD, VERSION_ASK, VERSION, METER_MODE = 0x0F, 0x12, 0x13, 0x14, 0x20
SERIAL_BYTES, CHALLENGE_BYTES = 7, 4

COLUMNS, ROWS, CELL = 56, 2, 7
"""Characters of a display's row, its rows, and what of a row belongs to one strip."""

POT_TURN, RING, JOG, DIGITS, EXPRESSION = 0x10, 0x30, 0x3C, 0x40, 0x2E
TIME_DIGITS, ASSIGN_DIGITS = 10, 2

DARK, BLINK, LIT = 0x00, 0x01, 0x7F

OVERLOAD_SET, OVERLOAD_CLEAR = 0xE, 0xF
METER_DB = (-60, -50, -40, -30, -20, -14, -10, -8, -6, -4, -2, 0)
"""From here up a meter shows 1, 2, and so on."""


class Note(IntEnum):
    """Keys and their lights; rows of eight begin at the first."""

    REC, SOLO, MUTE, SELECT, POT = 0x00, 0x08, 0x10, 0x18, 0x20
    TRACK, SEND, PAN, PLUGIN, EQ, INSTRUMENT = 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2D
    BANK_LEFT, BANK_RIGHT, STRIP_LEFT, STRIP_RIGHT = 0x2E, 0x2F, 0x30, 0x31
    FLIP, GLOBAL, NAME_VALUE, SMPTE_BEATS = 0x32, 0x33, 0x34, 0x35
    F1, F8 = 0x36, 0x3D
    SHIFT, OPTION, CONTROL, ALT = 0x46, 0x47, 0x48, 0x49
    READ, WRITE, TRIM, TOUCH, LATCH, GROUP = 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F
    SAVE, UNDO, CANCEL, ENTER = 0x50, 0x51, 0x52, 0x53
    MARKER, NUDGE, CYCLE, DROP, REPLACE, CLICK, ALL_SOLO = 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A
    REWIND, FORWARD, STOP, PLAY, RECORD = 0x5B, 0x5C, 0x5D, 0x5E, 0x5F
    UP, DOWN, LEFT, RIGHT, ZOOM, SCRUB = 0x60, 0x61, 0x62, 0x63, 0x64, 0x65
    FADER_TOUCH, FADER_TOUCH_END = 0x68, 0x70
    SMPTE_LIGHT, BEATS_LIGHT, ANY_SOLO_LIGHT = 0x71, 0x72, 0x73


class Ring(IntEnum):
    """How a ring of eleven lights shows a value."""

    DOT, CENTRE, FILL, SPREAD = 0, 1, 2, 3


def write_exclusive(device: int, command: int, data: bytes = b"") -> bytes:
    """A system exclusive message."""
    return bytes((0xF0, *HEADER, device, command, *data, 0xF7))


def read_exclusive(inside: bytes) -> tuple[int, int, bytes] | None:
    """Device, command and data of what stood between F0 and F7; None where it is not of this family."""
    if len(inside) < 5 or inside[:3] != HEADER or inside[3] not in DEVICES:
        return None
    return inside[3], inside[4], inside[5:]


def answer_challenge(challenge: bytes) -> bytes:
    """What a unit wants to hear before it works."""
    one, two, three, four = challenge
    return bytes(
        0x7F & part
        for part in (
            one + (two ^ 0x0A) - four,
            (three >> 4) ^ (one + four),
            (four - (three << 2)) ^ (one | two),
            two - three + (0xF0 ^ (four << 4)),
        )
    )


def write_text(device: int, at: int, text: str) -> bytes:
    """Characters on the display from a position on, 0..111, row after row."""
    return write_exclusive(device, LCD, bytes((at,)) + encode_text(text))


def encode_text(text: str) -> bytes:
    """The display's characters; what it has not becomes the nearest that it has."""
    plain = text.translate({0x2212: "-", 0x221E: "inf", 0xB7: ".", 0x2026: ".", 0x2192: ">"})
    return bytes(ord(letter) if 0x20 <= ord(letter) < 0x7F else 0x3F for letter in plain)


def write_light(note: int, how: int) -> bytes:
    """A light goes DARK, BLINK or LIT."""
    return bytes((0x90, note, how))


def write_fader(fader: int, share: float) -> bytes:
    """A motor goes to a place, 0..1."""
    value = round(min(1.0, max(0.0, share)) * 16383)
    return bytes((0xE0 | fader, value & 0x7F, value >> 7))


def write_ring(strip: int, how: Ring, share: float | None, dot: bool = False) -> bytes:
    """A ring shows a share 0..1, or nothing; the light under it may be lit."""
    if share is None:
        lit = 0
    elif how is Ring.SPREAD:
        lit = 1 + floor(min(1.0, max(0.0, share)) * 5 + 0.5)
    else:
        lit = 1 + floor(min(1.0, max(0.0, share)) * 10 + 0.5)
    return bytes((0xB0, RING + strip, dot << 6 | how << 4 | lit))


def write_meter(strip: int, level_db: float) -> bytes:
    """A meter shows a peak level; the unit lets it fall by itself."""
    steps = sum(level_db >= edge for edge in METER_DB)
    return bytes((0xD0, strip << 4 | steps))


def write_overload(strip: int, on: bool) -> bytes:
    """The overload light of a meter."""
    return bytes((0xD0, strip << 4 | (OVERLOAD_SET if on else OVERLOAD_CLEAR)))


def write_digit(position: int, letter: str, dot: bool = False) -> bytes:
    """One of the twelve digits, from the right: ten of time, two of assignment."""
    code = ord(letter.upper()) if letter else 0x20
    code = code & 0x3F if 0x40 <= code < 0x60 else code if 0x20 <= code < 0x40 else 0x20
    return bytes((0xB0, DIGITS + position, code | dot << 6))
