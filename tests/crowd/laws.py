"""Laws: what holds while hands and the mind move at once; and that all show the same in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.link import ToDesk
from app.orders.mix import Give, GiveMany, Redo, Touch, Undo
from app.shown.words import write_value
from app.state import State
from app.surfaces.midi.mcu.codes import DARK, LIT, MASTER, STRIPS, Note, write_ring
from app.surfaces.midi.mcu.pages import pick_ring
from app.surfaces.targets import Value
from engine.console.layers import Layers
from engine.console.moves import Hold
from engine.console.params import find_param
from engine.console.state import split_place
from engine.console.taper import to_position

SLACK_S = 3.0
"""What a hand said at most so long ago explains what a state shows."""

Control = tuple[str, str]
"""Place and parameter."""

SHOWN = ("fader_db", "pan")


class Record:
    """Everything that hands said, to be asked what they said of a control of late."""

    def __init__(self) -> None:
        self.moves: dict[Control, list[tuple[float, float]]] = defaultdict(list)
        self.gives: dict[Control, list[tuple[float, Hold]]] = defaultdict(list)
        self.steps: list[float] = []
        """When something was undone or done again."""

    def note(self, at: float, said: ToDesk) -> None:
        if isinstance(said, Touch):
            for move in said.moves:
                row = find_param(split_place(move.place)[0], move.param)
                self.moves[move.place, move.param].append((at, row.clamp(move.value)))
        elif isinstance(said, Give):
            self.gives[said.place, said.param].append((at, said.hold))
        elif isinstance(said, GiveMany):
            for place, param in said.controls:
                self.gives[place, param].append((at, said.hold))
        elif isinstance(said, Undo | Redo):
            self.steps.append(at)

    def moved(self, control: Control, since: float) -> set[float]:
        """Where hands put it."""
        return {value for at, value in self.moves[control] if at >= since}

    def gave(self, control: Control, since: float) -> set[Hold]:
        """What hands made of its hold."""
        return {hold for at, hold in self.gives[control] if at >= since}

    def stepped(self, since: float) -> bool:
        """Whether a step was undone or done again."""
        return bool(self.steps) and self.steps[-1] >= since


class HoldLaw:
    """A held control moves, and is given back, by hands alone; and none is held but by a hand."""

    def __init__(self, record: Record) -> None:
        self.broken: list[str] = []
        self.checked = self.moved = self.auto_moved = 0
        """Held controls looked at, in all states; those of them that moved; strips that the mind moved."""
        self._record = record
        self._before: Layers | None = None
        self._ever: dict[Control, set[float]] = defaultdict(set)

    def hear(self, state: State, now: float) -> None:
        """Look at the next state; the record knows already what was said before it."""
        before, layers = self._before, state.session.layers
        self._before = layers
        if before is None:
            return
        self.auto_moved += len(list(list_moved(before, layers)))
        for control in sorted(list_held(before) | list_held(layers)):
            self.checked += 1
            fault = self._judge(before, layers, control, now - SLACK_S)
            if fault:
                self.broken.append(f"{control}: {fault}")

    def _judge(self, before: Layers, layers: Layers, control: Control, since: float) -> str:
        was, is_now = before.hold(*control), layers.hold(*control)
        value, old = layers.heard(*control), before.heard(*control)
        record, ever = self._record, self._ever[control]
        gave, moved = record.gave(control, since), record.moved(control, since)
        stepped = record.stepped(since)
        if is_now is Hold.AUTO:
            return "" if stepped or Hold.AUTO in gave else f"{was} was lost"
        first = was is Hold.AUTO
        ever.add(value)
        ever.add(layers.hand.get(*control))
        if first and not (stepped or moved or gave - {Hold.AUTO}):
            return f"{is_now} by nobody"
        if is_now is not was and not first and not (stepped or gave):
            return f"from {was} to {is_now} by nobody"
        if first or value == old:
            return ""
        self.moved += 1
        between = Hold.AUTO in gave and gave - {Hold.AUTO}
        ever |= record.moved(control, float("-inf")) if stepped else set()
        if value in moved or between or (stepped and value in ever):
            return ""
        return f"{was}, went from {old} to {value} by no hand"


def list_held(layers: Layers) -> set[Control]:
    """Everything in a hand."""
    return {(place, param) for place, row in layers.holds.items() for param in row}


def list_moved(before: Layers, layers: Layers) -> Iterator[str]:
    """Strips in which the mind moved something."""
    for n, (was, now) in enumerate(zip(before.auto.strips, layers.auto.strips, strict=True)):
        if was.values != now.values:
            yield f"strip/{n}"


def compare_window(state: State, shown: dict[str, Any]) -> list[str]:
    """Where a window shows something else than the desk says."""
    faults = []
    for name, (value, hold) in shown.items():
        place, param = name.split(" ")
        wanted = [state.session.layers.heard(place, param), str(state.session.layers.hold(place, param))]
        if [value, hold] != wanted:
            faults.append(f"{name}: {value} {hold}, not {wanted}")
    return faults


def compare_tablet(state: State, desk: dict[str, Any]) -> list[str]:
    """Where a tablet shows something else."""
    layers, faults = state.session.layers, []
    shown = {("master", "fader_db"): desk["master"]["fader"]}
    for n, strip in enumerate(desk["strips"]):
        shown |= {(f"strip/{n}", "fader_db"): strip["fader"], (f"strip/{n}", "pan"): strip["pan"]}
        shown |= {(f"strip/{n}", f"monitor{k}_send_db"): send for k, send in strip["sends"].items()}
        if strip["mute"] != bool(layers.heard(f"strip/{n}", "mute")):
            faults.append(f"strip {n} mute: {strip['mute']}")
    for (place, param), control in shown.items():
        row, value = find_param(split_place(place)[0], param), layers.heard(place, param)
        wanted = round(to_position(row, value), 4), write_value(row, value, unit=False)
        hold = str(layers.hold(place, param))
        if (control["at"], control["text"]) != wanted or control.get("hold", "auto") != hold:
            faults.append(f"{place} {param}: {control}, not {wanted} {hold}")
    return faults


def compare_osc(state: State, board: dict[str, Any]) -> list[str]:
    """Where an OSC program was told something else; it hears 32-bit numbers."""
    layers, faults = state.session.layers, []
    for n in range(len(layers.hand.strips)):
        for param in (*SHOWN, "mute"):
            heard, told = layers.heard(f"strip/{n}", param), board.get(f"/strip/{n + 1}/{param}")
            if not isinstance(told, float) or abs(told - heard) > 1e-6 * max(1.0, abs(heard)):
                faults.append(f"strip {n} {param}: {told}, not {heard}")
        hold = board.get(f"/strip/{n + 1}/fader_db/hold")
        if hold != layers.hold(f"strip/{n}", "fader_db"):
            faults.append(f"strip {n} hold: {hold}")
    return faults


def compare_mackie(state: State, shown: dict[str, Any], first: int) -> list[str]:
    """Where a Mackie Control's motors, rings, lights or names are elsewhere; `first` is its first strip."""
    layers, faults = state.session.layers, []
    places = [(n, f"strip/{first + n}") for n in range(min(STRIPS, len(layers.hand.strips) - first))]
    wanted: dict[str, Any] = {}
    for n, place in places:
        wanted |= {f"motor {n}": find_motor(layers, place), f"ring {n}": find_ring(layers, place)}
        holds = set(layers.holds.get(place, {}).values())
        wanted[f"hold light {n}"] = 0x01 if Hold.LOCKED in holds else LIT if holds else DARK
        wanted[f"mute light {n}"] = LIT if layers.heard(place, "mute") else DARK
        wanted[f"name {n}"] = layers.hand.strips[first + n].name[:6].strip()
    wanted[f"motor {MASTER}"] = find_motor(layers, "master")
    found = {f"motor {n}": value for n, value in enumerate(shown["faders"])}
    found |= {f"ring {n}": value for n, value in enumerate(shown["rings"])}
    found |= {f"hold light {n}": shown["lights"].get(str(Note.REC + n)) for n in range(STRIPS)}
    found |= {f"mute light {n}": shown["lights"].get(str(Note.MUTE + n)) for n in range(STRIPS)}
    found |= {f"name {n}": name for n, name in enumerate(shown["names"])}
    for name, value in wanted.items():
        if found[name] != value:
            faults.append(f"{name} of strips from {first}: {found[name]}, not {value}")
    return faults


def find_motor(layers: Layers, place: str) -> int:
    """Where a motor belongs, of 16383."""
    row = find_param(split_place(place)[0], "fader_db")
    return round(to_position(row, layers.heard(place, "fader_db")) * 16383)


def find_ring(layers: Layers, place: str) -> int:
    """What a ring belongs to show of the pan."""
    row = find_param("strip", "pan")
    held = layers.hold(place, "pan") is not Hold.AUTO
    ring = pick_ring(Value("strip", "pan"))
    return write_ring(0, ring, to_position(row, layers.heard(place, "pan")), held)[2]
