"""Memory: what a model wanted so far, to be asked for the mean."""

from __future__ import annotations

import numpy as np

from engine.console.params import Kind, find_param
from models.card import CardParam
from models.scale import Scale

ACTIVE_DB = -60.0
"""A track under this in a hop does not count."""


def read_sureness(outputs: np.ndarray) -> np.ndarray:
    """How sure a model is, 0 to 1; 0 where it is no number."""
    return np.minimum(np.fmax(outputs.astype(float), 0.0), 1.0)


class Memory:
    """The mean of what a model wants of so many tracks while they play, each hop as weighty as it is sure."""

    def __init__(self, tracks: int, params: tuple[CardParam, ...], master: tuple[CardParam, ...]) -> None:
        self._strip = _Mean("strip", params, tracks)
        self._master = _Mean("master", master, 1)
        self._sure, self._hops, self._any_hops = np.zeros(tracks), np.zeros(tracks), 0.0
        self._each = False

    def keep(self, audio: np.ndarray, outputs: dict[str, np.ndarray]) -> None:
        """Add one hop: audio (tracks, 2, frames), and what came of it."""
        count = len(self._sure)
        energy = np.vecdot(audio, audio).sum(axis=1) / (2 * audio.shape[2])
        plays = (energy > 10.0 ** (ACTIVE_DB / 10.0)).astype(float)
        sure = read_sureness(outputs["confidence"][:count])
        self._sure += sure * plays
        self._hops += plays
        self._any_hops += plays.max(initial=0.0)
        self._each = "params_confidence" in outputs
        weight = read_sureness(outputs["params_confidence"][:count]) if self._each else sure[:, None]
        if "params" in outputs:
            self._strip.add(outputs["params"][:count], weight * plays[:, None])
        if "master" in outputs:
            sure = read_sureness(outputs.get("master_confidence", np.ones(()))).reshape(1, 1)
            self._master.add(outputs["master"][None], sure * plays.max(initial=0.0))

    def recall(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray, float]:
        """Means: params (tracks, P), how sure (tracks,), by parameter (tracks, P), master (M,), how sure."""
        hops = np.maximum(self._hops, 1.0)
        each = self._strip.weight / hops[:, None] if self._each else None
        master_sure = self._master.weight.max(initial=0.0) / max(self._any_hops, 1.0)
        return self._strip.mean(), self._sure / hops, each, self._master.mean()[0], float(master_sure)


class _Mean:
    """A weighted mean of parameters' positions on their Scale; NaN where nothing was added."""

    def __init__(self, kind: Kind, params: tuple[CardParam, ...], rows: int) -> None:
        self._scale = Scale([find_param(kind, param.name) for param in params])
        self._total = np.zeros((rows, len(params)))
        self.weight = np.zeros((rows, len(params)))

    def add(self, values: np.ndarray, weight: np.ndarray) -> None:
        """Values (rows, P) with weights (rows, P or 1)."""
        known = np.isfinite(values)
        values = np.where(known, values, 1.0).astype(float)
        weight = weight * known
        self._total += weight * self._scale.to_positions(values)
        self.weight += weight

    def mean(self) -> np.ndarray:
        """(rows, P)"""
        with np.errstate(invalid="ignore"):
            mean = self._total / np.where(self.weight > 0.0, self.weight, np.nan)
        return self._scale.to_values(mean)
