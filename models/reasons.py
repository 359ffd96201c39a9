"""Reasons: what a network wants of a track, in words with numbers."""

from __future__ import annotations

from math import isfinite, nan

from models.bands import name_hz
from models.card import Macro

WORTH_DB, WORTH_HZ, WORTH_RATIO, WORTH_PAN = 0.7, 30.0, 1.2, 0.08
"""Less than this is not worth a word."""

SURE_ROLE = 0.4

WHOLE = 0.95
"""A track that takes so much of a style input takes all of it."""


def explain_values(
    values: dict[str, float], sure: float, role: str = "", role_sure: float = 0.0, style: str = ""
) -> str:
    """The fader first, then what it takes the track for, how sure it is, the style, and what else it does."""
    first = values.get("fader_db", next(iter(values.values()), nan))
    if not isfinite(first):
        return "what it said is no number"
    parts = [f"{first:+.1f} dB"] if "fader_db" in values else []
    known = f"as {role} ({role_sure:.0%}), " if role and role_sure >= SURE_ROLE else ""
    parts.append(f"{known}sure {sure:.0%}")
    words = ": ".join(parts)
    return "; ".join([words, *([style] if style else []), *_list_rest(values)])


def explain_style(macro: Macro, value: float, share: float = 1.0) -> str:
    """What a person set of a style input, and how much of it the track takes."""
    part = f" ({share:.0%})" if share < WHOLE else ""
    return f"{macro.name} {value:+.1f}{' ' if macro.unit else ''}{macro.unit} by style{part}"


def _list_rest(values: dict[str, float]) -> list[str]:
    rest = []
    if values.get("hpf_hz", 0.0) > WORTH_HZ:
        rest.append(f"high-pass {values['hpf_hz']:.0f} Hz")
    for band in range(1, 5):
        gain = values.get(f"eq{band}_gain_db", 0.0)
        if abs(gain) > WORTH_DB:
            hz = values.get(f"eq{band}_hz")
            rest.append(
                f"{gain:+.1f} dB in band {band}" if hz is None else f"{gain:+.1f} dB at {name_hz(hz)}"
            )
    if values.get("comp_ratio", 1.0) > WORTH_RATIO:
        threshold = values.get("comp_threshold_db")
        rest.append(
            f"compressor {values['comp_ratio']:.1f}:1" + (f" at {threshold:.0f} dB" if threshold else "")
        )
    if abs(values.get("pan", 0.0)) > WORTH_PAN:
        rest.append(f"{abs(values['pan']):.0%} {'left' if values['pan'] < 0.0 else 'right'}")
    return rest
