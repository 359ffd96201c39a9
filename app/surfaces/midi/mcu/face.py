"""Face: what a Mackie Control unit shows: motors, rings, lights, words, digits and meters."""

from __future__ import annotations

import time
from collections.abc import Sequence

from app.shown.words import name_param, write_value
from app.surfaces.hand import SETTLE_S
from app.surfaces.midi.mcu.codes import (
    CELL,
    COLUMNS,
    MASTER,
    STRIPS,
    TIME_DIGITS,
    write_fader,
    write_light,
    write_meter,
    write_overload,
    write_ring,
)
from app.surfaces.midi.mcu.console import FADER, Console
from app.surfaces.midi.mcu.pages import pick_ring
from app.surfaces.midi.mcu.unit import Unit
from app.surfaces.targets import Level, Value
from engine.console.units import gain_to_db
from models.role_names import guess_role

MOVED_S = 1.5
"""So long after a fader moved here the display shows its value."""

OVER_DB = -0.1
SHORT = {"frequency": "Hz", "Threshold": "Thresh", "Release": "Rel", "Attack": "Att", "send": ""}


def show_unit(
    console: Console, unit: Unit, peaks: Sequence[float], position_s: float | None, now: float
) -> list[bytes]:
    """What brings one unit up to date: linear peaks of the strips' inputs, where the player is, if any."""
    screen = unit.screen
    _show_faders(console, unit, now)
    _show_rings(console, unit, now)
    for note, how in console.keys.lights(unit, now).items():
        screen.say(write_light(note, how))
    upper, lower = _write_rows(console, unit, now)
    screen.write(0, upper)
    screen.write(1, lower)
    if not unit.is_extender:
        _show_digits(console, unit, position_s)
    _show_meters(console, unit, peaks)
    return screen.take()


def _show_faders(console: Console, unit: Unit, now: float) -> None:
    """Motors go where the desk is, but never against a finger."""
    for fader in range(STRIPS + (not unit.is_extender)):
        if fader in unit.touched:
            continue
        found = console.fader(unit, fader)
        position = console.hand.position(*found, now) if found is not None else None
        moved = console.changed_at.get(found[1], -SETTLE_S) if found is not None else -SETTLE_S
        message = write_fader(fader if fader < MASTER else MASTER, position or 0.0)
        if now - moved < SETTLE_S:
            unit.screen.knows(message, 1)
        elif unit.screen.say(message, 1):
            unit.motors.send(fader, position or 0.0, now)


def _show_rings(console: Console, unit: Unit, now: float) -> None:
    for strip in range(STRIPS):
        found = console.turned(unit, strip)
        if found is None:
            unit.screen.say(write_ring(strip, pick_ring(FADER), None))
            continue
        target, place = found
        held = isinstance(target, Value) and console.hand.hold(place, target.param) != "auto"
        ring = write_ring(strip, pick_ring(target), console.hand.position(target, place, now), held)
        unit.screen.say(ring)


def _write_rows(console: Console, unit: Unit, now: float) -> tuple[str, str]:
    """Names above values; for a while the reason of the chosen strip below."""
    upper, lower = [], []
    for strip in range(STRIPS):
        place = console.place(unit, strip)
        there = console.first(unit) + strip < len(console.hand.mix.strips)
        found = console.pot(unit, strip)
        name = _name(console, place) if there else ""
        if not console.page.across:
            name = _short_name(*found) if found is not None else ""
        upper.append(_cell(name))
        moved = now - console.changed_at.get(place, -MOVED_S) < MOVED_S
        shown = (FADER, place) if there and moved and console.page.across else found
        lower.append(_cell(_write(console, *shown, now) if shown is not None else ""))
    words = "".join(lower)
    state = console.hand.state
    if now < console.told_until and state is not None and unit is console.units[0]:
        place = f"strip/{console.bank.chosen}"
        why = state.because.get(place, "nothing: the mind left it alone")
        words = f"{console.hand.mix.strips[console.bank.chosen].name}: {why}"[:COLUMNS].ljust(COLUMNS)
    return "".join(upper), words


def _name(console: Console, place: str) -> str:
    strip = console.hand.mix.strips[int(place.rpartition("/")[2])]
    return strip.name if console.names else (strip.role or guess_role(strip.name)[0]).replace("_", " ")


def _short_name(target: Value | Level, place: str) -> str:
    if isinstance(target, Level):
        return target.name or target.what
    name = name_param(target.row)
    for long, short in SHORT.items():
        name = name.replace(long, short)
    return name.replace("EQ ", "").replace("Gate ", "").strip()


def _write(console: Console, target: Value | Level, place: str, now: float) -> str:
    found = console.hand.read(target, place, now)
    return "" if found is None else write_value(*found, unit=False)


def _cell(text: str) -> str:
    """A strip's part of a row; the last character keeps neighbours apart."""
    return text[: CELL - 1].ljust(CELL)


def _show_digits(console: Console, unit: Unit, position_s: float | None) -> None:
    """Assignment, and as HHHMMSSFFF: where the player is, else how long the take is, else the time of day."""
    for position, letter in enumerate(reversed(console.page.sign)):
        unit.screen.count(TIME_DIGITS + position, letter)
    recording = console.hand.state.recording if console.hand.state is not None else None
    seconds = position_s if position_s is not None or recording is None else recording.seconds
    local = time.localtime()
    dots = {5, 7}
    text = f"{local.tm_hour:3d}{local.tm_min:02d}{local.tm_sec:02d}   "
    if seconds is not None and not console.shows_clock:
        tenths = int(seconds * 10)
        dots = {3, 5, 7}
        text = f"{tenths // 36000:3d}{tenths // 600 % 60:02d}{tenths // 10 % 60:02d}{tenths % 10}  "
    for position, letter in enumerate(reversed(text)):
        unit.screen.count(position, letter, dot=position in dots)


def _show_meters(console: Console, unit: Unit, peaks: Sequence[float]) -> None:
    first = console.first(unit)
    for strip in range(STRIPS):
        level_db = gain_to_db(peaks[first + strip]) if first + strip < len(peaks) else -100.0
        over = level_db >= OVER_DB
        unit.screen.meter(strip, write_meter(strip, level_db), write_overload(strip, over), over)
