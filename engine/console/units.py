"""Decibels, gains and the pan law."""

from math import cos, log10, pi, sin

OFF_DB = -100.0
"""Levels at or below this are silence."""


def db_to_gain(level_db: float) -> float:
    """Linear gain of a level; OFF_DB and below is exactly zero."""
    return 10.0 ** (level_db / 20.0) if level_db > OFF_DB else 0.0


def gain_to_db(gain: float) -> float:
    """Level of a linear gain, never below OFF_DB."""
    return max(OFF_DB, 20.0 * log10(abs(gain))) if gain else OFF_DB


def pan_to_gains(pan: float) -> tuple[float, float]:
    """Left and right gain of a mono source: equal power, -3 dB in the centre."""
    angle = (pan + 1.0) * pi / 4.0
    return (cos(angle), sin(angle)) if -1.0 < pan < 1.0 else ((1.0, 0.0) if pan <= -1.0 else (0.0, 1.0))


def balance_to_gains(pan: float) -> tuple[float, float]:
    """Left and right gain of a stereo source: the far side fades, the near side stays."""
    left, right = pan_to_gains(pan)
    return min(1.0, left * 2.0**0.5), min(1.0, right * 2.0**0.5)
