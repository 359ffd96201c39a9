"""Scenes with known spectra, for the stages one by one."""

from __future__ import annotations

import numpy as np

from engine.console.params import INDEX, PARAMS
from models.bands import BAND_HZ, BANDS
from models.features import LEVELS_DB, Features
from models.role_finder import Found
from models.rules.scene import WEIGHT, Scene
from models.rules.table import find_habits


def make_scene(
    roles: list[str],
    spectra: np.ndarray,
    sure: float = 1.0,
    names: list[str] | None = None,
    swing_db: float = 3.0,
    onsets_per_s: float = 1.0,
) -> Scene:
    """A scene of steady mono tracks with these spectra (T, BANDS) as power."""
    count = len(roles)
    power = spectra.sum(axis=1)
    usual = 10 * np.log10(power)
    levels = np.zeros((count, len(LEVELS_DB)))
    for row, level in enumerate(usual):
        at = round(level - LEVELS_DB[0])
        levels[row, at] = 0.8
        levels[row, round(at + swing_db)] += 0.2
    features = Features(
        -0.691 + 10 * np.log10((spectra * WEIGHT).sum(axis=1)),
        np.full(count, 60.0),
        spectra,
        levels,
        np.full(count, onsets_per_s),
        np.full(count, 10.0),
        np.full(count, 1.0),
        np.full((count, 2), 0.5),
        np.ones((count, count)),
    )
    found = tuple(Found(role, sure if role else 0.0, "set") for role in roles)
    yes = np.ones(count, bool)
    return Scene(
        tuple(names or [f"{role} {n}" for n, role in enumerate(roles)]),
        found,
        find_habits(found, features),
        features,
        np.zeros(count),
        yes,
        yes,
        yes,
    )


def make_spectrum(low_hz: float, high_hz: float, level_db: float = -20.0) -> np.ndarray:
    """(BANDS,) equal power in the third octaves between two frequencies."""
    inside = (low_hz <= BAND_HZ) & (high_hz >= BAND_HZ)
    return 10 ** (level_db / 10) * inside / inside.sum() + np.full(BANDS, 1e-12)


def nothing_before(count: int) -> dict[str, np.ndarray]:
    """What was wanted before anything was."""
    return {row.name: np.full(count, np.nan) for row in PARAMS["strip"]}


def default_values(count: int) -> np.ndarray:
    """(T, params) of strips at rest."""
    return np.tile([float(row.default) for row in PARAMS["strip"]], (count, 1))


def put(values: np.ndarray, wanted) -> np.ndarray:
    """The values with what a stage wants."""
    for name, value in wanted.items():
        column = values[:, INDEX["strip"][name]]
        column[:] = np.where(np.isnan(value), column, value)
    return values
