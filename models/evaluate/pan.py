"""Pan: how far stems lie from where the person put them. A mix seen in a mirror is as good."""

from __future__ import annotations

import numpy as np


def measure_pan(system: np.ndarray, human: np.ndarray, active: np.ndarray) -> float:
    """Mean absolute difference of pans (stems,), -1 to 1; NaN where none of them is known."""
    known = np.isfinite(human) & (active > 0.0)
    if not known.any():
        return float("nan")
    weights = active[known]
    errors = [
        np.average(np.abs(side * system[known] - human[known]), weights=weights) for side in (1.0, -1.0)
    ]
    return float(min(errors))
