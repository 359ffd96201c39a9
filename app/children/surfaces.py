"""The desk's surfaces: processes for MIDI and the network, as a person likes, started again when they die."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from app.children.child import make_environment, read_log
from app.preferences import Preferences
from app.surfaces.news import IMPOSSIBLE, MIDI, NETWORK, Doors, MidiNews, NetworkNews, read_midi, read_network

LOOK_S = 0.5
AGAIN_S, IMPOSSIBLE_S = 1.0, 30.0
"""After how long one that died, or could not do its work, is started again."""

END_S = 2.0
NONE = "off"
"""What the variable DESKHAND_MIDI says where no controllers are wanted."""


class Child:
    """One such process after the other; `command` is empty while it is not wanted."""

    def __init__(self, runtime: Path, name: str) -> None:
        self._runtime, self._name = runtime, name
        self._process: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []
        self._due = 0.0
        self.fault = ""
        """Why it cannot do its work."""

    @property
    def runs(self) -> bool:
        """Whether it does."""
        return self._process is not None

    def watch(self, command: list[str], now: float) -> None:
        """Have it run as it is wanted."""
        if command != self._command:
            self.end()
            self._command, self._due, self.fault = command, 0.0, ""
        if self._process is not None and (status := self._process.poll()) is not None:
            self._process = None
            impossible = status == IMPOSSIBLE
            self.fault = read_log(self._runtime, f"{self._name}.log") if impossible else ""
            self._due = now + (IMPOSSIBLE_S if impossible else AGAIN_S)
        if self._process is None and command and now >= self._due:
            with open(self._runtime / f"{self._name}.log", "wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", *command],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=make_environment(),
                )

    def end(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class SurfacesChild:
    """Both processes, and what they tell."""

    def __init__(self, runtime: Path) -> None:
        self._runtime = runtime
        self._midi, self._network = Child(runtime, MIDI), Child(runtime, NETWORK)
        self._looked = float("-inf")
        self.midi, self.network = MidiNews(), NetworkNews()

    @property
    def faults(self) -> tuple[str, ...]:
        """What is not well, in words."""
        return tuple(each for each in (self._midi.fault, self._network.fault, *self.midi.faults) if each)

    def watch(self, now: float, liked: Preferences) -> bool:
        """Look after them; True when something is to be told."""
        if now - self._looked < LOOK_S:
            return False
        self._looked = now
        before = self.midi, self.network, self.faults
        runtime = str(self._runtime)
        wanted = liked.midi and os.environ.get("DESKHAND_MIDI", "") != NONE
        self._midi.watch(["app.surfaces.midi.process", runtime] if wanted else [], now)
        osc, web = (liked.osc_port if liked.osc else -1), (liked.web_port if liked.tablets else -1)
        doors = Doors(osc, web, liked.beyond)
        command = ["app.surfaces.network", runtime, msgspec.json.encode(doors).decode()]
        self._network.watch(command if liked.osc or liked.tablets else [], now)
        self.midi = (read_midi(self._runtime) if self._midi.runs else None) or MidiNews()
        self.network = (read_network(self._runtime) if self._network.runs else None) or NetworkNews()
        return before != (self.midi, self.network, self.faults)

    def end(self) -> None:
        """End both."""
        self._midi.end()
        self._network.end()
