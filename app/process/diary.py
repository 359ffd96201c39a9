"""Diary: what happened to engine, mind and device, with the time of it. Pure."""

from __future__ import annotations

from app.state import Happening, Status

MOST = 48


def note(diary: tuple[Happening, ...], before: Status, after: Status, now: float) -> tuple[Happening, ...]:
    """The diary with what a change of the status means; `now` in seconds of the wall clock."""
    texts = []
    if after.engine != before.engine:
        if after.engine == "plays":
            again = "again " if after.engine_starts > 1 else ""
            texts.append(f"the engine plays {again}on {after.device or 'no device'}")
        elif before.engine == "plays" or after.engine not in ("starting", "changes"):
            texts.append(f"the engine: {after.engine}")
    if after.mind != before.mind and after.mind not in ("starting", "changes"):
        texts.append(f"the mind: {after.mind}")
    if after.complaint and after.complaint != before.complaint:
        texts.append(after.complaint)
    for text in texts:
        if not diary or diary[-1].text != text:
            diary = (*diary, Happening(now, text))
    return diary[-MOST:]
