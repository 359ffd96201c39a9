"""Sends: how much room and echo each part takes, as loudness under its dry sound."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.console.units import OFF_DB
from models.rules.scene import Decision, Scene, rest
from models.rules.table import OFF_LU

REVERB_DB, DELAY_DB = 6.0, 0.4
"""How much louder than what is sent the effects come back, as they are set by default."""

BUSY_PER_S, BUSY_LU = 4.0, 4.0
"""Twice as many beginnings as this in a second ask for so much less room."""


def send(scene: Scene, before: Mapping[str, np.ndarray]) -> Decision:
    """Reverb and delay, after the fader; less where many notes follow each other."""
    busy = BUSY_LU * np.clip(scene.features.onsets_per_s / BUSY_PER_S - 1.0, 0.0, 1.0)
    values, reasons = {}, [[] for _ in scene.names]
    for name, under, back_db in (
        ("reverb", scene.habits.reverb_lu, REVERB_DB),
        ("delay", scene.habits.delay_lu, DELAY_DB),
    ):
        under = under + busy
        level = np.where(under < OFF_LU, -under - back_db, OFF_DB)
        level = np.where(scene.heard, rest(level, before[f"{name}_send_db"], 1.0), np.nan)
        values[f"{name}_send_db"] = level
        for index in np.flatnonzero(level > OFF_DB):
            many = f", {scene.features.onsets_per_s[index]:.1f} notes a second" if busy[index] >= 1.0 else ""
            reasons[index].append(f"{name} {-level[index] - back_db:.0f} dB under dry{many}")
    return Decision(values, tuple("; ".join(reason) for reason in reasons))
