"""Verdict: the laws that no song may break, each as one line for each system that was tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.evaluate.contest import Score
from models.evaluate.report import pick, sort_systems


class Law(NamedTuple):
    """What must stay under `most_db` in every song, and what it is called where it does and does not."""

    measures: tuple[str, ...]
    most_db: float
    kept: str
    broken: str


LAWS = (
    Law(
        ("over_ceiling_db",),
        0.005,
        "no settled mix is over the master's ceiling",
        "settled mixes are over the master's ceiling",
    ),
    Law(
        ("silence_db", "solo_others_db", "silent_track_db"),
        0.005,
        "no fader moves on silence",
        "faders move on silence",
    ),
)
"""What is less than half of the last digit shown is nothing."""


def judge(scores: Sequence[Score]) -> list[str]:
    """Lines of Markdown: what each system keeps and breaks, of the laws that were tried."""
    lines = []
    for law in LAWS:
        for system in sort_systems(scores):
            tried = {
                song: max(measures[name] for name in law.measures if name in measures)
                for song, measures in pick(scores, system).items()
                if any(name in measures for name in law.measures)
            }
            broken = {song: most for song, most in tried.items() if not most <= law.most_db}
            if broken:
                worst = max(broken, key=lambda song: broken[song])
                lines.append(
                    f"- `{system}`: **{law.broken}** in {len(broken)} of {len(tried)} songs, "
                    f"most by {broken[worst]:.2f} dB ({worst})."
                )
            elif tried:
                lines.append(f"- `{system}`: {law.kept} ({len(tried)} songs).")
    return lines
