"""Screen: what the lights, digits and display of one unit were told, so that only changes are sent."""

from __future__ import annotations

from app.surfaces.midi.mcu.codes import CELL, COLUMNS, ROWS, write_digit, write_text

GAP = 6
"""Characters that have not changed between two that have are sent along up to here: a message costs seven."""


LIGHTS_A_CELL = 8
"""How many lights are doubted for each part of the display: words are long."""


class Screen:
    """Collects what is to be shown and gives back the messages that make it so."""

    def __init__(self, device: int) -> None:
        self.device = device
        self._text = [""] * (ROWS * COLUMNS)
        self._said: dict[bytes, bytes] = {}
        self._out: list[bytes] = []
        self._doubts = 0

    def forget(self) -> None:
        """The unit was switched on anew: it shows nothing."""
        self._text = [""] * (ROWS * COLUMNS)
        self._said.clear()

    def doubt(self) -> None:
        """Forget one thing that was told, in turn: a message may be lost, a unit switched off and on."""
        cell, light = divmod(self._doubts, LIGHTS_A_CELL)
        self._doubts = (self._doubts + 1) % (ROWS * COLUMNS // CELL * LIGHTS_A_CELL)
        if light == 0:
            self._text[cell * CELL : (cell + 1) * CELL] = [""] * CELL
        elif self._said:
            del self._said[next(iter(self._said))]

    def say(self, message: bytes, address: int = 2) -> bool:
        """A light, ring, motor or meter; its first `address` bytes say which. Whether it is told."""
        key, value = message[:address], message[address:]
        if self._said.get(key) == value:
            return False
        self._said[key] = value
        self._out.append(message)
        return True

    def knows(self, message: bytes, address: int = 2) -> None:
        """The unit is there already, by a hand."""
        self._said[message[:address]] = message[address:]

    def meter(self, strip: int, level: bytes, overload: bytes, over: bool) -> None:
        """A meter falls by itself, so it is told each time what is above nothing; an overload but once."""
        key = bytes((0xD0, strip))
        if level[1] & 0x0F or self._said.get(key) != level:
            self._said[key] = level
            self._out.append(level)
        key = bytes((0xD1, strip))
        if self._said.get(key, b"" if over else overload) != overload:
            self._out.append(overload)
        self._said[key] = overload

    def write(self, row: int, text: str) -> None:
        """A whole row, as long as it is."""
        letters = list(text[:COLUMNS].ljust(COLUMNS))
        first = row * COLUMNS
        changed = [at for at, letter in enumerate(letters) if self._text[first + at] != letter]
        while changed:
            start = end = changed.pop(0)
            while changed and changed[0] - end <= GAP:
                end = changed.pop(0)
            self._out.append(write_text(self.device, first + start, "".join(letters[start : end + 1])))
        self._text[first : first + COLUMNS] = letters

    def count(self, position: int, letter: str, dot: bool = False) -> None:
        """One digit, from the right."""
        self.say(write_digit(position, letter, dot))

    def take(self) -> list[bytes]:
        """The messages since the last time."""
        out, self._out = self._out, []
        return out
