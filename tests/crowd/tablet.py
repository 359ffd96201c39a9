"""Tablet: a simulated browser on the tablet page's WebSocket, with fingers on it.

python -m tests.crowd.tablet ME HANDS SEED STRIPS PORT CODE
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.crowd.stage import Actor, Orders, Script, answer, glide

SEND_S = 0.03
"""As fast as the page sends moves."""


class Tablet(Actor):
    """What it was told, and random gestures on it."""

    def __init__(self, me: int, hands: int, seed: int, strips: int) -> None:
        super().__init__(me, hands, seed, strips)
        self.desk: dict[str, Any] = {}
        self.out: list[bytes] = []

    def hear(self, text: str | bytes) -> None:
        told = msgspec.json.decode(text)
        if told["tell"] == "desk":
            self.desk |= told

    def move(self, address: str, value: Any) -> None:
        self.out.append(msgspec.json.encode({"say": "move", "address": address, "value": value}))

    def gesture(self) -> Script:
        strip = self.pick_strip()
        kind = self.dice.choices(
            ("ride", "pan", "give", "lock", "mute", "send", "undo", "master"), (35, 13, 24, 4, 5, 8, 3, 4)
        )[0]
        return getattr(self, f"_{kind}")(strip)

    def _slide(self, address: str, start: float) -> Script:
        self.move(f"{address}/touch", True)
        self.events += 1
        yield SEND_S
        for share in glide(self.dice, start):
            self.move(f"{address}/pos", share)
            self.events += 1
            yield SEND_S
        self.move(f"{address}/touch", False)

    def _ride(self, strip: int) -> Script:
        return self._slide(f"/strip/{strip + 1}/fader_db", self.desk["strips"][strip]["fader"]["at"])

    def _pan(self, strip: int) -> Script:
        return self._slide(f"/strip/{strip + 1}/pan", self.desk["strips"][strip]["pan"]["at"])

    def _send(self, strip: int) -> Script:
        monitor = self.dice.randint(1, 4)
        start = self.desk["strips"][strip]["sends"][str(monitor)]["at"]
        return self._slide(f"/strip/{strip + 1}/monitor{monitor}_send_db", start)

    def _master(self, _: int) -> Script:
        return self._slide("/master/fader_db", self.desk["master"]["fader"]["at"])

    def _give(self, strip: int) -> Script:
        self.move(f"/strip/{strip + 1}/{self.dice.choice(('fader_db', 'pan'))}/hold", "auto")
        yield 0.02

    def _lock(self, strip: int) -> Script:
        self.move(f"/strip/{strip + 1}/fader_db/hold", "locked")
        yield 0.02

    def _mute(self, strip: int) -> Script:
        self.move(f"/strip/{strip + 1}/mute", not self.desk["strips"][strip]["mute"])
        self.events += 1
        yield 0.02

    def _undo(self, _: int) -> Script:
        self.move("/do/undo", True)
        yield 0.02


async def listen(client: ClientConnection, tablet: Tablet) -> None:
    async for text in client:
        tablet.hear(text)


async def play(tablet: Tablet, port: int, code: str) -> None:
    orders = Orders()
    url, origin = f"ws://127.0.0.1:{port}/ws", f"http://127.0.0.1:{port}"
    async with connect(url, origin=origin, compression=None) as client:  # pyright: ignore[reportArgumentType]
        await client.send(msgspec.json.encode({"say": "pair", "code": code}), text=True)
        ears = asyncio.create_task(listen(client, tablet))
        while (order := orders.take()) != "quit":
            if "strips" in tablet.desk:
                tablet.step(time.monotonic(), tablet.gesture)
            for text in tablet.out:
                await client.send(text, text=True)
            tablet.out.clear()
            if order is not None:
                answer(tablet.obey(order, lambda: tablet.desk))
            if ears.done():
                ears.result()
                break
            await asyncio.sleep(0.004)
        ears.cancel()


if __name__ == "__main__":
    asyncio.run(play(Tablet(*map(int, sys.argv[1:5])), int(sys.argv[5]), sys.argv[6]))
