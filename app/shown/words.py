"""Words: values, names and states as people read them. No Qt."""

from __future__ import annotations

from math import isfinite

from app.desk.listening import AUDITION, HAND, MIND, MIX, SCENE, Listening
from app.shown.language import say
from app.state import State
from engine.console.moves import Hold
from engine.console.params import MONITORS, Param
from engine.console.units import OFF_DB

QUIET_LUFS = -70.0
"""Softer than this is no loudness."""

HOLD_WORDS = {Hold.AUTO: say("AUTO"), Hold.HELD: say("HELD"), Hold.LOCKED: say("LOCKED")}

_NAMES = {
    "fader_db": say("Fader"),
    "pan": say("Pan"),
    "mute": say("Mute"),
    "solo": say("Solo"),
    "safe": say("Solo safe"),
    "trim_db": say("Trim"),
    "hpf_hz": say("High-pass"),
    "polarity": say("Polarity"),
    "reverb_send_db": say("Reverb send"),
    "delay_send_db": say("Delay send"),
    "comp_threshold_db": say("Threshold"),
    "comp_ratio": say("Ratio"),
    "comp_attack_ms": say("Attack"),
    "comp_release_ms": say("Release"),
    "comp_makeup_db": say("Make-up"),
    "ceiling_db": say("Ceiling"),
    "lookahead_ms": say("Look-ahead"),
    "time_ms": say("Time"),
    "gate_threshold_db": say("Gate threshold"),
    "gate_ratio": say("Gate ratio"),
    "gate_attack_ms": say("Gate attack"),
    "gate_release_ms": say("Gate release"),
    **{f"monitor{n}_send_db": say("Monitor {number} send", number=n) for n in range(1, MONITORS + 1)},
    **{
        f"eq{band}_{what}": say("EQ {band} {what}", band=band, what=word)
        for band in range(1, 5)
        for what, word in (("gain_db", "gain"), ("hz", "frequency"), ("q", "Q"))
    },
}


def name_param(row: Param) -> str:
    """A parameter's name for people."""
    plain = row.name
    for ending in ("_db", "_hz", "_ms", "_seconds"):
        plain = plain.removesuffix(ending)
    return _NAMES.get(row.name, plain.replace("_", " ").capitalize())


def write_value(row: Param, value: float, unit: bool = True) -> str:
    """A value as it stands on a control."""
    if row.name == "pan" or row.name.endswith("_pan"):
        return write_pan(value)
    if row.taper == "switch":
        return "on" if value else "off"
    if row.unit == "dB":
        if row.taper == "fader" and value <= OFF_DB:
            return "off" if unit else "−∞"
        return write_db(value) + (" dB" if unit else "")
    if row.unit == "Hz":
        return write_hz(value) + (" Hz" if unit and value < 1000 else "Hz" if unit else "")
    if row.unit == "s":
        return f"{value:.2f}" + (" s" if unit else "")
    if row.unit == "ms":
        places = 2 if value < 1 else 1 if value < 10 else 0
        return f"{value:.{places}f}" + (" ms" if unit else "")
    return f"{value:.1f}{row.unit}" if row.unit else f"{value:.2f}"


def write_db(level_db: float) -> str:
    """Decibels with a true sign; small in number of figures when far down."""
    text = f"{abs(level_db):.1f}" if abs(level_db) < 100 else f"{abs(level_db):.0f}"
    if float(text) == 0.0:
        return "0.0"
    return ("+" if level_db > 0 else "−") + text


def write_peak(level_db: float) -> str:
    """A measured level; none where there is silence."""
    return "−∞" if level_db <= OFF_DB + 1 else write_db(level_db)


def write_lufs(lufs: float) -> str:
    """A loudness; none where there is silence."""
    return "–" if lufs <= QUIET_LUFS else write_db(lufs)


def write_clock(seconds: float) -> str:
    """A time that passed: 0:07, 12:40, 1:02:03."""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def name_item(item: str, state: State) -> str:
    """What can be listened to, by its name."""
    if item.startswith(SCENE):
        return item.removeprefix(SCENE)
    if item.startswith(AUDITION):
        return item.removeprefix(AUDITION)
    return {MIX: say("The mix"), HAND: say("Hand mix"), MIND: say("Mind's mix")}.get(item, item)


def describe_item(item: str, state: State) -> str:
    """What can be listened to, in a few words."""
    if item.startswith(SCENE):
        return say("scene, as it was stored")
    if item.startswith(AUDITION):
        found = state.candidates.get(item.removeprefix(AUDITION))
        sure = list(found.confidence.values()) if found is not None else []
        if not sure:
            return say("auditioned")
        return say("auditioned, {sure} % sure", sure=round(100 * sum(sure) / len(sure)))
    words = {
        MIX: say("what counts: hands and mind"),
        HAND: say("hands alone, no mind"),
        MIND: say("{mind} alone, no hands", mind=state.session.mind),
    }
    return words.get(item, "")


def write_trim(listening: Listening) -> str:
    """By how much what is heard is turned."""
    trim = write_db(listening.trim_db)
    if listening.measured:
        return say("{trim} dB to match", trim=trim)
    return say("about {trim} dB to match", trim=trim)


def write_hz(hz: float) -> str:
    """A frequency, in thousands from 1000 up."""
    if hz < 10:
        return f"{hz:.2f}"
    return f"{hz / 1000:.2g} k" if hz >= 1000 else f"{hz:.0f}"


def write_pan(pan: float) -> str:
    """C, L30, R100."""
    share = round(abs(pan) * 100)
    return "C" if share == 0 else f"{'L' if pan < 0 else 'R'}{share}"


def read_value(row: Param, text: str) -> float | None:
    """What a person typed; None where it is no value. "-6", "1.2k", "L30", "off", "on" are."""
    text = text.strip().lower().replace("−", "-").replace(",", ".")
    if row.taper == "fader" and text in ("off", "-inf", "-∞"):
        return OFF_DB
    if row.taper == "switch" and text in ("on", "off"):
        return float(text == "on")
    if row.name == "pan" or row.name.endswith("_pan"):
        if text in ("c", "0"):
            return 0.0
        if text[:1] in ("l", "r"):
            number = _read_number(text[1:])
            return None if number is None else row.clamp((-1 if text[0] == "l" else 1) * number / 100)
    for unit in (row.unit.lower(), "hz", "db", "ms", ":1"):
        text = text.removesuffix(unit).strip() if unit else text
    scale = 1000.0 if text.endswith("k") else 1.0
    number = _read_number(text.removesuffix("k"))
    return None if number is None else row.clamp(number * scale)


def _read_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
