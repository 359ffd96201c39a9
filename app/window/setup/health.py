"""Health: how every part is, in plain words, with the way out where something is not well. No Qt."""

from __future__ import annotations

import contextlib
import time
from collections import deque

import psutil

from app.doctor import Finding
from app.shown.language import say
from app.state import Happening, State
from engine.gauges import EVENTS, MASTER_BROKE, STRIP_BROKE, Gauges

MINUTE_S = 60.0
POOR_LOAD, BAD_LOAD = 0.5, 0.8
POOR_MEMORY_MB = 1500


class LossCount:
    """How many blocks were lost within the last minute; one engine after the other."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._path = ""

    def note(self, gauges: Gauges, now: float) -> int:
        """Take note of the count; how many came within the last minute (or since it is looked at)."""
        path, lost = str(gauges.shared.path), int(gauges.shared.arrays["count"][2])
        if path != self._path:
            self._path, self._seen = path, deque()
        self._seen.append((now, lost))
        while len(self._seen) > 1 and self._seen[1][0] <= now - MINUTE_S:
            self._seen.popleft()
        return lost - self._seen[0][1]


def examine_show(state: State, gauges: Gauges | None, linked: bool, lost_now: int) -> list[Finding]:
    """Every part of the running show, the most important first."""
    return [
        *_engine(state, gauges),
        *_sound(gauges, lost_now),
        _mind(state),
        _desk(state, linked),
        _saving(state),
        *_memory(state),
    ]


def list_events(gauges: Gauges | None, names: list[str]) -> list[str]:
    """What broke inside the engine and was mended, newest first."""
    if gauges is None:
        return []
    arrays = gauges.shared.arrays
    count = int(arrays["count"][3])
    found = []
    for number in range(count - 1, max(-1, count - 1 - EVENTS), -1):
        noted, kind, strip, frame = (int(value) for value in arrays["events"][number % EVENTS])
        if noted != number:
            continue
        when = write_span(frame / gauges.rate)
        if kind == STRIP_BROKE and 0 <= strip < len(names):
            found.append(
                say("{when} in: {name} made no number and was set right", when=when, name=names[strip])
            )
        elif kind == MASTER_BROKE:
            found.append(say("{when} in: the master made no number and was set right", when=when))
    return found


def read_happening(happening: Happening) -> Finding:
    """A line of the diary: when, and whether it is good news."""
    text = happening.text
    good = text.startswith("the engine plays") or text.endswith("mixes")
    when = time.strftime("%H:%M:%S", time.localtime(happening.at))
    return Finding(when, "good" if good else "poor", text)


def write_span(seconds: float) -> str:
    """A span of time for people: 42 s, 3 min 5 s, 2 h 10 min."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole // 60 % 60} min"


def _engine(state: State, gauges: Gauges | None) -> list[Finding]:
    status, patch = state.status, state.session.patch
    what = say("Engine")
    times = say("started {count} times", count=status.engine_starts) if status.engine_starts > 1 else ""
    if status.engine != "plays" or gauges is None:
        cure = say("The desk tries again by itself; choose another device under DEVICE AND WIRES.")
        return [Finding(what, "bad", status.engine, cure)]
    span = say("plays for {span}", span=write_span(gauges.rendered_frames / gauges.rate))
    rows = [Finding(what, "good", ", ".join(word for word in (span, times) if word))]
    if patch.driver == "clock":
        text = say("the clock keeps time; nothing can be heard")
        rows.append(Finding(say("Device"), "poor", text, say("Choose a sound card under DEVICE AND WIRES.")))
    elif status.losses:
        text = say(
            "{name}; it went away and came back {count} times", name=status.device, count=status.losses
        )
        rows.append(Finding(say("Device"), "poor", text, say("Look after its cable and its power.")))
    else:
        rows.append(Finding(say("Device"), "good", status.device))
    latency = int(gauges.shared.arrays["latency_frames"].sum())
    text = say(
        "{ms:.1f} ms from input to output; a block is {block:.1f} ms",
        ms=1000 * latency / gauges.rate,
        block=1000 * gauges.frames / gauges.rate,
    )
    rows.append(Finding(say("Latency"), "good", text))
    return rows


def _sound(gauges: Gauges | None, lost_now: int) -> list[Finding]:
    if gauges is None:
        return []
    arrays = gauges.shared.arrays
    load, peak = float(arrays["cost"][1]), float(arrays["cost"][2])
    state = "bad" if load > BAD_LOAD else "poor" if load > POOR_LOAD else "good"
    larger = say("Choose a larger block, or end other programs.")
    text = say("{load:.0f} % of a block, at most {peak:.0f} % lately", load=100 * load, peak=100 * peak)
    rows = [Finding(say("Load"), state, text, "" if state == "good" else larger)]
    lost = int(arrays["count"][2])
    text = say("{now} in the last minute, {all} since the engine began", now=lost_now, all=lost)
    rows.append(
        Finding(
            *(say("Dropped blocks"), "poor" if lost_now else "good", text if lost else say("none")),
            larger if lost_now else "",
        )
    )
    return rows


def _mind(state: State) -> Finding:
    status = state.status
    times = say("started {count} times", count=status.mind_starts) if status.mind_starts > 1 else ""
    text = ", ".join(word for word in (status.mind, times) if word)
    if status.mind.endswith("mixes"):
        return Finding(say("Mind"), "good", text)
    return Finding(
        say("Mind"), "poor", text, say("The mix stands still until it is back; another can be chosen.")
    )


def _desk(state: State, linked: bool) -> Finding:
    if linked:
        return Finding(say("Desk"), "good", say("answers, process {pid}", pid=state.pid))
    cure = say(
        "Waiting for it. If it stays away, start deskhand again: it takes the mix back from the engine."
    )
    return Finding(say("Desk"), "bad", say("went away; the sound goes on"), cure)


def _saving(state: State) -> Finding:
    if state.saved:
        return Finding(say("Session"), "good", say("saved in {file}", file=state.file))
    text = say("the last second is on its way to {file}", file=state.file)
    return Finding(say("Session"), "good", text)


def _memory(state: State) -> list[Finding]:
    """Resident memory of each process in MB."""
    parts = []
    total = 0.0
    for name, pid in (
        (say("engine"), state.status.engine_pid),
        (say("mind"), state.status.mind_pid),
        (say("desk"), state.pid),
    ):
        with contextlib.suppress(psutil.Error, ValueError):
            used = psutil.Process(pid).memory_info().rss / 1e6 if pid else 0.0
            total += used
            if used:
                parts.append(f"{name} {used:.0f} MB")
    if not parts:
        return []
    poor = total > POOR_MEMORY_MB
    cure = say("Save, end the show and begin it again when there is a pause.") if poor else ""
    return [Finding(say("Memory"), "poor" if poor else "good", ", ".join(parts), cure)]
