"""Mapped: a controller that a mapping describes: its messages become moves, changes go to its lights."""

from __future__ import annotations

from app.surfaces.bank import Bank
from app.surfaces.hand import Hand
from app.surfaces.midi.assembler import Assembler
from app.surfaces.midi.events import Address, Event, parse_event, split_messages, write_event
from app.surfaces.midi.mapping import Control, Mapping
from app.surfaces.midi.pickup import Pickup
from app.surfaces.midi.relative import read_ticks
from app.surfaces.targets import Deed, Level, Switch, Value

TICK = 1.0 / 128.0
"""How much of the whole way a tick of an encoder is."""


class Mapped:
    """Holds the bank of this controller, and what its lights were told."""

    def __init__(self, mapping: Mapping, hand: Hand) -> None:
        self.mapping = mapping
        self.bank = Bank(mapping.bank)
        self._hand = hand
        self._assembler = Assembler(control.midi for control in mapping.controls)
        self._controls = {control.midi: control for control in mapping.controls}
        self._pickups: dict[Address, Pickup] = {}
        self._shown: dict[Address, int] = {}

    def feed(self, message: bytes, now: float) -> None:
        """One message of the controller; what means nothing changes nothing."""
        event = parse_event(message)
        whole = self._assembler.feed(event) if event is not None else None
        control = self._controls.get(whole.address) if whole is not None else None
        if whole is not None and control is not None:
            self._act(control, whole, now)

    def show(self, now: float) -> list[bytes]:
        """What the controller's lights, rings and motors are to be told: only what has changed."""
        told = []
        for control in self.mapping.controls:
            if control.shows is not None:
                value = self._light(control, now)
                if self._shown.get(control.shows) != value:
                    self._shown[control.shows] = value
                    told += split_messages(write_event(Event(control.shows, value)))
        return told

    def doubt(self) -> None:
        """Forget one thing that was told, in turn: a message may have been lost."""
        if self._shown:
            del self._shown[next(iter(self._shown))]

    def forget(self) -> None:
        """The controller was plugged in anew: it knows nothing, and its faders may stand anywhere."""
        self._shown.clear()
        self._pickups.clear()

    def _act(self, control: Control, event: Event, now: float) -> None:
        target = control.target
        if isinstance(target, Deed):
            if event.value:
                self._do(target, now)
            return
        place = self.bank.place(target)
        if control.mode in ("toggle", "momentary") or isinstance(target, Switch):
            assert not isinstance(target, Level)
            if control.mode == "momentary":
                self._hand.switch(target, place, event.value > 0, now)
            elif event.value:
                self._hand.switch(target, place, not self._hand.is_on(target, place, now), now)
        elif control.mode in ("pickup", "jump"):
            self._follow(control, target, place, event.share, now)
        else:
            ticks = read_ticks(control.mode, event.value)
            self._hand.nudge(target, place, ticks * TICK, now)

    def _follow(self, control: Control, target: Value | Level, place: str, share: float, now: float) -> None:
        """An absolute control goes along, at once or when it has met the value."""
        position = self._hand.position(target, place, now)
        if position is None:
            return
        if control.mode == "pickup":
            pickup = self._pickups.setdefault(control.midi, Pickup())
            if not pickup.take(share, position):
                return
        self._hand.move(target, place, share, now)

    def _do(self, deed: Deed, now: float) -> None:
        count = len(self._hand.mix.strips)
        shifts = {
            "bank_left": -self.bank.width,
            "bank_right": self.bank.width,
            "strip_left": -1,
            "strip_right": 1,
        }
        if deed.act in shifts:
            if self.bank.shift(shifts[deed.act], count):
                for pickup in self._pickups.values():
                    pickup.drop()
        elif deed.act == "select":
            self.bank.chosen = min(max(0, count - 1), self.bank.first + deed.number - 1)
        elif deed.act == "give":
            self._hand.give(f"strip/{self.bank.first + deed.number - 1}")
        else:
            self._hand.do(deed, now)

    def _light(self, control: Control, now: float) -> int:
        """The value that a light is to show."""
        target, (dark, lit) = control.target, control.values
        place = self.bank.place(target)
        if isinstance(target, Deed):
            on = self._is_lit(target)
        elif isinstance(target, Switch) or (isinstance(target, Value) and target.row.taper == "switch"):
            on = self._hand.is_on(target, place, now)
        else:
            share = self._hand.position(target, place, now)
            return dark if share is None else round(dark + share * (lit - dark))
        return lit if on else dark

    def _is_lit(self, deed: Deed) -> bool:
        state = self._hand.state
        if state is None:
            return False
        if deed.act == "select":
            return self.bank.chosen == self.bank.first + deed.number - 1
        if deed.act == "give":
            return bool(state.session.layers.holds.get(f"strip/{self.bank.first + deed.number - 1}"))
        if deed.act == "panic":
            return state.session.mode == "freeze" and state.session.layers.amount == 0.0
        return deed.act == state.session.mode or self._hand.is_on_air(deed.act)
