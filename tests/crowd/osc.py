"""OSC: a simulated OSC program on this machine, which subscribes to the whole desk and moves it.

python -m tests.crowd.osc ME HANDS SEED STRIPS PORT
"""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import time

from app.surfaces.addressed import Argument
from app.surfaces.osc.packets import Message, read_packet, write_message
from tests.crowd.stage import Actor, Orders, Script, answer, glide, tick_s

HZ = 10.0
AGAIN_S = 10.0
"""How often it subscribes anew."""


class Program(Actor):
    """What it was told, and random gestures."""

    def __init__(self, me: int, hands: int, seed: int, strips: int, port: int) -> None:
        super().__init__(me, hands, seed, strips)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.connect(("127.0.0.1", port))
        self.sock.setblocking(False)
        self.board: dict[str, Argument] = {}
        self._subscribed = float("-inf")

    def say(self, address: str, *arguments: Argument) -> None:
        self.sock.send(write_message(Message(address, arguments)))

    def listen(self, now: float) -> None:
        if now - self._subscribed > AGAIN_S:
            self._subscribed = now
            self.say("/subscribe", "/", HZ)
        with contextlib.suppress(BlockingIOError):
            while True:
                for message in read_packet(self.sock.recv(65536)):
                    self.board[message.address] = message.arguments[0]

    def gesture(self) -> Script:
        strip = self.pick_strip() + 1
        kind = self.dice.choices(("ride", "pan", "give", "mute"), (40, 20, 35, 5))[0]
        return getattr(self, f"_{kind}")(strip)

    def _slide(self, address: str) -> Script:
        for share in glide(self.dice, self.dice.random()):
            self.say(f"{address}/pos", share)
            self.events += 1
            yield tick_s(self.dice)

    def _ride(self, strip: int) -> Script:
        return self._slide(f"/strip/{strip}/fader_db")

    def _pan(self, strip: int) -> Script:
        return self._slide(f"/strip/{strip}/pan")

    def _give(self, strip: int) -> Script:
        self.say(f"/strip/{strip}/{self.dice.choice(('fader_db', 'pan'))}/hold", "auto")
        yield 0.02

    def _mute(self, strip: int) -> Script:
        self.say(f"/strip/{strip}/mute", 1.0 - float(self.board.get(f"/strip/{strip}/mute") or 0.0))
        self.events += 1
        yield 0.02


def main(me: int, hands: int, seed: int, strips: int, port: int) -> None:
    program, orders = Program(me, hands, seed, strips, port), Orders()
    while (order := orders.take()) != "quit":
        now = time.monotonic()
        program.listen(now)
        program.step(now, program.gesture)
        if order is not None:
            answer(program.obey(order, lambda: program.board))
        select.select([program.sock], [], [], 0.004)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
