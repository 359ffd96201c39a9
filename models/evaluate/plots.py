"""Plots of scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.evaluate.bootstrap import find_interval
from models.evaluate.contest import Score
from models.evaluate.report import LEVEL, pick, sort_systems
from models.evaluate.songs import Song


class MissingPlotsError(Exception):
    """No plots without their library: one line that says what to do."""


def plot_set(name: str, scores: Sequence[Score], songs: dict[str, Song], path: Path) -> None:
    """Every system's error with its interval, and each song against equal loudness."""
    try:
        import matplotlib
    except ImportError as error:
        raise MissingPlotsError("plots need matplotlib; install the extra: evaluate") from error
    matplotlib.use("agg")
    from matplotlib import pyplot

    systems = sort_systems(scores)[::-1]
    figure, (left, right) = pyplot.subplots(
        1, 2, figsize=(9.0, 0.8 + 0.32 * len(systems)), sharey=True, layout="constrained"
    )
    reference = pick(scores, LEVEL) or pick(scores, "unity")
    for row, system in enumerate(systems):
        mine = pick(scores, system)
        names = [song for song in sorted(mine) if "error_db" in mine[song]]
        errors = np.array([mine[song]["error_db"] for song in names])
        interval = find_interval(errors, [songs[song].work for song in names])
        left.plot([interval.low, interval.high], [row, row], color="0.5")
        left.plot(interval.mean, row, "o", color="black")
        wins = [reference[s]["error_db"] - mine[s]["error_db"] for s in names if s in reference]
        jitter = np.linspace(-0.25, 0.25, len(wins)) if wins else []
        right.plot(wins, row + np.asarray(jitter), ".", color="tab:blue", alpha=0.5, markersize=4)
    left.set_yticks(range(len(systems)), systems)
    left.set_xlabel("balance error, dB (95 % interval)")
    right.axvline(0.0, color="0.7")
    right.set_xlabel("better than equal loudness, dB (each song)")
    figure.suptitle(name)
    figure.savefig(path, dpi=90, metadata={"Software": None})
    pyplot.close(figure)
