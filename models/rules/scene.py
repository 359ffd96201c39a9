"""Scene: all that the stages look at when they decide, as it is at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from models.bands import weigh_bands
from models.features import Features
from models.role_finder import Found
from models.rules.table import Habits

WEIGHT: np.ndarray = weigh_bands()
"""(BANDS,) the K-weighting's power."""

TINY = 1e-20


class Scene(NamedTuple):
    """T tracks as a mixer knows them."""

    names: tuple[str, ...]
    found: tuple[Found, ...]
    habits: Habits
    features: Features
    trims_db: np.ndarray
    """(T,) what is added before the strip's chain."""
    mono: np.ndarray
    """(T,) bool, tracks of one channel."""
    heard: np.ndarray
    """(T,) bool, tracks that have played."""
    counted: np.ndarray
    """(T,) bool, those of them that are not muted."""

    def loud_lufs(self) -> np.ndarray:
        """(T,) loudness after the trim."""
        return self.features.loud_lufs + self.trims_db

    def spectrum(self) -> np.ndarray:
        """(T, BANDS) mean squares after the trim."""
        return self.features.spectrum * 10.0 ** (0.1 * self.trims_db)[:, None]

    def sure(self) -> np.ndarray:
        """(T,) how sure the roles are."""
        return np.array([found.sure for found in self.found])

    def title(self, index: int) -> str:
        """What to call a track: its name, in small letters where that tells the role."""
        name = self.names[index]
        return name.lower() if self.found[index].by == "name" else name or f"track {index + 1}"


class Decision(NamedTuple):
    """What one stage wants: by parameter (T,) values, NaN where it wants nothing, and why, by track."""

    values: Mapping[str, np.ndarray]
    because: tuple[str, ...]


def rest(now: np.ndarray | float, before: np.ndarray | float, by: float) -> np.ndarray:
    """What to want now: as before unless it differs by so much, so that nothing trembles."""
    return np.where(np.abs(now - before) < by, before, now)


def rest_hz(now: np.ndarray, before: np.ndarray, octaves: float) -> np.ndarray:
    """The same for frequencies."""
    return np.where(np.abs(np.log2(now / before)) < octaves, before, now)


def loudness_change_db(spectrum: np.ndarray, power: np.ndarray) -> np.ndarray:
    """(T,) how much louder a response (T, BANDS) of power makes spectra (T, BANDS)."""
    weighed = spectrum * WEIGHT
    return 10.0 * np.log10(((weighed * power).sum(axis=1) + TINY) / (weighed.sum(axis=1) + TINY))
