"""Decode: numbers from a mind as moves of the console."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from engine.console.moves import Move, Source
from engine.console.params import find_param
from engine.console.state import Mix


def decode_moves(values: np.ndarray, names: Sequence[str], mix: Mix) -> tuple[Move, ...]:
    """Values (tracks, names) in the parameters' units as moves: clamped, what is no number left out."""
    moves = []
    for index in range(min(len(values), len(mix.strips))):
        for name, value in zip(names, values[index].tolist(), strict=True):
            row = find_param("strip", name)
            if isfinite(value) and row.automatic:
                moves.append(Move(f"strip/{index}", name, row.clamp(value), Source.MODEL))
    return tuple(moves)
