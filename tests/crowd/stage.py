"""Stage: how a simulated hand, a process of its own, is told what to do, and tells what it did and shows."""

from __future__ import annotations

import json
import queue
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

OWN = 0.5
"""How much of its time a hand is at strips of its own; else it is anywhere."""

REST_S = (0.05, 0.8)
"""Between two gestures."""

PATIENCE_S = 60.0

Script = Iterator[float]
"""A gesture: does a step, says for how many seconds to wait, and ends with the hand off the control."""


class Orders:
    """What the process is told, line by line; no end of waiting."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def take(self) -> str | None:
        """The next order, if there is one; "quit" when nobody is there any more."""
        try:
            return self._lines.get_nowait()
        except queue.Empty:
            return None

    def _read(self) -> None:
        for line in sys.stdin:
            self._lines.put(line.strip())
        self._lines.put("quit")


class Actor:
    """Goes through random gestures while it is told to; `step` is called often and never waits."""

    def __init__(self, me: int, hands: int, seed: int, strips: int) -> None:
        self.dice = random.Random(seed)
        self.strips = strips
        self.events = self.gestures = 0
        """What the hand did: each move of a finger, notch, key; and whole gestures."""
        self._own = [strip for strip in range(strips) if strip % hands == me] or [0]
        self._acts = False
        self._script: Script | None = None
        self._due = 0.0

    @property
    def rests(self) -> bool:
        """Whether it is off everything."""
        return not self._acts and self._script is None

    def pick_strip(self) -> int:
        """Its own, or any."""
        return self.dice.choice(self._own) if self.dice.random() < OWN else self.dice.randrange(self.strips)

    def step(self, now: float, make: Callable[[], Script]) -> None:
        """Go on with the gesture, or begin another."""
        if now < self._due:
            return
        if self._script is None:
            if not self._acts:
                return
            self.gestures += 1
            self._script = make()
        wait = next(self._script, None)
        if wait is None:
            self._script = None
            wait = self.dice.uniform(*REST_S)
        self._due = now + wait

    def obey(self, order: str, show: Callable[[], Any]) -> Any:
        """What is to be answered: a line of JSON."""
        if order == "act":
            self._acts = True
        elif order == "rest":
            self._acts = False
        elif order == "show":
            return show()
        return {"events": self.events, "gestures": self.gestures, "rests": self.rests}


def answer(what: Any) -> None:
    """Tell who asks."""
    print(json.dumps(what), flush=True)


class Player:
    """The other side: one hand's process."""

    def __init__(self, name: str, module: str, *arguments: object, **environment: str) -> None:
        from app.children.child import make_environment

        self.name = name
        command = [sys.executable, "-P", "-m", module, *map(str, arguments)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**make_environment(), **environment},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def ask(self, order: str) -> Any:
        """Tell it something; what it answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        """Its next word."""
        try:
            line = self._lines.get(timeout=PATIENCE_S)
        except queue.Empty:
            line = ""
        if not line:
            raise AssertionError(f"{self.name} says nothing (exit status {self._process.poll()})")
        return json.loads(line)

    def end(self) -> None:
        """Let it go, or end it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as words:
            for line in words:
                self._lines.put(line)
        self._lines.put("")


def glide(dice: random.Random, start: float) -> Iterator[float]:
    """A ride from a place 0..1 to another: where it goes through, in steps."""
    goal, steps = dice.random(), dice.randint(3, 40)
    for step in range(1, steps + 1):
        yield start + (goal - start) * step / steps


def tick_s(dice: random.Random) -> float:
    """How long between two steps of a ride."""
    return dice.uniform(0.008, 0.03)
