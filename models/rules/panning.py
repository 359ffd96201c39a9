"""Panning: parts to the sides as far as their role goes, left and right of one weight in every band."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.role_names import guess_side
from models.rules.scene import TINY, Decision, Scene, rest

PAIR = 0.85
"""How far apart go two tracks that a name calls left and right."""

FEWEST_FOR_SIDES = {"overheads"}
"""Roles that go to a side only if there are several of them."""

TILT_DB = 1.0
"""The most by which one side may weigh more."""

CENTRE = 0.04
"""Nearer to the middle is the middle."""


def place(scene: Scene, power: np.ndarray, before: Mapping[str, np.ndarray]) -> Decision:
    """The pans; `power` (T, BANDS) is what each track will sound with, K-weighted, after its fader."""
    moved = scene.heard & scene.mono
    power = np.where(scene.counted[:, None], power, 0.0)
    named = np.array([guess_side(name) for name in scene.names])
    reach = _choose_reach(scene, named)
    sides = np.where(moved & (reach >= CENTRE), _choose_sides(reach, named, power, before["pan"], scene), 0)
    pans = _even_out(sides * reach, named == 0, power, scene)
    pans = rest(np.where(np.abs(pans) < CENTRE, 0.0, pans), before["pan"], 0.06)
    tilt = _measure_tilt(pans, power, scene)
    values = {"pan": np.where(moved, pans, np.nan)}
    because = tuple(
        f"pan {abs(pan):.0%} {'right' if pan > 0.0 else 'left'}"
        + (" as named" if named[n] else f", the sides within {abs(tilt):.1f} dB")
        if moved[n] and pan
        else ""
        for n, pan in enumerate(pans)
    )
    return Decision(values, because)


def _choose_reach(scene: Scene, named: np.ndarray) -> np.ndarray:
    """(T,) how far to the side each may go."""
    roles = np.array([found.role for found in scene.found])
    reach = scene.habits.pan.copy()
    for index, role in enumerate(roles):
        alike = (roles == role) & scene.heard
        if role in FEWEST_FOR_SIDES and alike.sum() < 2:
            reach[index] = 0.0
        if named[index] and (alike & (named == -named[index])).any():
            reach[index] = PAIR
    return reach


def _choose_sides(
    reach: np.ndarray, named: np.ndarray, power: np.ndarray, before: np.ndarray, scene: Scene
) -> np.ndarray:
    """(T,) -1 or 1: as named, as before, else against what the louder ones leave uneven."""
    sides = np.where(named != 0, named, np.sign(np.where(np.abs(before) < CENTRE, 0.0, before)))
    sides = np.nan_to_num(sides)
    lean = power * np.sin(0.5 * np.pi * reach)[:, None]
    weight = 1.0 / (power.sum(axis=0) + TINY)
    uneven = _stereo_lean(power, scene) + (sides[:, None] * lean)[scene.mono].sum(axis=0)
    for index in np.argsort(-lean.sum(axis=1), kind="stable"):
        if sides[index] == 0.0 and scene.mono[index]:
            sides[index] = -1.0 if (weight * uneven * lean[index]).sum() > 0.0 else 1.0
            uneven = uneven + sides[index] * lean[index]
    return sides


def _even_out(pans: np.ndarray, free: np.ndarray, power: np.ndarray, scene: Scene) -> np.ndarray:
    """(T,) the pans, those of the heavier side nearer to the middle until the sides weigh alike."""
    tilt = _measure_tilt(pans, power, scene)
    if abs(tilt) <= TILT_DB:
        return pans
    heavy = free & (np.sign(pans) == np.sign(tilt))
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2.0
        tried = _measure_tilt(np.where(heavy, middle * pans, pans), power, scene)
        over = tried * np.sign(tilt) > TILT_DB
        low, high = (low, middle) if over else (middle, high)
    return np.where(heavy, low * pans, pans)


def _measure_tilt(pans: np.ndarray, power: np.ndarray, scene: Scene) -> float:
    """How many dB the right side weighs more than the left."""
    total = power.sum(axis=1)
    lean = _stereo_lean(power, scene).sum() + (total * np.sin(0.5 * np.pi * pans))[scene.mono].sum()
    whole = total.sum() + TINY
    return float(10.0 * np.log10((whole + lean + TINY) / (whole - lean + TINY)))


def _stereo_lean(power: np.ndarray, scene: Scene) -> np.ndarray:
    """(BANDS,) by how much the right of stereo tracks outweighs the left."""
    right_over = scene.features.sides[:, 1] - scene.features.sides[:, 0]
    return (power * right_over[:, None])[~scene.mono].sum(axis=0)
