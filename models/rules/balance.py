"""Balance: every track as loud as its part asks, after all that its strip does to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.authority import find_authority
from models.level import choose_target
from models.rules.scene import Decision, Scene, rest

BOLD = 0.8
"""The share of the table's differences that is made; the rest is left to taste."""


def choose_parts(scene: Scene) -> np.ndarray:
    """(T,) how far over one common loudness each track belongs."""
    over = BOLD * scene.habits.over_lu
    counted = scene.counted if scene.counted.any() else scene.heard
    return over - over[counted].mean() if counted.any() else over


def balance(
    scene: Scene, over: np.ndarray, strip_db: np.ndarray, before: Mapping[str, np.ndarray]
) -> tuple[Decision, np.ndarray]:
    """The faders, and (T,) how loud everything goes out in LUFS.

    `strip_db` (T,) is what the strip before its fader makes of each loudness.
    """
    loud = scene.loud_lufs() + strip_db
    if not scene.heard.any():
        return Decision({"fader_db": np.full(len(over), np.nan)}, ("",) * len(over)), loud
    counted = scene.counted if scene.counted.any() else scene.heard
    common = choose_target(loud[counted], over[counted])
    reach = find_authority("fader_db")
    fader = np.clip(common + over - loud, reach.low, reach.high)
    fader = np.where(scene.heard, rest(fader, before["fader_db"], 0.4), np.nan)
    came = scene.loud_lufs() - scene.loud_lufs()[counted].mean()
    because = tuple(
        _explain(scene, n, fader[n], came[n], over[n]) if scene.heard[n] else "" for n in range(len(over))
    )
    return Decision({"fader_db": fader}, because), loud + np.nan_to_num(fader)


def _explain(scene: Scene, index: int, fader: float, came: float, over: float) -> str:
    found = scene.found[index]
    part = f"as {found.role} ({found.by}" + (f", {found.sure:.0%} sure)" if found.sure < 0.9 else ")")
    if not found.role:
        part = "role unknown,"
    return f"{round(fader, 1) + 0.0:+.1f} dB: {_say_side(came)} the band, {part} belongs {_say_side(over)}"


def _say_side(lu: float) -> str:
    return f"{abs(lu):.1f} LU {'over' if lu > 0.0 else 'under'}"
