"""Hand: one surface's side of the desk: what is, what its own hand just did, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from app.link import ToDesk
from app.orders.mix import (
    Gesture,
    Give,
    GiveMany,
    RecallScene,
    Redo,
    SetDca,
    SetMacros,
    SetMind,
    SetMuteGroup,
    StepScene,
    Touch,
    Undo,
)
from app.orders.show import Record, Roll, SaveSession
from app.state import State
from app.surfaces.targets import Deed, Level, Switch, Value
from engine.console.moves import Hold, Move, Source
from engine.console.params import Param, find_param
from engine.console.state import Mix, split_place
from engine.console.taper import to_position, to_value

SETTLE_S = 0.3
"""So long after a move the surface believes its own hand, while the desk's answer is on its way."""

SEND_S = 0.004
"""Moves go out no faster; of many moves of one control the last counts."""

ARMED_S = 3.0
STEP_S = 5.0
"""How far the player goes on or back at a press."""

_AMOUNT = Param("amount", "", 0, 1, 1)


class Hand:
    """Pure but for `send`; time is told in seconds of a steady clock."""

    def __init__(self, send: Callable[[ToDesk], None], source: Source) -> None:
        self.state: State | None = None
        self.mix = Mix()
        """What is heard of every parameter."""
        self.send = send
        self._source = source
        self._own: dict[tuple[str, str], tuple[float, float]] = {}
        """What the hand set, and when."""
        self._unsent: dict[tuple[str, str], Move] = {}
        self._sent_at = float("-inf")
        self._taken: dict[tuple[str, str], set[Hashable]] = {}
        """Whose fingers lie on what."""
        self._ends_until = float("-inf")
        """Until then another press of RECORD ends the take."""

    def hear(self, state: State) -> None:
        """The desk says how everything is."""
        if self.state is None or state.session.layers is not self.state.session.layers:
            self.mix = state.session.layers.effective()
        self.state = state

    def value(self, place: str, param: str, now: float) -> float | None:
        """What a parameter is; None where there is no such place."""
        own = self._own.get((place, param))
        if own is not None and (place, param) in self._taken:
            return own[0]
        return self._stand(place, param, now)

    def _stand(self, place: str, param: str, now: float) -> float | None:
        """The same as far as is known, whatever fingers lie on it."""
        own = self._own.get((place, param))
        if own is not None and now - own[1] < SETTLE_S:
            return own[0]
        try:
            return self.mix.get(place, param)
        except (KeyError, IndexError):
            return None

    def position(self, target: Value | Level, place: str, now: float) -> float | None:
        """Where a target stands on its way, 0..1; None where there is none."""
        found = self.read(target, place, now)
        return None if found is None else to_position(*found)

    def is_on(self, target: Value | Switch, place: str, now: float) -> bool:
        """Whether a switch is on."""
        if isinstance(target, Value):
            return bool(self.value(place, target.param, now))
        if self.state is None:
            return False
        over = self.state.session.over
        if target.what == "dca_mute":
            return over.dcas[target.index].mute
        return over.mute_groups[target.index].active

    def hold(self, place: str, param: str) -> Hold:
        """Whose a parameter is."""
        return self.state.session.layers.hold(place, param) if self.state is not None else Hold.AUTO

    def move(self, target: Value | Level, place: str, position: float, now: float) -> None:
        """The hand puts a target somewhere, 0..1."""
        found = self.read(target, place, now)
        if found is not None:
            self._put(target, place, to_value(found[0], position), now)

    def set(self, target: Value | Level, place: str, value: float, now: float) -> None:
        """The hand sets a target to a value in its unit."""
        found = self.read(target, place, now)
        if found is not None:
            self._put(target, place, found[0].clamp(value), now)

    def nudge(self, target: Value | Level, place: str, way: float, now: float) -> None:
        """The hand turns a target by a part of its way."""
        position = self.position(target, place, now)
        if position is not None:
            self.move(target, place, min(1.0, max(0.0, position + way)), now)

    def switch(self, target: Value | Switch, place: str, on: bool, now: float) -> None:
        """The hand switches something."""
        if isinstance(target, Value):
            if self.value(place, target.param, now) is not None:
                self._put(target, place, float(on), now)
        elif target.what == "dca_mute":
            self.send(SetDca(target.index, mute=on))
        else:
            self.send(SetMuteGroup(target.index, active=on))

    def take(self, place: str, param: str, now: float, who: Hashable = None) -> None:
        """A finger lies on a control from now on: it is the finger's, wherever it stands.

        Another finger may lie on it already, and others may have moved it since that one did.
        """
        value = self._stand(place, param, now)
        if value is None:
            return
        if not self._taken:
            self.send(Gesture(True))
        self._taken.setdefault((place, param), set()).add(who)
        self._put(Value(split_place(place)[0], param), place, value, now)

    def let_go(self, place: str, param: str, now: float, who: Hashable = None) -> None:
        """The finger is gone; the hold stays, and so do the fingers of others."""
        fingers = self._taken.get((place, param), set())
        if who not in fingers:
            return
        fingers.remove(who)
        if not fingers:
            self.flush(now, at_once=True)
            del self._taken[place, param]
            if not self._taken:
                self.send(Gesture(False))

    def let_all_go(self, who: Hashable, now: float) -> None:
        """Somebody is gone, and their fingers with them."""
        for place, param in [control for control, fingers in self._taken.items() if who in fingers]:
            self.let_go(place, param, now, who)

    def is_taken(self, place: str, param: str) -> bool:
        """Whether a finger lies on it."""
        return (place, param) in self._taken

    def set_hold(self, place: str, param: str, hold: Hold) -> None:
        """Hold one parameter, lock it or give it back."""
        self.mix.get(place, param)
        self.send(Give(place, param, hold))

    def give(self, place: str, param: str | None = None) -> None:
        """Give back one parameter, or everything that is held at a place; what is locked stays."""
        if self.state is None:
            return
        if param is not None:
            self.send(Give(place, param, Hold.AUTO))
            return
        held = self.state.session.layers.holds.get(place, {})
        self._give_many([(place, name) for name, hold in held.items() if hold is Hold.HELD])

    def do(self, deed: Deed, now: float) -> None:
        """Something that concerns the whole desk; banks and the like are the surface's own."""
        if self.state is None:
            return
        session, player = self.state.session, self.state.player
        match deed.act:
            case "freeze" | "suggest":
                mode = "run" if session.mode == deed.act else deed.act
                self._set_mind(mode=mode)
            case "panic":
                self._set_mind(mode="freeze", amount=0.0)
            case "give_all":
                rows = session.layers.holds.items()
                self._give_many([(p, n) for p, row in rows for n, hold in row.items() if hold is Hold.HELD])
            case "undo":
                self.send(Undo())
            case "redo":
                self.send(Redo())
            case "save":
                self.send(SaveSession())
            case "clear_solo":
                soloed = [n for n, strip in enumerate(self.mix.strips) if self.mix.get(f"strip/{n}", "solo")]
                self.send(Touch([Move(f"strip/{n}", "solo", 0.0, self._source) for n in soloed]))
            case "play" if player is not None:
                self.send(Roll(playing=not player.playing))
            case "stop" if player is not None:
                self.send(Roll(playing=False, seek_s=0.0))
            case "to_start" if player is not None:
                self.send(Roll(seek_s=0.0))
            case "back" | "forward" if player is not None:
                self.step(STEP_S if deed.act == "forward" else -STEP_S)
            case "loop" if player is not None:
                self.send(Roll(loop=not player.loop))
            case "record":
                self._press_record(now)
            case "scene_next" | "scene_previous":
                self.send(StepScene(1 if deed.act == "scene_next" else -1))
            case "scene":
                if deed.number <= len(session.scenes):
                    self.send(RecallScene(session.scenes[deed.number - 1].name))

    def step(self, seconds: float) -> None:
        """Go on by so much in what plays, or back."""
        if self.state is not None and self.state.player is not None:
            self.send(Roll(step_s=seconds))

    def is_on_air(self, act: str) -> bool:
        """Whether the light of a transport key is lit."""
        player = self.state.player if self.state is not None else None
        if act == "record":
            return self.state is not None and self.state.recording is not None
        if player is None:
            return False
        return {"play": player.playing, "stop": not player.playing, "loop": player.loop}.get(act, False)

    def _press_record(self, now: float) -> None:
        """Record; a take ends at the second of two presses, so that a slip ends none."""
        assert self.state is not None
        if self.state.recording is None:
            self.send(Record(True))
        elif now < self._ends_until:
            self._ends_until = float("-inf")
            self.send(Record(False))
        else:
            self._ends_until = now + ARMED_S

    def flush(self, now: float, at_once: bool = False) -> None:
        """Send the moves that wait, at a pace that the desk can follow."""
        if self._unsent and (at_once or now - self._sent_at >= SEND_S):
            moves, self._unsent = list(self._unsent.values()), {}
            self._sent_at = now
            self.send(Touch(moves))

    @property
    def waits(self) -> bool:
        """Whether moves wait to be sent."""
        return bool(self._unsent)

    def _put(self, target: Value | Level, place: str, value: float, now: float) -> None:
        if isinstance(target, Value):
            self._own[place, target.param] = (value, now)
            self._unsent[place, target.param] = Move(place, target.param, value, self._source)
            self.flush(now)
        elif target.what == "amount":
            self._set_mind(amount=value)
        elif target.what == "macro":
            self.send(SetMacros({target.name: value}))
        else:
            self.send(SetDca(target.index, fader_db=value))

    def read(self, target: Value | Level, place: str, now: float) -> tuple[Param, float] | None:
        """The row of a target and where it is; None where it is not."""
        if isinstance(target, Value):
            value = self.value(place, target.param, now)
            return None if value is None else (target.row, value)
        if self.state is None:
            return None
        session = self.state.session
        if target.what == "amount":
            return _AMOUNT, session.layers.amount
        if target.what == "dca":
            return find_param("strip", "fader_db"), session.over.dcas[target.index].fader_db
        for macro in self.state.macros:
            if macro.name == target.name:
                row = Param(macro.name, macro.unit, macro.low, macro.high, macro.default)
                return row, session.macros.get(macro.name, macro.default)
        return None

    def _give_many(self, controls: list[tuple[str, str]]) -> None:
        if controls:
            self.send(GiveMany(controls, Hold.AUTO))

    def _set_mind(self, mode: str | None = None, amount: float | None = None) -> None:
        assert self.state is not None
        session = self.state.session
        self.send(
            SetMind(
                session.mind,
                session.mode if mode is None else mode,  # pyright: ignore[reportArgumentType]
                session.attenuate_only,
                session.layers.amount if amount is None else amount,
            )
        )
