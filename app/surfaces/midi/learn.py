"""Learn: a control that a person moves becomes the control of something, in a mapping of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from app.surfaces.midi.assembler import find_clash, find_whole
from app.surfaces.midi.events import Address, Event
from app.surfaces.midi.mapping import Control, Mapping, Mode, load_mapping, write_mapping
from app.surfaces.targets import Deed, Switch, Target, Value

ENOUGH = 4
"""Messages of one control after which it is clear how it speaks."""

STILL_S = 0.6
"""Or so long after its last one."""

NEAR_ZERO = 8
"""Turned slowly, a relative encoder says nothing further from its rest than this."""


class Learner:
    """Listens to one controller until it is clear which control was moved, and how that speaks."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._heard: dict[Address, list[int]] = {}
        self._last = float("inf")

    def feed(self, event: Event, now: float) -> None:
        """The controller says something."""
        if event.address.kind != "sysex":
            self._heard.setdefault(event.address, []).append(event.value)
            self._last = now

    def result(self, now: float) -> Control | None:
        """The control that was moved; None while that is not clear."""
        found = max(self._heard, key=lambda at: len(self._heard[at]), default=None)
        if found is None:
            return None
        values = self._heard[found]
        if len(values) < ENOUGH and now - self._last < STILL_S:
            return None
        whole = find_whole(self._heard, found)
        return Control(whole, self.target, guess_mode(whole, values, self.target), whole)


def guess_mode(address: Address, values: Sequence[int], target: Target) -> Mode:
    """How a control speaks, by what it said."""
    if isinstance(target, Deed | Switch) or (isinstance(target, Value) and target.row.taper == "switch"):
        return "toggle"
    if address.kind == "cc" and len(values) >= ENOUGH and len(set(values)) <= NEAR_ZERO:
        low = [value for value in values if value < NEAR_ZERO]
        high = [value for value in values if value >= 128 - NEAR_ZERO]
        middle = [value for value in values if 64 - NEAR_ZERO <= value <= 64 + NEAR_ZERO and value != 64]
        repeats = len(values) > len(set(values)) + 1
        if repeats and high and len(low) + len(high) == len(values):
            return "twos"
        if repeats and len(middle) == len(values):
            return "offset"
        if repeats and len(low) + len([v for v in middle if v > 64]) == len(values) and 0 not in values:
            return "sign"
    return "pickup"


def bind(mapping: Mapping, control: Control) -> Mapping:
    """The mapping with this control, in place of what its messages meant and what moved its target."""
    kept = [
        each
        for each in mapping.controls
        if each.target != control.target
        and each.midi != control.midi
        and find_clash([each.midi, control.midi]) is None
    ]
    return structs.replace(mapping, controls=(*kept, control))


def own_file(folder: Path, port: str) -> Path:
    """Where a person's mapping for a controller lies."""
    name = re.sub(r"[^\w-]+", "-", port.rpartition(":")[2]).strip("-").lower()
    return folder / f"{name or 'controller'}.toml"


def learn(folder: Path, port: str, known: Mapping | None, control: Control) -> Path:
    """Put a control into a person's own mapping of a controller, begun from the one that is in use."""
    path = own_file(folder, port)
    name = port.rpartition(":")[2]
    base = known or Mapping(name, (name,))
    mapping = load_mapping(path) if path.exists() else structs.replace(base, ports=(name,))
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(write_mapping(bind(mapping, control)), encoding="utf-8")
    draft.replace(path)
    return path
