"""Desk: the one owner of the current mix. Pure: no clock, no sockets, no threads."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import isfinite

from msgspec import structs

from app.history import By, History
from engine.console.layers import list_changes
from engine.console.moves import Hold, Move, Source
from engine.console.session import Mode, Session
from engine.console.state import Mix, split_place
from engine.console.words import name_controls
from models.card import Macro
from models.predictor import Prediction

_HOLDING = {Hold.AUTO: "giving back", Hold.HELD: "holding", Hold.LOCKED: "locking"}


class Desk:
    """A session, the mix that follows from it, and why the mind moved what it moved."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.mix = session.layers.effective()
        self.because: dict[str, str] = {}
        self.history = History()

    def touch(self, moves: Sequence[Move], by: By | None = None) -> list[Move]:
        """People move parameters; what changes in the mix."""
        layers = self.session.layers
        for move in moves:
            layers = layers.touch(move)
        controls = frozenset([(move.place, move.param) for move in moves])
        session = structs.replace(self.session, layers=layers)
        return self._do(session, name_controls(layers.hand, controls), by, controls)

    def hear(self, prediction: Prediction, applied: bool) -> list[Move]:
        """The mind proposes; what changes in the mix."""
        self.because = {**self.because, **prediction.because}
        if not applied or self.session.mode != "run":
            return []
        layers = self.session.layers
        for move in prediction.moves:
            layers = layers.propose(move)
        return self._settle(structs.replace(self.session, layers=layers), Source.MODEL)

    def set_hold(self, place: str, param: str, hold: Hold, by: By | None = None) -> list[Move]:
        """Hold a parameter, lock it, or give it back to the mind."""
        return self.set_holds([(place, param)], hold, by)

    def set_holds(self, controls: Sequence[tuple[str, str]], hold: Hold, by: By | None = None) -> list[Move]:
        """Hold (place, parameter) pairs, lock them, or give them back to the mind."""
        layers = self.session.layers
        for place, param in controls:
            layers = layers.set_hold(place, param, hold)
        what = f"{_HOLDING[hold]} {name_controls(layers.hand, controls)}"
        return self._do(structs.replace(self.session, layers=layers), what, by)

    def set_mind(
        self, mind: str, mode: Mode, attenuate_only: bool, amount: float, by: By | None = None
    ) -> list[Move]:
        """Which mind mixes, and how much it may do."""
        if not isfinite(amount):
            raise ValueError(f"amount is {amount}, allowed is 0 to 1")
        before = self.session
        layers = structs.replace(before.layers, amount=min(1.0, max(0.0, amount)))
        session = structs.replace(before, layers=layers, mind=mind, mode=mode, attenuate_only=attenuate_only)
        same = (mind, mode, attenuate_only) == (before.mind, before.mode, before.attenuate_only)
        what = "amount of the mind" if same else f"mind {mind}" if mind != before.mind else f"mind: {mode}"
        return self._do(session, what, by, "amount" if same else None)

    def set_macros(
        self, values: Mapping[str, float], known: tuple[Macro, ...] | None, by: By | None = None
    ) -> str:
        """Set style inputs, as far as the mind has them (None: nobody knows yet); what was ignored."""
        names = {macro.name: macro for macro in known or ()}
        good = {name: float(value) for name, value in values.items() if isfinite(value)}
        ignored = [f"style {name}: no number" for name in values if name not in good]
        if known is not None:
            has = f"it has {', '.join(names)}" if names else "it has none"
            lacks = f"{self.session.mind} has no style input"
            ignored += [f"{lacks} {name!r}; {has}" for name in good if name not in names]
            good = {name: names[name].clamp(value) for name, value in good.items() if name in names}
        session = structs.replace(self.session, macros={**self.session.macros, **good})
        self._do(session, f"style {', '.join(good)}", by, frozenset(good))
        return "; ".join(ignored)

    def undo(self) -> list[Move]:
        """Take back what people did last; what changes in the mix. What minds moved stays."""
        return self._go(self.history.undo(self.session))

    def redo(self) -> list[Move]:
        """Do again what was undone last; what changes in the mix."""
        return self._go(self.history.redo(self.session))

    def load(self, session: Session) -> None:
        """Go on with another session."""
        self.session = session
        self.mix = session.layers.effective()
        self.because = {}
        self.history = History()

    def adopt(self, mix: Mix) -> None:
        """Believe what the engine plays where it differs from our memory, without another hold."""
        layers = self.session.layers
        for move in list_changes(self.mix, mix, Source.HAND):
            hand, auto = layers.hand, layers.auto
            split_place(move.place)
            if layers.heard(move.place, move.param) != hand.get(move.place, move.param):
                layers = structs.replace(layers, auto=auto.put(move.place, move.param, move.value))
            else:
                layers = structs.replace(
                    layers,
                    hand=hand.put(move.place, move.param, move.value),
                    auto=auto.put(move.place, move.param, move.value),
                )
        self.session = structs.replace(self.session, layers=layers)
        self.mix = mix

    def _do(self, session: Session, what: str, by: By | None, ride: Hashable = None) -> list[Move]:
        """Go on with what a person set; remembered where it is known who."""
        if by is not None:
            self.history.note(self.session, session, what, by, ride)
        return self._settle(session, Source.HAND)

    def _go(self, session: Session | None) -> list[Move]:
        return [] if session is None else self._settle(session, Source.HAND)

    def _settle(self, session: Session, source: Source) -> list[Move]:
        mix = session.layers.effective_after(self.session.layers, self.mix)
        changes = list_changes(self.mix, mix, source)
        self.session, self.mix = session, mix
        return changes
