"""Desk: the one owner of the current mix. Pure: no clock, no sockets, no threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from msgspec import structs

from engine.console.layers import list_changes
from engine.console.moves import Hold, Move, Source
from engine.console.session import Mode, Session
from engine.console.state import Mix, split_place
from models.card import Macro
from models.predictor import Prediction


class Desk:
    """A session, the mix that follows from it, and why the mind moved what it moved."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.mix = session.layers.effective()
        self.because: dict[str, str] = {}
        self.confidence: dict[str, float] = {}
        self.suggested: dict[str, dict[str, float]] = {}

    def touch(self, moves: Iterable[Move]) -> list[Move]:
        """People move parameters; what changes in the mix."""
        layers = self.session.layers
        for move in moves:
            layers = layers.touch(move)
        return self._settle(structs.replace(self.session, layers=layers), Source.HAND)

    def hear(self, prediction: Prediction, applied: bool) -> list[Move]:
        """The mind proposes; what changes in the mix."""
        self.because = {**self.because, **prediction.because}
        self.confidence = {**self.confidence, **prediction.confidence}
        if self.session.mode == "suggest":
            self._note(prediction.moves)
        if not applied or self.session.mode != "run":
            return []
        layers = self.session.layers
        for move in prediction.moves:
            layers = layers.propose(move)
        return self._settle(structs.replace(self.session, layers=layers), Source.MODEL)

    def set_hold(self, place: str, param: str, hold: Hold) -> list[Move]:
        """Hold a parameter, lock it, or give it back to the mind."""
        layers = self.session.layers.set_hold(place, param, hold)
        return self._settle(structs.replace(self.session, layers=layers), Source.HAND)

    def set_mind(self, mind: str, mode: Mode, attenuate_only: bool, amount: float) -> list[Move]:
        """Which mind mixes, and how much it may do."""
        layers = structs.replace(self.session.layers, amount=min(1.0, max(0.0, amount)))
        session = structs.replace(
            self.session, layers=layers, mind=mind, mode=mode, attenuate_only=attenuate_only
        )
        if mind != self.session.mind:
            self.because, self.confidence = {}, {}
        if mode != "suggest" or mind != self.session.mind:
            self.suggested = {}
        return self._settle(session, Source.HAND)

    def set_macros(self, values: Mapping[str, float], known: tuple[Macro, ...] | None) -> str:
        """Set style inputs, as far as the mind has them (None: nobody knows yet); what was ignored."""
        names = {macro.name: macro for macro in known or ()}
        good = {name: float(value) for name, value in values.items() if isfinite(value)}
        ignored = [f"style {name}: no number" for name in values if name not in good]
        if known is not None:
            has = f"it has {', '.join(names)}" if names else "it has none"
            lacks = f"{self.session.mind} has no style input"
            ignored += [f"{lacks} {name!r}; {has}" for name in good if name not in names]
            good = {name: names[name].clamp(value) for name, value in good.items() if name in names}
        self.session = structs.replace(self.session, macros={**self.session.macros, **good})
        return "; ".join(ignored)

    def load(self, session: Session) -> None:
        """Go on with another session."""
        self.session = session
        self.mix = session.layers.effective()
        self.because, self.confidence, self.suggested = {}, {}, {}

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

    def _note(self, moves: Iterable[Move]) -> None:
        """Keep what the mind would do."""
        for move in moves:
            row = {**self.suggested.get(move.place, {}), move.param: move.value}
            self.suggested = {**self.suggested, move.place: row}

    def _settle(self, session: Session, source: Source) -> list[Move]:
        mix = session.layers.effective()
        changes = list_changes(self.mix, mix, source)
        self.session, self.mix = session, mix
        return changes
