"""The table: one row of habits for each role. Everything else in this package is how they are applied."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.bands import BAND_HZ
from models.features import Features
from models.role_finder import Found

OFF = 99.0
"""A send so far under the dry sound is off."""

OFF_LU = 40.0

LOW_HZ = 200.0
"""An unknown track whose spectrum has its middle under this is treated like a bass."""

STRIKING = 0.6
"""An unknown track more percussive than this is treated like a drum."""


class Habits(NamedTuple):
    """What engineers do with a track; fields are (T,), or one number in a row of the table."""

    over_lu: np.ndarray
    """Loudness of its part against a lead vocal."""
    pan: np.ndarray
    """How far to the side, 0 to 1, where it is mono."""
    hpf_hz: np.ndarray
    low_hz: np.ndarray
    """Its low end is what is under this..."""
    low_db: np.ndarray
    """...and usually so far over the middle (250 Hz to 3 kHz), band by band."""
    box_hz: np.ndarray
    """Where it may sound boxy or muddy..."""
    box_db: np.ndarray
    air_hz: np.ndarray
    """...and what is over this is its air."""
    air_db: np.ndarray
    ratio: np.ndarray
    attack_ms: np.ndarray
    release_ms: np.ndarray
    take_db: np.ndarray
    """The most that a compressor takes from its loudest moments."""
    swing_db: np.ndarray
    """How far its loudest moments may be over its usual level before one is needed."""
    reverb_lu: np.ndarray
    """How far its reverb is under the dry sound."""
    delay_lu: np.ndarray
    weight: np.ndarray
    """How much it matters that it is heard, 0 to 1."""


# fmt: off
_ROWS: dict[str, tuple[float, ...]] = {
    # over, pan, high-pass; low end, boxiness, air; compressor; room, echo; weight
    "kick":            (-3.5,  0.00, 30,  100, 14,  350, 2,  4000, -10, 3.0, 12, 90,  3, 9,  OFF, OFF, 0.70),
    "snare":           (-4.0,  0.00, 80,  180, -12, 500, 2,  6000, -2,  3.0, 8,  100, 3, 9,  16,  OFF, 0.70),
    "hat":             (-12.0, 0.30, 250, 300, -10, 500, -4, 8000, 13,  1.0, 10, 99,  0, 12, OFF, OFF, 0.20),
    "toms":            (-4.5,  0.35, 55,  130, 6,   400, 2,  5000, -8,  2.5, 10, 99,  3, 9,  18,  OFF, 0.45),
    "overheads":       (-8.5,  0.70, 120, 250, -12, 450, -4, 8000, 11,  1.5, 25, 150, 2, 9,  24,  OFF, 0.30),
    "percussion":      (-8.0,  0.50, 110, 200, -6,  450, 0,  8000, 0,   2.0, 15, 120, 2, 9,  18,  OFF, 0.30),
    "drums":           (-1.5,  0.00, 28,  110, 9,   400, 0,  8000, -4,  2.0, 25, 120, 2, 9,  26,  OFF, 0.65),
    "bass":            (-4.0,  0.00, 32,  110, 10,  300, 4,  3000, -24, 4.0, 25, 180, 5, 4,  OFF, OFF, 0.65),
    "electric guitar": (-5.5,  0.55, 85,  150, -12, 350, 0,  6000, -9,  2.0, 25, 150, 2, 6,  21,  OFF, 0.40),
    "acoustic guitar": (-7.0,  0.45, 90,  150, -8,  300, 2,  8000, -13, 2.5, 20, 150, 3, 6,  19,  OFF, 0.40),
    "keys":            (-6.5,  0.35, 55,  130, -9,  350, 2,  7000, -18, 2.0, 25, 180, 2, 7,  20,  OFF, 0.40),
    "organ":           (-7.5,  0.30, 60,  130, -10, 350, 0,  6000, -18, 1.5, 30, 250, 1, 6,  24,  OFF, 0.30),
    "synth lead":      (-5.0,  0.10, 100, 180, -8,  400, 0,  8000, -11, 2.0, 15, 150, 2, 6,  18,  24,  0.75),
    "pad":             (-8.5,  0.30, 110, 180, -10, 350, 3,  8000, -22, 1.5, 30, 300, 1, 6,  22,  OFF, 0.15),
    "strings":         (-7.0,  0.45, 90,  180, -10, 400, 1,  8000, -15, 1.5, 30, 300, 1, 8,  15,  OFF, 0.35),
    "brass":           (-6.0,  0.40, 90,  180, -12, 450, 0,  7000, -11, 2.5, 20, 160, 3, 6,  17,  OFF, 0.55),
    "woodwind":        (-5.5,  0.25, 110, 200, -16, 450, 0,  7000, -14, 2.5, 20, 160, 3, 6,  16,  26,  0.60),
    "lead vocal":      (0.0,   0.00, 90,  180, -12, 350, 2,  8000, -13, 3.0, 10, 120, 6, 4,  16,  26,  1.00),
    "backing vocal":   (-6.0,  0.45, 130, 220, -13, 350, 1,  8000, -14, 3.0, 12, 150, 5, 4,  14,  OFF, 0.55),
    "speech":          (0.0,   0.00, 90,  180, -8,  350, 2,  7000, -13, 3.0, 8,  150, 6, 5,  OFF, OFF, 1.00),
    "fx":              (-9.0,  0.20, 40,  150, 0,   400, 2,  8000, -8,  1.0, 20, 200, 0, 12, OFF, OFF, 0.10),
    "":                (-5.5,  0.25, 50,  150, -4,  400, 3,  8000, -12, 1.5, 25, 180, 1, 7,  24,  OFF, 0.40),
    "low":             (-4.5,  0.00, 30,  110, 10,  300, 5,  3000, -22, 2.0, 25, 180, 2, 6,  OFF, OFF, 0.50),
    "striking":        (-6.5,  0.25, 45,  150, 0,   400, 2,  8000, 0,   1.5, 15, 120, 1, 10, 26,  OFF, 0.35),
}
# fmt: on

_MATRIX = np.array(list(_ROWS.values()))
_WHOLE = np.array([name.endswith(("_hz", "_ms")) for name in Habits._fields])
"""Fields of which there is no mean worth having: they are the likelier row's."""

EVEN = 0.5
"""A role less sure than this is less likely than none."""
_ROW = {name: index for index, name in enumerate(_ROWS)}


def find_habits(found: tuple[Found, ...], features: Features) -> Habits:
    """The habits of tracks: their roles', the less sure a role the more of those for what sounds like it."""
    low = features.centroid_hz() < LOW_HZ
    striking = features.percussive() > STRIKING
    plain = np.where(striking, _ROW["striking"], np.where(low, _ROW["low"], _ROW[""]))
    roles = np.array(
        [_ROW[track.role] if track.role else row for track, row in zip(found, plain, strict=True)]
    )
    sure = np.array([track.sure for track in found])[:, None]
    mixed = sure * _MATRIX[roles] + (1.0 - sure) * _MATRIX[plain]
    named = _MATRIX[np.where(sure[:, 0] < EVEN, plain, roles)]
    return Habits(*np.where(_WHOLE, named, mixed).T)


def list_rows() -> dict[str, Habits]:
    """The whole table by role; the empty one, `low` and `striking` are for what is unknown."""
    return {name: Habits(*_MATRIX[index]) for name, index in _ROW.items()}


def mean_over(spectrum: np.ndarray, low_hz: np.ndarray | float, high_hz: np.ndarray | float) -> np.ndarray:
    """(T,) mean power of the bands (T, BANDS) between two frequencies, each (T,) or one for all."""
    inside = (np.reshape(low_hz, (-1, 1)) <= BAND_HZ) & (np.reshape(high_hz, (-1, 1)) >= BAND_HZ)
    return (spectrum * inside).sum(axis=1) / np.maximum(1, inside.sum(axis=1))
