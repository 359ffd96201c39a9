"""Device: which there are, and another one in place of the one that plays; what is refused is left again."""

from __future__ import annotations

import contextlib
import time

from msgspec import Struct

from app.children.errand import Errand
from app.children.survey import begin_survey
from app.orders.show import SetPatch
from app.patching import lay_patch, read_inputs, read_outputs, weigh
from app.process.report import Report
from app.process.show_file import write_show
from app.process.stage import Stage
from engine.console.session import Session
from engine.devices.survey import Devices

TRIAL_S, PROOF_S = 12.0, 1.0
"""How long another device may take to begin, and how long it must have played to be kept."""


class Trial(Struct):
    """Another device is being tried: what to go back to."""

    back: SetPatch
    player_file: str
    begun: float
    greeted: float | None = None


class Device:
    """Does what surfaces say; `watch` looks after what takes time."""

    def __init__(self, stage: Stage, report: Report) -> None:
        self._stage, self._report = stage, report
        self._survey: Errand[Devices] | None = None
        self._trial: Trial | None = None
        self.found: Devices | None = None
        """What was found last."""

    @property
    def listing(self) -> bool:
        """Whether devices are looked for."""
        return self._survey is not None

    @property
    def trying(self) -> bool:
        """Whether another device has yet to prove itself."""
        return self._trial is not None

    def look(self) -> None:
        """Look which devices there are."""
        self._survey = self._survey or begin_survey()
        self._stage.pacing.untold = True

    def begin(self, order: SetPatch) -> Session | None:
        """Play over another one; ValueError where that cannot be.

        Nothing is done yet where stems must be made ready for its rate first: the session that needs them.
        """
        stage = self._stage
        before = stage.desk.session
        after = lay_patch(before, order.patch, order.inputs, order.outputs)
        self._report.tell(complaint="")
        if after.patch.stems and after.patch.rate != before.patch.rate:
            return after
        self.play(order, stage.show.player_file)
        return None

    def play(self, order: SetPatch, player_file: str) -> None:
        """Play over other wires; where that takes another engine, it is on trial until it has played."""
        stage, status = self._stage, self._report.status
        before = stage.desk.session
        after = lay_patch(before, order.patch, order.inputs, order.outputs)
        cost = weigh(before, after, status.inputs, status.outputs)
        stage.desk.rewire(after)
        stage.change([])
        if cost == "stop":
            mix = before.layers.hand
            back = SetPatch(before.patch, read_inputs(mix), read_outputs(mix))
            self._trial = Trial(back, stage.show.player_file, time.monotonic())
            stage.replace_engine(player_file)
        elif cost != "nothing":
            stage.load()
            stage.brief()

    def watch(self, now: float) -> None:
        """Hear what was found; keep another device that has played for a while, leave one that fails."""
        if self._survey is not None and (found := self._survey.result()) is not None:
            self._survey, self.found, self._stage.pacing.untold = None, found, True
        if self._trial is not None:
            self._settle(self._trial, now)

    def forget(self) -> None:
        """Something else is to be played, over whichever device it is now."""
        self._trial = None

    def leave(self) -> None:
        """Have the session as it was before a device that is only being tried."""
        if self._trial is not None:
            self._go_back(self._trial)

    def _settle(self, trial: Trial, now: float) -> None:
        stage = self._stage
        hello, reason = stage.engine.hello, stage.engine.failure
        if not reason and hello is not None:
            trial.greeted = trial.greeted or now
            if now - trial.greeted > PROOF_S:
                self._trial, stage.pacing.untold = None, True
                with contextlib.suppress(OSError):
                    write_show(stage.runtime, stage.show)
            return
        if not reason and now - trial.begun > TRIAL_S:
            reason = f"it did not begin within {TRIAL_S:.0f} s"
        if reason:
            self._go_back(trial)
            stage.replace_engine(trial.player_file)
            self._report.tell(complaint=f"the device before goes on, the new one was refused: {reason}")

    def _go_back(self, trial: Trial) -> None:
        stage, back = self._stage, trial.back
        self._trial = None
        stage.desk.rewire(lay_patch(stage.desk.session, back.patch, back.inputs, back.outputs))
        stage.change([])
