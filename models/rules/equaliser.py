"""Equaliser: the high-pass, and gentle shelves and a bell where a track is far from its role's usual."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.console.params import INDEX, PARAMS
from engine.console.state import defaults
from models.bands import BAND_HZ, name_hz
from models.response import band_power
from models.rules.scene import TINY, Decision, Scene, loudness_change_db, rest, rest_hz
from models.rules.table import mean_over

MOST_TAKEN_LU = 0.4
"""A high-pass that would take more of a track's loudness than this is set lower."""

LOWER = 0.5 ** np.arange(0.0, 2.51, 0.25)
OFF_HZ = PARAMS["strip"][INDEX["strip"]["hpf_hz"]].default
"""Where a high-pass does nothing."""

LOWEST_HZ = 25.0

MIDDLE_HZ = (250.0, 3150.0)
TOLERANCE_DB = 5.0
"""So far from its role's usual spectrum a track is left as it is."""

STRENGTH = 0.35
"""The share of what is beyond that is corrected."""

MOST_CUT_DB, MOST_BOOST_DB = 4.0, 2.0
HOPELESS_DB = 15.0
"""Where so much lacks there is nothing to raise."""

TRIFLE_DB = 0.5


def shape(scene: Scene, before: Mapping[str, np.ndarray]) -> Decision:
    """High-pass, low shelf (band 1), boxiness (band 2) and air (band 4)."""
    habits, spectrum = scene.habits, scene.spectrum()
    values = {"hpf_hz": _place_highpass(scene, before["hpf_hz"])}
    lowest = np.minimum(habits.hpf_hz, habits.low_hz / 1.5)
    middle = mean_over(spectrum, *MIDDLE_HZ)
    regions = {
        "eq1": ("low end", mean_over(spectrum, lowest, habits.low_hz * 1.15), habits.low_hz, habits.low_db),
        "eq2": (
            "boxiness",
            mean_over(spectrum, habits.box_hz / 1.5, habits.box_hz * 1.5),
            habits.box_hz,
            habits.box_db,
        ),
        "eq4": ("air", mean_over(spectrum, habits.air_hz, BAND_HZ[-1]), habits.air_hz, habits.air_db),
    }
    reasons = [[_explain_highpass(hz)] if hz > OFF_HZ else [] for hz in values["hpf_hz"]]
    for band, (what, power, hz, usual_db) in regions.items():
        over_db = 10.0 * np.log10((power + TINY) / (middle + TINY)) - usual_db
        beyond = np.sign(over_db) * np.maximum(0.0, np.abs(over_db) - TOLERANCE_DB)
        beyond = np.where(over_db < -HOPELESS_DB, 0.0, beyond)
        most = {"eq1": np.where(usual_db > 0.0, MOST_BOOST_DB, 0.0), "eq2": 0.0}.get(band, MOST_BOOST_DB)
        gain = np.clip(-STRENGTH * beyond, -MOST_CUT_DB, most) * (0.4 + 0.6 * scene.sure())
        gain = rest(np.where(np.abs(gain) < TRIFLE_DB, 0.0, gain), before[f"{band}_gain_db"], 0.6)
        values[f"{band}_gain_db"] = gain
        values[f"{band}_hz"] = np.where(gain == 0.0, np.nan, hz)
        for index in np.flatnonzero(gain):
            side = "over" if over_db[index] > 0.0 else "under"
            text = f"{gain[index]:+.1f} dB at {name_hz(hz[index])}: {what} {abs(over_db[index]):.0f} dB"
            reasons[index].append(f"{text} {side} usual")
    return Decision(
        {name: np.where(scene.heard, value, np.nan) for name, value in values.items()},
        tuple("; ".join(reason) for reason in reasons),
    )


def _place_highpass(scene: Scene, before: np.ndarray) -> np.ndarray:
    """(T,) as high as the role allows and as the track hardly notices."""
    wanted = scene.habits.hpf_hz
    placed = np.full(len(wanted), OFF_HZ)
    values = np.tile(np.array(defaults("strip")), (len(wanted), 1))
    for share in LOWER[::-1]:
        values[:, INDEX["strip"]["hpf_hz"]] = np.maximum(LOWEST_HZ, wanted * share)
        taken = -loudness_change_db(scene.spectrum(), band_power("strip", values))
        fits = (taken <= MOST_TAKEN_LU) & (wanted * share >= LOWEST_HZ)
        placed = np.where(fits, wanted * share, placed)
    return rest_hz(placed, before, 0.3)


def _explain_highpass(hz: float) -> str:
    return f"high-pass {name_hz(hz)}"
