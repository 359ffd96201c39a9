"""Master: a gentle tilt towards what finished music looks like, and a little glue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.bands import BAND_HZ
from models.rules.scene import TINY, WEIGHT, rest
from models.rules.table import mean_over

SLOPE_DB = -1.5
"""What third octaves of finished music lose an octave from 100 Hz up: 4.5 dB of spectral density."""

TOLERANCE_DB, STRENGTH, MOST_DB = 4.0, 0.3, 1.5
WORTH_DB = 1.5
"""Less beyond the tolerance is not worth a move."""

REGIONS = {"eq1": ("low end", 40.0, 130.0, 100.0), "eq4": ("air", 5000.0, 14000.0, 8000.0)}
"""By band: what to call it, from, to, and where its shelf is."""

MIDDLE_HZ = (250.0, 3150.0)

RATIO, ATTACK_MS, RELEASE_MS = 1.6, 30.0, 250.0
OVER_MEAN_DB = 4.0
"""The glue begins so far over the mean level of one side: only the loudest moments reach it."""


def finish(power: np.ndarray, before: Mapping[str, float]) -> tuple[dict[str, float], str]:
    """The master's values and reasons; `power` (T, BANDS) is what sounds, K-weighted, after the faders."""
    spectrum = (power / WEIGHT).sum(axis=0)
    if spectrum.sum() <= TINY:
        return {}, ""
    upright = spectrum[None] * 10.0 ** (-0.1 * SLOPE_DB * np.log2(BAND_HZ / 1000.0))
    middle = mean_over(upright, *MIDDLE_HZ)[0]
    values: dict[str, float] = {}
    reasons = []
    for band, (what, low_hz, high_hz, hz) in REGIONS.items():
        over_db = float(10.0 * np.log10((mean_over(upright, low_hz, high_hz)[0] + TINY) / (middle + TINY)))
        beyond = float(np.sign(over_db)) * max(0.0, abs(over_db) - TOLERANCE_DB)
        gain = min(MOST_DB, max(-MOST_DB, -STRENGTH * beyond)) if abs(beyond) > WORTH_DB else 0.0
        gain = float(rest(gain, before[f"{band}_gain_db"], 0.5))
        values[f"{band}_gain_db"] = gain
        if gain:
            values[f"{band}_hz"] = hz
            side = "over" if over_db > 0.0 else "under"
            reasons.append(f"{what} {gain:+.1f} dB: {abs(over_db):.0f} dB {side} finished music")
    mean_db = float(10.0 * np.log10(spectrum.sum() / 2.0))
    threshold = float(rest(mean_db + OVER_MEAN_DB, before["comp_threshold_db"], 1.0))
    values |= {
        "comp_ratio": RATIO,
        "comp_threshold_db": threshold,
        "comp_attack_ms": ATTACK_MS,
        "comp_release_ms": RELEASE_MS,
    }
    reasons.append(
        f"glue {RATIO}:1 at {threshold:.0f} dB, {threshold - mean_db:.0f} dB over the mean of a side"
    )
    return values, "; ".join(reasons)
