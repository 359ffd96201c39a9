"""Excerpt: the stretch of a song in which a mind is watched, and when each track in it begins to sound."""

from __future__ import annotations

import numpy as np

from models.evaluate.material import Material

EXCERPT_S = 30.0
STEP_S = 0.1
SOUND_DB = -50.0
"""A stem brought to COMMON_LUFS sounds where it is over this."""

SOON_S = 1.0
EARLY_S, LEAST_S = 4.0, 1.0
"""What plays at once begins within SOON_S, and sounds for LEAST_S of EARLY_S: enough to be known by."""


def find_excerpt(material: Material) -> slice:
    """The frames of EXCERPT_S from where most tracks play at once, as early as it goes."""
    sounding = hear_steps(material)
    starts = max(1, len(sounding) - round(EXCERPT_S / STEP_S) + 1)
    playing = [int(play_at_once(sounding[start:]).sum()) for start in range(starts)]
    first = int(np.argmax(playing)) * round(STEP_S * material.rate)
    return slice(first, first + round(EXCERPT_S * material.rate))


def play_at_once(sounding: np.ndarray) -> np.ndarray:
    """(stems,) which play from the first of steps (steps, stems)."""
    soon = sounding[: round(SOON_S / STEP_S)].any(axis=0)
    return soon & (sounding[: round(EARLY_S / STEP_S)].sum(axis=0) >= round(LEAST_S / STEP_S))


def time_entries(sounding: np.ndarray) -> np.ndarray:
    """(stems,) seconds until each first sounds in steps (steps, stems); infinite where it never does."""
    return np.where(sounding.any(axis=0), sounding.argmax(axis=0) * STEP_S, np.inf)


def hear_steps(material: Material) -> np.ndarray:
    """(steps, stems) whether each stem sounds within each STEP_S."""
    frames = round(STEP_S * material.rate)
    steps = material.stems[0].shape[1] // frames
    power = [
        np.square(stem[:, : steps * frames]).reshape(len(stem), steps, frames).mean(axis=(0, 2))
        for stem in material.stems
    ]
    return np.stack(power, axis=1) > 10.0 ** (SOUND_DB / 10.0)
