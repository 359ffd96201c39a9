"""Mackie: a simulated Mackie Control on real MIDI ports, with a finger on it.

    python -m tests.crowd.mackie ME HANDS SEED STRIPS

It behaves as the hardware does: a motor that the desk moves says nothing, a touched one stands still. Told to
be "nasty", it says every place that a motor was sent to back as if a finger had moved it, untouched and late.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, deque
from typing import Any

from app.surfaces.midi.mcu.codes import DIGITS, MASTER, POT_TURN, STRIPS, Note
from tests.crowd.stage import Actor, Orders, Script, answer, glide, tick_s
from tests.jack.box import Box

NAME = "Mackie Control"
LATE_S = 0.12
"""How late a nasty one says its motors back."""

REACH_S = 0.25
"""A motor that is still told something so long after a finger lay down fights it."""

KINDS = {0xE0: "motor", 0x90: "light", 0xB0: "ring", 0xF0: "word"}


class Mackie(Box):
    """Its fader stands where finger or motor put it."""

    def __init__(self, name: str = NAME) -> None:
        self.touched: dict[int, float] = {}
        self.heard: Counter[str] = Counter()
        """Messages from the desk by kind, and of them those that said something "new"; "fought" fingers."""
        self.nasty = False
        self._echoes: deque[tuple[float, list[int]]] = deque()
        super().__init__(name)

    def touch(self, fader: int, touches: bool, now: float) -> None:
        if touches:
            self.touched[fader] = now
        else:
            self.touched.pop(fader, None)
        self.say(0x90, Note.FADER_TOUCH + fader, 0x7F if touches else 0x00)

    def let_go(self) -> None:
        """Say once more that nothing is touched: under load JACK loses messages."""
        self.say(0x90, Note.SHIFT, 0x00)
        for fader in range(MASTER + 1):
            self.say(0x90, Note.FADER_TOUCH + fader, 0x00)

    def slide(self, fader: int, share: float) -> None:
        self.motors[fader] = round(share * 16383) / 16383
        super().slide(fader, share)

    def echo(self, now: float) -> None:
        """What a nasty one says that is due."""
        while self._echoes and self._echoes[0][0] <= now:
            self.say(*self._echoes.popleft()[1])

    def hear(self, message: list[int]) -> None:
        now = time.monotonic()
        kind, fader = KINDS.get(message[0] & 0xF0, "meter"), message[0] & 0x0F
        kind = "digit" if kind == "ring" and message[1] >= DIGITS else kind
        if kind == "motor" and self.nasty:
            self._echoes.append((now + LATE_S, message))
        if kind == "motor" and fader in self.touched:
            self.heard["fought"] += now - self.touched[fader] > REACH_S
            return
        before = dict(self.motors), dict(self.rings), dict(self.lights), list(self.text)
        super().hear(message)
        self.heard[kind] += 1
        self.heard[f"new {kind}"] += before != (self.motors, self.rings, self.lights, self.text)

    def show(self) -> dict[str, Any]:
        """Everything that can be seen; faders as 14-bit numbers."""
        return {
            "names": self.names,
            "faders": [round(self.motors.get(n, -1.0) * 16383) for n in range(MASTER + 1)],
            "rings": [self.rings.get(n) for n in range(STRIPS)],
            "lights": {str(note): how for note, how in self.lights.items()},
            "heard": dict(self.heard),
        }


class Finger(Actor):
    """Random gestures on a Mackie."""

    def __init__(self, mackie: Mackie, me: int, hands: int, seed: int, strips: int) -> None:
        super().__init__(me, hands, seed, strips)
        self.mackie = mackie

    def gesture(self) -> Script:
        strip = self.dice.randrange(STRIPS)
        kind = self.dice.choices(
            ("ride", "turn", "give", "lock", "mute", "bank", "undo", "master"), (36, 16, 24, 4, 5, 8, 3, 4)
        )[0]
        return getattr(self, f"_{kind}")(strip)

    def _ride(self, fader: int) -> Script:
        box = self.mackie
        box.touch(fader, True, time.monotonic())
        self.events += 1
        yield tick_s(self.dice)
        for share in glide(self.dice, box.motors.get(fader, 0.0)):
            box.slide(fader, share)
            self.events += 1
            yield tick_s(self.dice)
        yield self.dice.uniform(0.0, 0.5)
        box.touch(fader, False, time.monotonic())

    def _master(self, _: int) -> Script:
        return self._ride(MASTER)

    def _turn(self, pot: int) -> Script:
        way = self.dice.choice((0x00, 0x40))
        for _ in range(self.dice.randint(1, 20)):
            self.mackie.say(0xB0, POT_TURN + pot, way | self.dice.randint(1, 4))
            self.events += 1
            yield tick_s(self.dice)

    def _give(self, strip: int) -> Script:
        self.mackie.press(Note.REC + strip)
        yield 0.02

    def _lock(self, strip: int) -> Script:
        self.mackie.say(0x90, Note.SHIFT, 0x7F)
        self.mackie.press(Note.REC + strip)
        self.mackie.say(0x90, Note.SHIFT, 0x00)
        yield 0.02

    def _mute(self, strip: int) -> Script:
        self.mackie.press(Note.MUTE + strip)
        self.events += 1
        yield 0.02

    def _bank(self, _: int) -> Script:
        self.mackie.press(self.dice.choice((Note.BANK_LEFT, Note.BANK_RIGHT, Note.STRIP_LEFT)))
        yield 0.05

    def _undo(self, _: int) -> Script:
        self.mackie.press(Note.UNDO)
        yield 0.02


def main(me: int, hands: int, seed: int, strips: int) -> None:
    mackie = Mackie()
    finger, orders = Finger(mackie, me, hands, seed, strips), Orders()
    while (order := orders.take()) != "quit":
        now = time.monotonic()
        mackie.listen()
        mackie.echo(now)
        finger.step(now, finger.gesture)
        if order in ("nasty", "nice"):
            mackie.nasty = order == "nasty"
        elif order == "forget":
            mackie.heard.clear()
        elif order == "rest" and finger.rests:
            mackie.let_go()
        elif order in ("left", "right"):
            mackie.press(Note.BANK_LEFT if order == "left" else Note.BANK_RIGHT)
        if order is not None:
            answer(finger.obey(order, mackie.show))
        time.sleep(0.002)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
