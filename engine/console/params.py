"""PARAMS: one row per parameter; widgets, maps, models, sessions and the engine all derive from it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.console.units import OFF_DB

Kind = Literal["strip", "group", "reverb", "delay", "monitor", "master"]
Taper = Literal["linear", "log", "fader", "switch", "choice"]

BANDS = 4
GROUPS = 4
MONITORS = 4

GAIN_MS = 20.0
DYNAMICS_MS = 60.0
FILTER_MS = 300.0


class Param(Struct, frozen=True):
    """One parameter: what it is called, where it may go, how it moves and who may move it."""

    name: str
    unit: str
    low: float
    high: float
    default: float
    taper: Taper = "linear"
    smooth_ms: float = 0.0
    automatic: bool = False

    def clamp(self, value: float) -> float:
        """The nearest value the parameter allows; switches and choices become whole numbers."""
        value = min(self.high, max(self.low, value))
        return float(round(value)) if self.taper in ("switch", "choice") else float(value)


def _switch(name: str) -> Param:
    return Param(name, "", 0, 1, 0, "switch", GAIN_MS)


def _level(name: str, default: float = OFF_DB, automatic: bool = False) -> Param:
    return Param(name, "dB", OFF_DB, 10, default, "fader", GAIN_MS, automatic)


def _eq() -> tuple[Param, ...]:
    rows = []
    for band, hz in enumerate((100.0, 400.0, 2000.0, 8000.0), 1):
        q = 0.71 if band in (1, BANDS) else 1.0
        rows += [
            Param(f"eq{band}_gain_db", "dB", -18, 18, 0, "linear", FILTER_MS, True),
            Param(f"eq{band}_hz", "Hz", 20, 20000, hz, "log", FILTER_MS, True),
            Param(f"eq{band}_q", "", 0.1, 10, q, "log", FILTER_MS, True),
        ]
    return tuple(rows)


def _compressor() -> tuple[Param, ...]:
    return (
        Param("comp_threshold_db", "dB", -60, 0, -20, "linear", DYNAMICS_MS, True),
        Param("comp_ratio", ":1", 1, 20, 1, "log", DYNAMICS_MS, True),
        Param("comp_attack_ms", "ms", 0.1, 200, 10, "log", DYNAMICS_MS, True),
        Param("comp_release_ms", "ms", 10, 2000, 120, "log", DYNAMICS_MS, True),
        Param("comp_makeup_db", "dB", 0, 24, 0, "linear", GAIN_MS, True),
    )


_STRIP = (
    Param("trim_db", "dB", -40, 60, 0, "linear", GAIN_MS),
    _switch("polarity"),
    Param("hpf_hz", "Hz", 20, 1000, 20, "log", FILTER_MS, True),
    *_eq(),
    Param("gate_threshold_db", "dB", -80, 0, -50, "linear", DYNAMICS_MS, True),
    Param("gate_ratio", ":1", 1, 10, 1, "log", DYNAMICS_MS, True),
    Param("gate_attack_ms", "ms", 0.1, 100, 1, "log", DYNAMICS_MS, True),
    Param("gate_release_ms", "ms", 10, 2000, 150, "log", DYNAMICS_MS, True),
    *_compressor(),
    _level("fader_db", 0, automatic=True),
    Param("pan", "", -1, 1, 0, "linear", GAIN_MS, True),
    _switch("mute"),
    _switch("solo"),
    _switch("safe"),
    Param("group", "", 0, GROUPS, 0, "choice", GAIN_MS),
    _level("reverb_send_db", automatic=True),
    _switch("reverb_pre"),
    _level("delay_send_db", automatic=True),
    _switch("delay_pre"),
    *(
        row
        for monitor in range(1, MONITORS + 1)
        for row in (
            _level(f"monitor{monitor}_send_db"),
            Param(f"monitor{monitor}_pan", "", -1, 1, 0, "linear", GAIN_MS),
        )
    ),
)
_BUS = (_level("fader_db", 0), _switch("mute"))

PARAMS: dict[Kind, tuple[Param, ...]] = {
    "strip": _STRIP,
    "group": _BUS,
    "reverb": (
        Param("room_size", "", 0, 1, 0.6, "linear", DYNAMICS_MS),
        Param("damping", "", 0, 1, 0.5, "linear", DYNAMICS_MS),
        Param("width", "", 0, 1, 1, "linear", DYNAMICS_MS),
        *_BUS,
    ),
    "delay": (
        Param("time_ms", "ms", 10, 1500, 375, "log"),
        Param("feedback", "", 0, 0.9, 0.3, "linear", DYNAMICS_MS),
        *_BUS,
    ),
    "monitor": _BUS,
    "master": (
        *_eq(),
        *_compressor(),
        *_BUS,
        Param("ceiling_db", "dB", -20, 0, -1, "linear", GAIN_MS),
        Param("lookahead_ms", "ms", 0, 3, 1.5, "linear"),
    ),
}
"""Every parameter of every kind of place, in the order in which values are stored."""

INDEX: dict[Kind, dict[str, int]] = {
    kind: {row.name: index for index, row in enumerate(rows)} for kind, rows in PARAMS.items()
}
"""Where a parameter's value stands, by kind and name."""


def find_param(kind: Kind, name: str) -> Param:
    """The row of one parameter; KeyError names the ones there are."""
    try:
        return PARAMS[kind][INDEX[kind][name]]
    except KeyError:
        known = ", ".join(INDEX.get(kind, {})) or "nothing"
        raise KeyError(f"{kind} has no parameter {name!r}; it has {known}") from None


SECTIONS: dict[str, tuple[str, ...]] = {
    "input": ("trim_db", "polarity"),
    "high-pass": ("hpf_hz",),
    "eq": tuple(row.name for row in _eq()),
    "gate": ("gate_threshold_db", "gate_ratio", "gate_attack_ms", "gate_release_ms"),
    "comp": tuple(row.name for row in _compressor()),
    "fader": ("fader_db",),
    "pan": ("pan",),
    "mute": ("mute",),
    "group": ("group",),
    "sends": ("reverb_send_db", "reverb_pre", "delay_send_db", "delay_pre"),
    "monitors": tuple(row.name for row in _STRIP if row.name.startswith("monitor")),
}
"""The parts of a strip that can be copied by themselves; together all of it but solo and safe."""

INSERTS = "inserts"
"""A part of a strip too, that has no parameters of the console's own."""
