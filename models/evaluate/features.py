"""Features of a whole mix, after Diff-MST: RMS, crest, width, imbalance, Bark spectrum, and loudness."""

from __future__ import annotations

import numpy as np

from models.evaluate.spectrum import find_bark_db
from models.loudness import measure_loudness

PIECE_S = 5.0
_FLOOR = 1e-9


def describe_mix(mix: np.ndarray, rate: int) -> np.ndarray:
    """(pieces, features) of pieces of PIECE_S of a stereo mix (2, frames): crest, width, imbalance, Barks."""
    frames = round(PIECE_S * rate)
    pieces = [mix[:, at : at + frames] for at in range(0, max(1, mix.shape[1] - frames // 2), frames)]
    rows = []
    for piece in pieces:
        if float(np.abs(piece).max(initial=0.0)) < 1e-4:
            continue
        middle = piece.sum(axis=0, keepdims=True) / 2.0
        rows.append(
            [find_crest_db(piece), find_width(piece), find_imbalance(piece), *find_bark_db(middle, rate)]
        )
    return np.array(rows).reshape(len(rows), -1)


def find_rms_db(mix: np.ndarray) -> float:
    """Root mean square level in dB."""
    return 10.0 * float(np.log10(np.mean(np.square(mix, dtype=np.float64)) + _FLOOR))


def find_crest_db(mix: np.ndarray) -> float:
    """Peak over RMS in dB."""
    return 20.0 * float(np.log10(np.abs(mix).max(initial=0.0) + _FLOOR)) - find_rms_db(mix)


def find_width(mix: np.ndarray) -> float:
    """Side over middle energy, 0 for mono."""
    middle, side = mix[0] + mix[1], mix[0] - mix[1]
    return float((np.vdot(side, side) + _FLOOR) / (np.vdot(middle, middle) + _FLOOR))


def find_imbalance(mix: np.ndarray) -> float:
    """Right less left energy over their sum, -1 to 1."""
    left, right = np.vdot(mix[0], mix[0]), np.vdot(mix[1], mix[1])
    return float((right - left) / (right + left + _FLOOR))


def match_loudness(system: np.ndarray, human: np.ndarray, rate: int) -> np.ndarray:
    """A mix (2, frames) as loud as another."""
    ours, theirs = measure_loudness([system, human], rate)
    return system * np.float32(10.0 ** ((theirs - ours) / 20.0))


def compare_mixes(system: np.ndarray, human: np.ndarray, rate: int) -> dict[str, float]:
    """Distances of a mix (2, frames) to the person's, at one loudness; and its own loudness."""
    matched = match_loudness(system, human, rate)
    return {
        "loudness_lufs": float(measure_loudness([system], rate)[0]),
        "rms_db": abs(find_rms_db(matched) - find_rms_db(human)),
        "crest_db": abs(find_crest_db(matched) - find_crest_db(human)),
        "width": abs(find_width(matched) - find_width(human)),
        "imbalance": abs(find_imbalance(matched) - find_imbalance(human)),
        "bark_db": float(np.abs(find_bark_db(matched, rate) - find_bark_db(human, rate)).mean()),
    }
