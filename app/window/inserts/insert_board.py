"""Insert board: insert effects as people read them: names, kinds, parameters and their values. No Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app.shown.language import say
from engine.console.effects import EFFECTS, Effect, is_file
from engine.console.params import Param
from engine.console.state import Insert

KINDS: dict[str, tuple[str, ...]] = {
    "dynamics": ("Compressor", "Limiter", "BrickwallLimiter", "NoiseGate", "Gain"),
    "filters": (
        "HighpassFilter",
        "LowpassFilter",
        "LowShelfFilter",
        "HighShelfFilter",
        "PeakFilter",
        "LadderFilter",
    ),
    "space": ("Reverb", "Delay", "Chorus", "Phaser"),
    "colour": ("Distortion", "Clipping", "Bitcrush", "MP3Compressor", "Invert"),
}
"""Every built-in effect by what it is for."""

Known = Mapping[str, Effect]
"""Plugin files by path."""


def name_effect(effect: str, known: Known) -> str:
    """What an effect is called: "High shelf filter", or as a plugin calls itself."""
    if is_file(effect):
        return known[effect].name if effect in known else Path(effect).stem
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", effect)
    return words[:1] + words[1:].lower() if effect != "MP3Compressor" else "MP3 compressor"


def name_kind(kind: str) -> str:
    """A kind of effects for people."""
    names = {
        "dynamics": say("Dynamics"),
        "filters": say("Filters"),
        "space": say("Space"),
        "colour": say("Colouring"),
    }
    return names[kind]


def list_rows(effect: str, known: Known) -> tuple[Param, ...]:
    """What can be turned on an effect, as far as that is known."""
    if is_file(effect):
        return known[effect].params if effect in known else ()
    return EFFECTS.get(effect, ())


def read_value(insert: Insert, row: Param) -> float:
    """Where a parameter stands."""
    value = insert.params.get(row.name, row.default)
    return row.default if isinstance(value, str) else float(value)
