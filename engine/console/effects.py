"""EFFECTS: the insert effects that are built in, one row a parameter, as with the console's own."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from engine.console.params import Param
from engine.console.state import Insert

MOST_INSERTS = 8


class Effect(Struct, frozen=True):
    """A plugin file that was looked at: what it is called and what can be turned, or why it is of no use."""

    effect: str
    """The path."""
    name: str
    params: tuple[Param, ...] = ()
    fault: str = ""


def _share(name: str, default: float, low: float = 0.0) -> Param:
    return Param(name, "", low, 1 if low >= 0.0 else -low, default)


def _level(name: str, low: float, high: float, default: float) -> Param:
    return Param(name, "dB", low, high, default)


def _hz(name: str, default: float, low: float = 20, high: float = 20000) -> Param:
    return Param(name, "Hz", low, high, default, "log")


def _ms(name: str, low: float, high: float, default: float) -> Param:
    return Param(name, "ms", low, high, default, "log")


def _bell() -> tuple[Param, ...]:
    q = Param("q", "", 0.1, 10, 0.7071067690849304, "log")
    return (_hz("cutoff_frequency_hz", 440), _level("gain_db", -24, 24, 0), q)


EFFECTS: dict[str, tuple[Param, ...]] = {
    "Bitcrush": (Param("bit_depth", "", 1, 32, 8),),
    "BrickwallLimiter": (
        _level("ceiling_db", -24, 0, -1),
        _ms("release_ms", 1, 1000, 100),
        Param("lookahead_ms", "ms", 0.5, 20, 5),
        Param("true_peak", "", 0, 1, 0, "switch"),
    ),
    "Chorus": (
        _hz("rate_hz", 1, 0.05, 20),
        _share("depth", 0.25),
        _ms("centre_delay_ms", 1, 100, 7),
        _share("feedback", 0, -0.95),
        _share("mix", 0.5),
    ),
    "Clipping": (_level("threshold_db", -40, 0, -6),),
    "Compressor": (
        _level("threshold_db", -60, 0, 0),
        Param("ratio", ":1", 1, 20, 1, "log"),
        _ms("attack_ms", 0.1, 200, 1),
        _ms("release_ms", 5, 2000, 100),
    ),
    "Delay": (
        Param("delay_seconds", "s", 0.01, 2, 0.5, "log"),
        Param("feedback", "", 0, 0.95, 0),
        _share("mix", 0.5),
    ),
    "Distortion": (_level("drive_db", 0, 60, 25),),
    "Gain": (_level("gain_db", -40, 40, 1),),
    "HighShelfFilter": _bell(),
    "HighpassFilter": (_hz("cutoff_frequency_hz", 50),),
    "Invert": (),
    "LadderFilter": (_hz("cutoff_hz", 200), _share("resonance", 0), Param("drive", "", 1, 10, 1)),
    "Limiter": (_level("threshold_db", -40, 0, -10), _ms("release_ms", 1, 1000, 100)),
    "LowShelfFilter": _bell(),
    "LowpassFilter": (_hz("cutoff_frequency_hz", 50),),
    "MP3Compressor": (Param("vbr_quality", "", 0, 9.5, 2),),
    "NoiseGate": (
        _level("threshold_db", -100, 0, -100),
        Param("ratio", ":1", 1, 20, 10, "log"),
        _ms("attack_ms", 0.1, 200, 1),
        _ms("release_ms", 5, 2000, 100),
    ),
    "PeakFilter": _bell(),
    "Phaser": (
        _hz("rate_hz", 1, 0.05, 20),
        _share("depth", 0.5),
        _hz("centre_frequency_hz", 1300, 50, 15000),
        _share("feedback", 0, -0.95),
        _share("mix", 0.5),
    ),
    "Reverb": (
        _share("room_size", 0.5),
        _share("damping", 0.5),
        _share("wet_level", 0.33000001311302185),
        _share("dry_level", 0.4000000059604645),
        _share("width", 1),
        Param("freeze_mode", "", 0, 1, 0, "switch"),
    ),
}
"""By the name of the effect; a default is what the effect itself begins with."""

STARTS: dict[str, dict[str, float]] = {
    "Bitcrush": {"bit_depth": 12.0},
    "Compressor": {"threshold_db": -18.0, "ratio": 3.0, "attack_ms": 10.0, "release_ms": 120.0},
    "Delay": {"delay_seconds": 0.25, "feedback": 0.25, "mix": 0.25},
    "Distortion": {"drive_db": 6.0},
    "Gain": {"gain_db": 0.0},
    "HighpassFilter": {"cutoff_frequency_hz": 80.0},
    "LadderFilter": {"cutoff_hz": 4000.0},
    "Limiter": {"threshold_db": -6.0},
    "LowpassFilter": {"cutoff_frequency_hz": 12000.0},
    "NoiseGate": {"threshold_db": -50.0},
    "Reverb": {"wet_level": 0.2, "dry_level": 0.8},
}
"""Where an effect that a person adds begins, if elsewhere than it would itself: so that it harms nothing."""

LATE = frozenset({"lookahead_ms", "true_peak", "vbr_quality"})
"""Parameters that change how late an effect is, so that it is built anew for them."""


def is_file(effect: str) -> bool:
    """Whether an effect is a plugin file rather than built in."""
    return "/" in effect or effect.endswith(".vst3")


def make_insert(effect: str) -> Insert:
    """An effect as a person adds it."""
    return Insert(effect, dict(STARTS.get(effect, {})))


def check_insert(insert: Insert) -> Insert:
    """The insert with its values within their ranges; ValueError names what there is. Files are not known."""
    if is_file(insert.effect):
        return insert
    if insert.effect not in EFFECTS:
        raise ValueError(f"{insert.effect}: no such effect; built in are {', '.join(EFFECTS)}")
    rows = {row.name: row for row in EFFECTS[insert.effect]}
    unknown = [name for name in insert.params if name not in rows]
    if unknown:
        known = ", ".join(rows) or "none"
        raise ValueError(f"{insert.effect}: has no parameter {unknown[0]!r}; it has {known}")
    if any(isinstance(value, str) for value in insert.params.values()):
        raise ValueError(f"{insert.effect}: its parameters are numbers")
    return structs.replace(insert, params={n: rows[n].clamp(float(v)) for n, v in insert.params.items()})


def turn(insert: Insert, values: Mapping[str, float]) -> Insert:
    """The insert with some of its parameters turned."""
    return structs.replace(insert, params={**insert.params, **values})
