"""Rolling: what a person asks of the player, in seconds, as a transport in frames. Pure."""

from __future__ import annotations

from math import isfinite

from msgspec import structs

from app.orders.show import Roll
from engine.console.transport import SHORTEST_LOOP_S, Transport


def roll_on(
    transport: Transport, roll: Roll, frames: int, rate: int, position: int = 0
) -> tuple[Transport, int | None]:
    """The transport as asked and the frame to go to, from `position`; ValueError where that cannot be."""
    for name in ("seek_s", "step_s", "start_s", "end_s"):
        value = getattr(roll, name)
        if value is not None and not isfinite(value):
            raise ValueError(f"{name} is {value}, and must be a number of seconds")

    def place(seconds: float | None, other: int) -> int:
        return other if seconds is None else min(max(0, round(seconds * rate)), frames)

    start, end = place(roll.start_s, transport.start), place(roll.end_s, transport.end)
    loop = transport.loop if roll.loop is None else roll.loop
    if end - start < SHORTEST_LOOP_S * rate:
        if (roll.start_s, roll.end_s) != (None, None):
            raise ValueError(f"a loop lasts {SHORTEST_LOOP_S:g} s or more, and ends after it starts")
        if roll.loop:
            raise ValueError("there is no region to loop yet: drag over the waveform to make one")
        loop = False
    playing = transport.playing if roll.playing is None else roll.playing
    new = structs.replace(transport, playing=playing, loop=loop, start=start, end=end)
    to = roll.seek_s if roll.step_s is None else position / rate + roll.step_s
    return new, None if to is None else min(place(to, 0), max(0, frames - 1))
