"""Decode: numbers from a mind as moves of the console."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np

from engine.console.moves import Move, Source
from engine.console.params import find_param
from engine.console.state import split_place


def strip_places(count: int) -> tuple[str, ...]:
    """The places of the first strips."""
    return tuple(f"strip/{index}" for index in range(count))


def decode_moves(values: np.ndarray, names: Sequence[str], places: Sequence[str]) -> tuple[Move, ...]:
    """Values (places, names) in the parameters' units as moves: clamped, what is no number left out.

    All places are of one kind; rows over their number are padding. ValueError for what no mind may move.
    """
    if not places:
        return ()
    rows = [find_param(split_place(places[0])[0], name) for name in names]
    for row in rows:
        if not row.automatic:
            raise ValueError(f"no mind may move {row.name}")
    values = np.asarray(values, np.float64)[: len(places)]
    clamped = np.clip(values, [row.low for row in rows], [row.high for row in rows])
    clamped[~np.isfinite(values)] = np.nan
    return tuple(
        [
            Move(place, name, value, Source.MODEL)
            for place, row in zip(places, clamped.tolist(), strict=False)
            for name, value in zip(names, row, strict=True)
            if not isnan(value)
        ]
    )
