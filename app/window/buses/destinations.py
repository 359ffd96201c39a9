"""Destinations: the buses that strips send to. No Qt."""

from __future__ import annotations

from msgspec import Struct

from app.shown.language import say
from engine.console.groups import Over
from engine.console.params import MONITORS
from engine.console.state import Mix


class Destination(Struct, frozen=True):
    """A bus, and the parameters of a strip that send to it."""

    place: str
    send: str
    pan: str
    """The pan of the send; "" where it follows that of the strip."""
    pre: str
    """The switch that takes it before the fader; "" where it always is."""


DESTINATIONS = (
    Destination("reverb", "reverb_send_db", "", "reverb_pre"),
    Destination("delay", "delay_send_db", "", "delay_pre"),
    *(
        Destination(f"monitor/{n - 1}", f"monitor{n}_send_db", f"monitor{n}_pan", "")
        for n in range(1, MONITORS + 1)
    ),
)
"""In the order of their keys."""


def find_destination(place: str) -> int | None:
    """Which destination a bus is; None where it is none."""
    return next((n for n, each in enumerate(DESTINATIONS) if each.place == place), None)


def describe_taking(destination: Destination, over: Over, mix: Mix) -> str:
    """Why a monitor does not play its sends now; "" where it does."""
    solo = over.solo
    soloed = any(mix.get(f"strip/{n}", "solo") for n in range(len(mix.strips)))
    if not soloed or solo.mode == "place" or destination.place != f"monitor/{solo.monitor - 1}":
        return ""
    return say("It plays the solo ({mode}) now, not its sends", mode=solo.mode.upper())
