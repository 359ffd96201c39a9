"""Target: a mix as plain arrays to glide to. The control thread makes it, the audio thread reads it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.console.params import GROUPS, INDEX, MONITORS, PARAMS, Kind
from engine.console.state import Bus, Mix
from engine.console.units import OFF_DB
from engine.tone import Tone, make_tone

MASTER, GROUP, REVERB, DELAY = 0, 2, 2 + 2 * GROUPS, 4 + 2 * GROUPS
MONITOR = 6 + 2 * GROUPS
BUS_ROWS = MONITOR + 2 * MONITORS
"""Rows of all buses, left and right in turn: master, groups, reverb, delay, monitors."""


class Target(NamedTuple):
    """Where everything is to go; R input rows, S strips."""

    mix: Mix
    trim: np.ndarray
    """(R,) trim and polarity."""
    makeup: np.ndarray
    """(R,) compressor make-up."""
    fader: np.ndarray
    """(R,) fader and mute: what a strip sends after its fader, before its pan."""
    sends: np.ndarray
    """(BUS_ROWS, R) everything from fader to pan to send, as one matrix."""
    tone: Tone
    returns: np.ndarray
    """(2, MONITOR - GROUP) groups and effects to the master."""
    master_tone: Tone
    master: np.ndarray
    """(2,) master make-up, fader and mute."""
    ceiling: np.ndarray
    """(1,) linear gain of the limiter's ceiling."""
    monitors: np.ndarray
    """(2 * MONITORS,) monitor faders and mutes."""
    reverb: tuple[float, float, float]
    """Room size, damping, width."""
    delay_s: float
    feedback: float
    outputs: tuple[tuple[int, int], ...]
    """(bus row, device channel) of every patched output."""


def make_target(mix: Mix) -> Target:
    """The arrays of a mix."""
    values = np.array([strip.values for strip in mix.strips], np.float64).reshape(-1, len(PARAMS["strip"]))
    rows = [(index, side) for index, strip in enumerate(mix.strips) for side in range(len(strip.inputs))]
    widths = [len(strip.inputs) for strip in mix.strips]
    owner = np.array([index for index, _ in rows], np.intp)
    stereo = np.array([widths[index] == 2 for index, _ in rows], bool)
    to_left = ~stereo | np.array([side == 0 for _, side in rows], bool)
    to_right = ~stereo | np.array([side == 1 for _, side in rows], bool)
    wide = np.array([width == 2 for width in widths], bool)

    def column(name: str) -> np.ndarray:
        return values[:, INDEX["strip"][name]]

    heard = 1.0 - column("mute")
    main = heard
    if column("solo").any():
        main = heard * np.maximum(column("solo"), column("safe"))
    fader = _gain(column("fader_db"))
    trim = _gain(column("trim_db")) * (1.0 - 2.0 * column("polarity"))
    pan = _pan(column("pan"), wide)

    sends = np.zeros((BUS_ROWS, len(rows)), np.float32)

    def send(row: np.ndarray, level: np.ndarray, sides: tuple[np.ndarray, np.ndarray]) -> None:
        where = np.arange(len(rows))
        sends[row[owner], where] = (level * sides[0])[owner] * to_left
        sends[row[owner] + 1, where] = (level * sides[1])[owner] * to_right

    group = column("group").astype(np.intp)
    send(np.where(group > 0, GROUP + 2 * (group - 1), MASTER), main * fader, pan)
    for name, first in (("reverb", REVERB), ("delay", DELAY)):
        after = np.where(column(f"{name}_pre") > 0, 1.0, fader)
        send(np.full(len(widths), first), main * after * _gain(column(f"{name}_send_db")), pan)
    for monitor in range(MONITORS):
        level = heard * _gain(column(f"monitor{monitor + 1}_send_db"))
        sides = _pan(column(f"monitor{monitor + 1}_pan"), wide)
        send(np.full(len(widths), MONITOR + 2 * monitor), level, sides)

    returns = np.zeros((2, MONITOR - GROUP), np.float32)
    for index, bus in enumerate((*mix.groups, mix.reverb, mix.delay)):
        returns[0, 2 * index] = returns[1, 2 * index + 1] = _bus_gain(bus)
    master = _bus_gain(mix.master) * 10.0 ** (_value(mix.master, "comp_makeup_db") / 20.0)
    return Target(
        mix=mix,
        trim=trim[owner].astype(np.float32),
        makeup=_gain(column("comp_makeup_db"))[owner].astype(np.float32),
        fader=(heard * fader)[owner].astype(np.float32),
        sends=sends,
        tone=make_tone("strip", values),
        returns=returns,
        master_tone=make_tone("master", np.array([mix.master.values])),
        master=np.full(2, master, np.float32),
        ceiling=np.full(1, 10.0 ** (_value(mix.master, "ceiling_db") / 20.0), np.float32),
        monitors=np.repeat([_bus_gain(bus) for bus in mix.monitors], 2).astype(np.float32),
        reverb=tuple(_value(mix.reverb, name) for name in ("room_size", "damping", "width")),  # pyright: ignore
        delay_s=_value(mix.delay, "time_ms") / 1000.0,
        feedback=_value(mix.delay, "feedback"),
        outputs=_outputs(mix),
    )


def _gain(level_db: np.ndarray) -> np.ndarray:
    return np.where(level_db > OFF_DB, 10.0 ** (level_db / 20.0), 0.0)


def _pan(pan: np.ndarray, wide: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    angle = (pan + 1.0) * np.pi / 4.0
    left = np.where(pan >= 1.0, 0.0, np.cos(angle))
    right = np.where(pan <= -1.0, 0.0, np.sin(angle))
    boost = 2.0**0.5
    return (
        np.where(wide, np.minimum(1.0, left * boost), left),
        np.where(wide, np.minimum(1.0, right * boost), right),
    )


def _value(bus: Bus, name: str) -> float:
    return bus.values[INDEX[bus.kind][name]]


def _bus_gain(bus: Bus) -> float:
    level_db = _value(bus, "fader_db")
    return 0.0 if _value(bus, "mute") or level_db <= OFF_DB else 10.0 ** (level_db / 20.0)


def _outputs(mix: Mix) -> tuple[tuple[int, int], ...]:
    firsts: list[tuple[Bus, int]] = [(mix.master, MASTER), (mix.reverb, REVERB), (mix.delay, DELAY)]
    firsts += [(bus, GROUP + 2 * index) for index, bus in enumerate(mix.groups)]
    firsts += [(bus, MONITOR + 2 * index) for index, bus in enumerate(mix.monitors)]
    return tuple((row + side, channel) for bus, row in firsts for side, channel in enumerate(bus.outputs[:2]))


def place_rows(kind: Kind, index: int | None) -> tuple[int, int]:
    """The two bus rows of a bus."""
    first = {"master": MASTER, "group": GROUP, "reverb": REVERB, "delay": DELAY, "monitor": MONITOR}[kind]
    first += 2 * (index or 0)
    return first, first + 1
