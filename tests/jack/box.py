"""Box: a controller on two virtual MIDI ports of one name, as hardware has them."""

# rtmidi comes without types.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import time
from typing import Any

import rtmidi

from app.surfaces.midi.mcu.codes import CELL, COLUMNS, LCD, RING, STRIPS, read_exclusive


def reach_server(make: Any, seconds: float = 5.0) -> Any:
    """A client of the server, which may take a moment to listen."""
    until = time.monotonic() + seconds
    while True:
        try:
            return make(rtmidi.API_UNIX_JACK, name="box")
        except rtmidi.SystemError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class Box:
    """Says what a hand does; keeps what it is told, as a Mackie Control unit shows it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.motors: dict[int, float] = {}
        self.rings: dict[int, int] = {}
        self.lights: dict[int, int] = {}
        self.text = [" "] * (2 * COLUMNS)
        self.plug()

    def plug(self) -> None:
        self._out, self._in = reach_server(rtmidi.MidiOut), reach_server(rtmidi.MidiIn)
        self._out.open_virtual_port(self.name)
        self._in.open_virtual_port(self.name)
        self._in.ignore_types(sysex=False)

    def unplug(self) -> None:
        self._out.delete()
        self._in.delete()

    def say(self, *message: int) -> None:
        self._out.send_message(message)

    def press(self, note: int) -> None:
        self.say(0x90, note, 0x7F)
        self.say(0x90, note, 0x00)

    def slide(self, fader: int, share: float) -> None:
        value = round(share * 16383)
        self.say(0xE0 | fader, value & 0x7F, value >> 7)

    def listen(self) -> None:
        while (event := self._in.get_message()) is not None:
            self.hear(event[0])

    def hear(self, message: list[int]) -> None:
        """One message from the desk."""
        status = message[0]
        if status & 0xF0 == 0xE0:
            self.motors[status & 0x0F] = (message[1] | message[2] << 7) / 16383
        elif status == 0x90:
            self.lights[message[1]] = message[2]
        elif status == 0xB0 and RING <= message[1] < RING + STRIPS:
            self.rings[message[1] - RING] = message[2]
        elif status == 0xF0:
            said = read_exclusive(bytes(message[1:-1]))
            if said is not None and said[1] == LCD:
                at, letters = said[2][0], said[2][1:].decode("ascii")
                self.text[at : at + len(letters)] = list(letters)

    @property
    def names(self) -> list[str]:
        """The upper row of its display, strip by strip."""
        return ["".join(self.text[n * CELL : (n + 1) * CELL]).strip() for n in range(STRIPS)]
