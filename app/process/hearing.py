"""Hearing: what people listen to in place of the mix: another one, equally loud, or minds on audition."""

from __future__ import annotations

from app.desk.history import By
from app.desk.listening import AUDITION, MIX, MOST_SLOTS, Listening
from app.orders.show import Audition, Compare, Listen, Listens, StopAudition, TakeMind
from app.process.auditions import Auditions
from app.process.stage import Stage
from app.state import Auditioned
from engine.wire import Wire


class Hearing:
    """Does what surfaces say; `watch` looks after what takes time."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._auditions = Auditions()

    @property
    def wires(self) -> list[Wire]:
        """For select."""
        return self._auditions.wires

    @property
    def auditions(self) -> tuple[Auditioned, ...]:
        """Minds that are auditioned, in the order in which they were asked."""
        return self._auditions.rows

    def show(self) -> Listening:
        """What is heard, and what is compared."""
        return self._stage.comparing.show(self._stage.desk)

    def obey(self, message: Listens, by: By) -> None:
        """Hear, compare, audition; only taking a mind changes the session."""
        stage, desk = self._stage, self._stage.desk
        if isinstance(message, Listen):
            stage.sound(stage.comparing.listen(desk, message.item, stage.engine.gauges, by.now))
        elif isinstance(message, Compare):
            desk.compare(message.slots)
        elif isinstance(message, Audition):
            self._auditions.begin(message.minds, message.seconds, desk.session, stage.engine.hello)
            stage.sound(desk.set_candidates({}))
        elif isinstance(message, StopAudition):
            self._auditions.end()
            stage.sound(desk.set_candidates({}))
        elif isinstance(message, TakeMind):
            stage.change(desk.take_candidate(message.mind, by))
        stage.pacing.untold = True

    def watch(self, now: float) -> None:
        """Measure what is heard; hear the minds that are auditioned."""
        stage = self._stage
        stage.sound(stage.comparing.note(stage.desk, stage.engine.gauges, now))
        if self._auditions.watch(now):
            self._meet_auditions()

    def end(self) -> None:
        """Stop an audition, and forget what came of it."""
        self._auditions.end()

    def _meet_auditions(self) -> None:
        """What auditioned minds would do can be heard; when all have had their turn, they are compared."""
        auditions, desk = self._auditions, self._stage.desk
        self._stage.pacing.untold = True
        if auditions.candidates != desk.candidates:
            self._stage.sound(desk.set_candidates(auditions.candidates))
        if not auditions.busy and auditions.candidates:
            heard = [f"{AUDITION}{mind}" for mind in auditions.candidates]
            desk.compare([MIX, *heard] if len(heard) < MOST_SLOTS else heard)
