"""Rack: the MIDI controllers that are plugged in, found by the names of their ports; hands on the desk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from app.surfaces.desk_wire import DeskWire
from app.surfaces.hand import Hand
from app.surfaces.midi.events import parse_event
from app.surfaces.midi.learn import Learner
from app.surfaces.midi.mapped import Mapped
from app.surfaces.midi.mapping import Control, Mapping, pick_mapping
from app.surfaces.midi.mcu.console import Console
from app.surfaces.midi.mcu.face import show_unit
from app.surfaces.midi.mcu.unit import Unit
from app.surfaces.midi.ports import Port, Ports, PortsError
from app.surfaces.readings import Readings
from app.surfaces.targets import Target
from engine.console.moves import Source
from engine.wire import Wire

WATCH_S = 1.0
SHOW_S = 0.03
"""How often motors and lights are brought up to date."""

EXTENDER_WORDS = ("ext", "xt")


class Seat:
    """One surface of the desk: a controller, or Mackie units side by side. It has a wire of its own."""

    def __init__(self, mapping: Mapping, runtime: Path) -> None:
        self.mapping = mapping
        self.wire = DeskWire(runtime)
        self.hand = Hand(self.wire.send, Source.MIDI)
        self.console = Console(self.hand, mapping.release_s)
        self.mapped = Mapped(mapping, self.hand)
        self.units: dict[str, tuple[Port, Unit]] = {}
        """Ports by name; a mapped controller's unit is never asked anything."""

    def plug(self, port: Port) -> None:
        """A controller came, for the first time or again."""
        words = port.name.casefold().replace("-", " ").split()
        unit = Unit(port.name, any(word.startswith(EXTENDER_WORDS) for word in words[1:]))
        self.units[port.name] = port, unit
        if self.mapping.protocol == "mcu":
            self.console.add(unit)
            port.send(unit.greet())
        else:
            self.mapped.forget()

    def unplug(self, name: str, now: float) -> None:
        """A controller is gone."""
        _, unit = self.units.pop(name)
        if self.mapping.protocol == "mcu":
            self.console.remove(unit, now)

    def listen(self, now: float) -> None:
        """Take what the controllers say and what the desk says."""
        if self.wire.poll(now) and self.wire.state is not None:
            self.hand.hear(self.wire.state)
        for port, unit in self.units.values():
            for message in port.receive():
                if self.mapping.protocol == "mcu":
                    answers = self.console.feed(unit, message, now)
                    if answers:
                        port.send(answers)
                else:
                    self.mapped.feed(message, now)
        self.console.tick(now)
        self.hand.flush(now)

    def show(self, peaks: Sequence[float], position_s: float | None, now: float) -> None:
        """Bring motors and lights up to date."""
        if self.hand.state is None or not self.wire.is_linked:
            return
        for port, unit in self.units.values():
            if self.mapping.protocol == "mcu":
                unit.screen.doubt()
                port.send(show_unit(self.console, unit, peaks, position_s, now))
            else:
                self.mapped.doubt()
                port.send(self.mapped.show(now))


class Rack:
    """Opens what a mapping knows; what no mapping knows is left alone."""

    def __init__(
        self, ports: Ports, mappings: Sequence[Mapping], runtime: Path, tell: Callable[[str], None]
    ) -> None:
        self._ports = ports
        self._mappings = mappings
        self._runtime = runtime
        self._tell = tell
        self._seats: dict[str, Seat] = {}
        self._refused: set[str] = set()
        self._learners: dict[str, Learner] = {}
        self._watched = self._shown = self._sought = float("-inf")

    @property
    def wires(self) -> list[Wire | Ports]:
        """For select."""
        return [self._ports, *(wire for seat in self._seats.values() for wire in seat.wire.wires)]

    @property
    def plugged(self) -> list[str]:
        """The ports of the controllers that work."""
        return sorted(name for seat in self._seats.values() for name in seat.units)

    @property
    def busy(self) -> bool:
        """Whether something waits to be sent."""
        return any(seat.hand.waits for seat in self._seats.values())

    def step(self, readings: Readings, now: float) -> None:
        """One round: what was plugged, what was moved, what is to be shown."""
        self._ports.hush()
        if now - self._watched >= WATCH_S:
            self._watched = now
            self._look(now)
        for seat in self._seats.values() if not self._learners else ():
            seat.listen(now)
        if now - self._shown >= SHOW_S:
            self._shown = now
            peaks, position_s = readings.peaks(), readings.position_s()
            for seat in self._seats.values():
                seat.show(peaks, position_s, now)

    def learn(self, target: Target | None, now: float) -> tuple[str, Control] | None:
        """While there is a target, controllers are only listened to; which was moved, once that is clear."""
        if target is None:
            for name in set(self._learners) - self._in_seats():
                self._ports.drop(name)
            self._learners.clear()
            self._sought = float("-inf")
            return None
        if now - self._sought >= WATCH_S:
            self._sought = now
            self._open_for_learning(target)
        for name, learner in self._learners.items():
            port = self._ports.open_ports.get(name)
            for message in port.receive() if port is not None else ():
                event = parse_event(message)
                if event is not None:
                    learner.feed(event, now)
            control = learner.result(now)
            if control is not None:
                return name, control
        return None

    def _open_for_learning(self, target: Target) -> None:
        """Listen to every port, known or not; one that cannot be had is left out."""
        with contextlib.suppress(PortsError):
            for name in self._ports.list():
                if name not in self._learners:
                    with contextlib.suppress(PortsError):
                        if name not in self._ports.open_ports:
                            self._ports.open(name)
                        self._learners[name] = Learner(target)

    def _in_seats(self) -> set[str]:
        return {name for seat in self._seats.values() for name in seat.units}

    def reload(self, mappings: Sequence[Mapping], now: float) -> None:
        """Mappings have changed: every controller is met anew."""
        for seat in self._seats.values():
            for name in list(seat.units):
                seat.unplug(name, now)
                self._ports.drop(name)
            seat.wire.close()
        self._seats.clear()
        self._mappings, self._watched = mappings, float("-inf")

    def find_mapping(self, port: str) -> Mapping | None:
        """How a port's controller is understood."""
        return pick_mapping(self._mappings, port)

    def close(self) -> None:
        """Let go of everything."""
        for seat in self._seats.values():
            seat.wire.close()
        self._ports.close()

    def _look(self, now: float) -> None:
        """Find out what was plugged in and what was pulled out."""
        try:
            names = self._ports.list()
        except PortsError as error:
            self._tell(str(error))
            return
        for seat in self._seats.values():
            for name in [each for each in seat.units if each not in names]:
                seat.unplug(name, now)
                self._ports.drop(name)
                self._tell(f"{name}: gone")
        self._refused.intersection_update(names)
        for name in names:
            mapping = self.find_mapping(name)
            if mapping is not None and name not in self._ports.open_ports and name not in self._refused:
                self._open(name, mapping)

    def _open(self, name: str, mapping: Mapping) -> None:
        try:
            port = self._ports.open(name)
        except PortsError as error:
            self._refused.add(name)
            self._tell(str(error))
            return
        key = mapping.name if mapping.protocol == "mcu" else name
        seat = self._seats.setdefault(key, Seat(mapping, self._runtime))
        seat.plug(port)
        self._tell(f"{name}: works as {mapping.name}")
