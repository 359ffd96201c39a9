"""Tone: the chain parameters (high-pass, EQ, gate, compressor) as arrays, and which stages they need."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.console.params import BANDS, INDEX, PARAMS, Kind

OPEN_HZ = 1.0
"""Where a high-pass rests that is off: it lets everything through while it glides in or out."""

STAGES: tuple[str, ...] = ("hpf", *(f"eq{band}" for band in range(1, BANDS + 1)), "gate", "comp")
DYNAMICS = ("gate", "comp")


class Cell(NamedTuple):
    """One parameter of one stage: its name in PARAMS, its stage, pedalboard's name for it, its scale."""

    name: str
    stage: int
    attribute: str
    log: bool


def _cells(kind: Kind) -> tuple[Cell, ...]:
    names = {
        "hz": "cutoff_frequency_hz",
        "gain_db": "gain_db",
        "q": "q",
        "threshold_db": "threshold_db",
        "ratio": "ratio",
        "attack_ms": "attack_ms",
        "release_ms": "release_ms",
    }
    cells = []
    for row in PARAMS[kind]:
        stage, _, rest = row.name.partition("_")
        if stage in STAGES and rest in names:
            cells.append(Cell(row.name, STAGES.index(stage), names[rest], row.taper == "log"))
    return tuple(cells)


CELLS: dict[Kind, tuple[Cell, ...]] = {kind: _cells(kind) for kind in ("strip", "master")}
"""The columns of a tone array, by kind."""

GLIDE_MS: dict[Kind, np.ndarray] = {
    kind: np.array([PARAMS[kind][INDEX[kind][cell.name]].smooth_ms for cell in cells])
    for kind, cells in CELLS.items()
}
"""How long each column glides."""

_COLUMNS = {kind: [INDEX[kind][cell.name] for cell in cells] for kind, cells in CELLS.items()}
_LOGS = {kind: np.array([cell.log for cell in cells]) for kind, cells in CELLS.items()}
_SWITCH = {"hpf": "hpf_hz", "gate": "gate_ratio", "comp": "comp_ratio"}


class Tone(NamedTuple):
    """Chain parameters of every chain: `scaled` (chains, cells), `needs` (chains, stages)."""

    scaled: np.ndarray
    """The values, logarithms where the taper says so: what glides."""
    needs: np.ndarray
    """True where a stage does something."""
    values: np.ndarray
    """(chains, cells) as plugins take them."""


def make_tone(kind: Kind, values: np.ndarray) -> Tone:
    """The tone of places with these values (places, params)."""
    columns = values[:, _COLUMNS[kind]]
    needs = np.zeros((len(values), len(STAGES)), bool)
    for stage, name in enumerate(STAGES):
        switch = _SWITCH.get(name, f"{name}_gain_db")
        if switch in INDEX[kind]:
            column = INDEX[kind][switch]
            needs[:, stage] = values[:, column] != PARAMS[kind][column].default
    if "hpf_hz" in INDEX[kind]:
        opened = [cell.name for cell in CELLS[kind]].index("hpf_hz")
        columns[~needs[:, 0], opened] = OPEN_HZ
    logs = _LOGS[kind]
    columns[:, logs] = np.log(columns[:, logs])
    return Tone(columns, needs, unscale(kind, columns))


def unscale(kind: Kind, scaled: np.ndarray, columns: np.ndarray | slice = slice(None)) -> np.ndarray:
    """Values as plugins take them, from the scaled ones of these columns."""
    logs = _LOGS[kind][columns]
    return np.where(logs, np.exp(np.where(logs, scaled, 0.0)), scaled)
