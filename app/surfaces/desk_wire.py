"""Desk wire: a surface's connection to the desk, made again whenever the desk comes back."""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.link import DOOR, FromDesk, ToDesk
from app.state import State
from engine.wire import Wire, WireError, knock

KNOCK_S = 0.15
MOST_UNSENT = 1 << 20
"""Bytes; a desk that has not taken so many does not listen, and is knocked at again."""


class DeskWire:
    """No thread: whoever has it selects and polls."""

    def __init__(self, runtime: Path) -> None:
        self.state: State | None = None
        self._runtime = runtime
        self._wire: Wire | None = None
        self._knocked = float("-inf")

    @property
    def wires(self) -> list[Wire]:
        """For select."""
        return [self._wire] if self._wire is not None else []

    @property
    def is_linked(self) -> bool:
        """Whether there is a desk at the other end."""
        return self._wire is not None

    def send(self, message: ToDesk) -> None:
        """Tell the desk; without a desk nothing happens."""
        if self._wire is not None:
            try:
                self._wire.send(message)
            except WireError:
                self.close()
            else:
                if self._wire.unsent_bytes > MOST_UNSENT:
                    self.close()

    def poll(self, now: float) -> bool:
        """Hear the desk, or knock; whether there is another state."""
        if self._wire is None:
            if now - self._knocked < KNOCK_S:
                return False
            self._knocked = now
            with contextlib.suppress(WireError):
                self._wire = knock(self._runtime / DOOR, FromDesk)
        if self._wire is None:
            return False
        try:
            self._wire.flush()
            messages = self._wire.receive()
        except WireError:
            self.close()
            return False
        if messages:
            self.state = messages[-1]
        return bool(messages)

    def forget(self) -> None:
        """What the desk said last is old by what was just sent; the next state counts."""
        self.state = None

    def close(self) -> None:
        """Hang up; `poll` knocks again."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
