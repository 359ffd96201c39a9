"""Rows: where each strip's audio lies; a mono strip has one row, a stereo strip two."""

from __future__ import annotations

import numpy as np

from engine.console.state import Mix


def strip_rows(mix: Mix) -> list[slice]:
    """The audio rows of each strip."""
    ends = np.cumsum([len(strip.inputs) for strip in mix.strips]).tolist() if mix.strips else []
    return [slice(end - len(strip.inputs), end) for end, strip in zip(ends, mix.strips, strict=True)]


def row_inputs(mix: Mix, inputs: int) -> np.ndarray:
    """(rows,) the device input of each row, -1 where the device has none such."""
    sources = [channel for strip in mix.strips for channel in strip.inputs]
    return np.array([channel if channel < inputs else -1 for channel in sources], np.int64)
