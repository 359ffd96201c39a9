"""Mixing: what the mind wants, which style inputs it has, and who mixes when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.desk.history import By
from app.desk.listening import MIX
from app.process.stage import Stage
from models.card import Macro
from models.messages import Predicted


class Mixing:
    """Hears the mind on behalf of the desk; `tell` takes status changes by name."""

    def __init__(self, stage: Stage, tell: Callable[..., None]) -> None:
        self._stage, self._tell = stage, tell
        self._known: tuple[Macro, ...] | None = None

    @property
    def macros(self) -> tuple[Macro, ...]:
        """The style inputs of the mind that mixes, as far as they are known."""
        return self._known or ()

    def watch(self, now: float) -> None:
        """Hear the mind."""
        stage = self._stage
        for message in stage.mind.watch(now, stage.desk.session, stage.engine.hello):
            self._hear(message)
        self._meet_macros()

    def give_way(self) -> None:
        """Where the mind that was wanted cannot be, go on with another."""
        stage = self._stage
        if stage.mind.instead:
            session, instead = stage.desk.session, stage.mind.instead
            stage.mind.instead = ""
            amount = session.layers.amount
            stage.change(stage.desk.set_mind(instead, session.mode, session.attenuate_only, amount))
            stage.brief()

    def set_macros(self, values: Mapping[str, float], by: By | None = None) -> None:
        """Set style inputs; what the mind has not is ignored and said."""
        stage = self._stage
        if by is not None:
            stage.sound(stage.desk.listen(MIX))
        ignored = stage.desk.set_macros(values, self._known, by)
        stage.change([])
        if ignored:
            self._tell(complaint=ignored)

    def _hear(self, said: Predicted) -> None:
        """Take what the mind wants; where it only gives reasons, nobody but surfaces need know."""
        stage, before = self._stage, self._stage.desk.session.layers
        changes = stage.desk.hear(said.prediction, said.applied)
        stage.pacing.untold = True
        if stage.desk.session.layers is not before:
            stage.change(changes)

    def _meet_macros(self) -> None:
        """Once it is known which style inputs there are: what was set before keeps to their ranges."""
        session = self._stage.desk.session
        known = self._stage.mind.list_macros(session.mind)
        if known != self._known:
            self._known = known
            before = session.macros
            self.set_macros({m.name: before[m.name] for m in known or () if m.name in before})
