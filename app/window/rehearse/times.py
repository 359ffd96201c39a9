"""Times: places in material, in words; and where lines of a ruler stand. No Qt."""

from __future__ import annotations

STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


def write_time(seconds: float, tenths: bool = True) -> str:
    """1:02:03.4, or 2:03.4."""
    count = max(0, int(seconds * 10 + 1e-6)) if tenths else max(0, int(seconds + 1e-6)) * 10
    whole, tenth = divmod(count, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{text}.{tenth}" if tenths else text


def write_length(seconds: float) -> str:
    """How long something lasts: 5.0 s, or 1:05.0."""
    return f"{seconds:.1f} s" if seconds < 60 else write_time(seconds)


def write_room(hours: float) -> str:
    """How long there is room on the disk, in a word or two."""
    if hours >= 10:
        return f"{hours:.0f} h"
    if hours >= 1:
        return f"{hours:.1f} h"
    return f"{60 * hours:.0f} min"


def choose_step(span_s: float, width: float, apart: float = 90.0) -> float:
    """Seconds between lines of a ruler, so that they are so many pixels apart or more."""
    least = span_s * apart / max(1.0, width)
    return next((step for step in STEPS_S if step >= least), STEPS_S[-1])
