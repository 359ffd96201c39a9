"""Callers: the surfaces that are connected to the desk; each is heard, and told what it has room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.link import ToDesk
from app.state import State
from engine.wire import Door, Wire, WireError

UNSENT_BYTES = 1 << 20
"""A surface that leaves so much unread misses a state; it gets the next."""


class Callers:
    """Surfaces have numbers, by which the history knows them; `leaves` is called with that of who goes."""

    def __init__(self, path: Path, leaves: Callable[[int], None]) -> None:
        self._door = Door(path, ToDesk)
        self._leaves = leaves
        self._numbers: dict[Wire, int] = {}
        self._behind: set[Wire] = set()
        """Those that missed a state, for they read too slowly."""
        self._met = 0

    @property
    def wires(self) -> list[Door | Wire]:
        """For select."""
        return [self._door, *self._numbers]

    @property
    def slow(self) -> list[Wire]:
        """Those that have not yet taken all that they were told."""
        return [wire for wire in self._numbers if wire.unsent_bytes]

    def accept(self) -> Wire | None:
        """A surface that has just come, if one has."""
        wire = self._door.accept()
        if wire is not None:
            self._met += 1
            self._numbers[wire] = self._met
        return wire

    def hear(self) -> Iterator[tuple[int, ToDesk]]:
        """What surfaces say, each with the number of who says it."""
        for wire, number in list(self._numbers.items()):
            try:
                messages = wire.receive()
            except WireError:
                self._drop(wire)
                continue
            for message in messages:
                yield number, message

    def tell(self, state: State, wires: Iterable[Wire] | None = None) -> None:
        """Send a state to some surfaces, or all; those that are too far behind miss it."""
        for wire in list(self._numbers if wires is None else wires):
            if wire.unsent_bytes < UNSENT_BYTES:
                self._behind.discard(wire)
                self._speak(wire, state)
            else:
                self._behind.add(wire)

    def catch_up(self) -> list[Wire]:
        """Send slow surfaces the rest; those that missed a state, and have room for the newest now."""
        for wire in self.slow:
            self._speak(wire)
        return [wire for wire in self._behind if not wire.unsent_bytes]

    def close(self) -> None:
        """Nobody is heard any more."""
        for wire in self._numbers:
            wire.close()
        self._door.close()

    def _speak(self, wire: Wire, state: State | None = None) -> None:
        try:
            if state is None:
                wire.flush()
            else:
                wire.send(state)
        except WireError:
            self._drop(wire)

    def _drop(self, wire: Wire) -> None:
        number = self._numbers.pop(wire, None)
        self._behind.discard(wire)
        if number is not None:
            self._leaves(number)
