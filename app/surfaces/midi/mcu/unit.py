"""Unit: one box of eight strips on one port: its handshake, its screen, and which fingers lie on it."""

from __future__ import annotations

from typing import Literal

from app.surfaces.midi.mcu.codes import (
    ANSWER,
    ASK,
    CHALLENGE_BYTES,
    CONFIRM,
    EXTENDER,
    MAIN,
    METER_MODE,
    OLD_EXTENDER,
    QUERY,
    REFUSE,
    SERIAL_BYTES,
    STRIPS,
    VERSION,
    VERSION_ASK,
    answer_challenge,
    read_exclusive,
    write_exclusive,
)
from app.surfaces.midi.mcu.motors import Motors
from app.surfaces.midi.mcu.screen import Screen

SIGNAL_LIGHT = 0x01


class Unit:
    """Knows nothing of the desk. It counts as there from the first thing that it says."""

    def __init__(self, port: str, extender: bool) -> None:
        self.port = port
        self.screen = Screen(EXTENDER if extender else MAIN)
        self.motors = Motors()
        self.there: Literal["silent", "asked", "works", "refuses"] = "silent"
        self.version = ""
        self.touched: dict[int, tuple[str, str]] = {}
        """Fader -> the place and parameter that the finger took, until it lets go."""

    @property
    def is_extender(self) -> bool:
        """Whether it is one without a master fader and without keys."""
        return self.screen.device in (EXTENDER, OLD_EXTENDER)

    def greet(self) -> list[bytes]:
        """What it is asked when its port is found; units that know no handshake just work."""
        self.screen.forget()
        self.touched.clear()
        self.there = "asked"
        device = self.screen.device
        return [write_exclusive(device, QUERY), write_exclusive(device, VERSION_ASK, b"\0"), *self._set_up()]

    def hear_exclusive(self, inside: bytes) -> list[bytes]:
        """Answer what stood between F0 and F7; nothing where it is not of its family."""
        said = read_exclusive(inside)
        if said is None:
            return []
        device, command, data = said
        self.screen.device = device
        if command == ASK and len(data) == SERIAL_BYTES + CHALLENGE_BYTES:
            answer = data[:SERIAL_BYTES] + answer_challenge(data[SERIAL_BYTES:])
            return [write_exclusive(device, ANSWER, answer)]
        if command == CONFIRM:
            self.there = "works"
            self.screen.forget()
            return self._set_up()
        if command == REFUSE:
            self.there = "refuses"
        elif command == VERSION:
            self.there = "works"
            self.version = data.decode("ascii", "replace").strip("\0 ")
        return []

    def _set_up(self) -> list[bytes]:
        """Meters light only their signal lights: the display is for words."""
        device = self.screen.device
        return [write_exclusive(device, METER_MODE, bytes((strip, SIGNAL_LIGHT))) for strip in range(STRIPS)]
