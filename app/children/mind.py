"""The desk's mind: starts it, briefs it, hears it, starts another when it died or fell silent.

A mind that fails again and again is left for the last one that was well.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

from app.children.child import start_mind
from app.children.starved import Diet
from engine.console.session import Session
from engine.messages import Hello
from engine.wire import Wire, WireError
from models.card import Macro
from models.messages import Failed, FromMind, Heard, Listen, Predicted, Ready, ToMind, Troubled
from models.minds import is_built_in
from models.predictor import list_tracks

RETRY_S = 0.5
SILENT_S = 5.0
LOAD_S = 15.0
"""How long a mind may be silent, at work and until it is ready."""

PATIENCE = 6.0
"""So many times as long may one that gets no core: another would fare no better."""

MOST_FAILURES = 3
FAILURES_S = 60.0
"""So many failures within so long, and another mind takes over."""

WELL_S = 10.0
"""A mind at work for so long is well."""

SAFE = "level"


class MindChild:
    """One mind process after the other; `tell` takes status changes by name."""

    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        self.wire: Wire | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._diet: Diet | None = None
        self._starts = 0
        self._ready = False
        self._due = self._heard = 0.0
        self._wanted = ""
        self._macros: dict[str, tuple[Macro, ...]] = {}
        self.well = SAFE
        """The last mind that was well."""
        self._began = 0.0
        self._failures: list[float] = []
        self.instead = ""
        """The mind that must be gone on with, when the one that was wanted cannot be."""

    def watch(self, now: float, session: Session, hello: Hello | None) -> list[Predicted]:
        """What the mind predicted since; one that died is started again as soon as an engine plays."""
        if self.wire is None:
            if hello is not None and now >= self._due:
                self._start(now)
                self.brief(session, hello)
            return []
        predicted = []
        try:
            for message in self.wire.receive():
                self._note(now)
                if isinstance(message, Predicted):
                    predicted.append(message)
                elif isinstance(message, Ready):
                    self._ready, self._began = True, now
                    self._macros[message.mind] = message.macros
                    self._tell(mind=f"{message.mind} mixes")
                elif isinstance(message, Failed):
                    self._tell(complaint=message.text)
                elif isinstance(message, Troubled):
                    self._tell(complaint=message.text)
                    if message.refused == self._wanted:
                        self.instead = message.mind
        except WireError:
            self._fail("died", 0.0 if self._ready else RETRY_S, now)
            return predicted
        if self._is_silent(now):
            self._fail("hangs", 0.0, now)
        elif self._ready and now - self._began > WELL_S:
            self.well = self._wanted
        return predicted

    def list_macros(self, mind: str) -> tuple[Macro, ...] | None:
        """The style inputs of a mind that was ready before; None while nobody knows them."""
        return self._macros.get(mind)

    def brief(self, session: Session, hello: Hello) -> None:
        """Tell the mind where to listen and what is set."""
        tracks = list_tracks(session.layers.hand)
        if session.mind != self._wanted:
            self._wanted, self._failures = session.mind, []
        self._ready = False
        self._note(time.monotonic())
        self._speak(Listen(hello.tap, session.mind, tracks))
        self.inform(session)

    def inform(self, session: Session) -> None:
        """Tell the mind how the desk is now."""
        layers = session.layers
        self._speak(
            Heard(
                auto=layers.auto,
                hand=layers.hand,
                holds=layers.holds,
                mode=session.mode,
                attenuate_only=session.attenuate_only,
                amount=layers.amount,
                macros=session.macros,
            )
        )

    def end(self, reason: str = "changes", wait_s: float = 0.0) -> None:
        """End the mind; another starts after a while."""
        if self.wire is not None:
            self.wire.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self.wire = self._process = None
        self._due = time.monotonic() + wait_s
        self._tell(mind=reason, mind_pid=0)

    def _note(self, now: float) -> None:
        """It is alive."""
        self._heard = now
        if self._diet is not None:
            self._diet.begin()

    def _is_silent(self, now: float) -> bool:
        """Whether it has said nothing for too long, and not for want of a core."""
        silent_s, most_s = now - self._heard, SILENT_S if self._ready else LOAD_S
        starved = silent_s > most_s and self._diet is not None and self._diet.is_starved(silent_s)
        return silent_s > most_s * (PATIENCE if starved else 1.0)

    def _fail(self, reason: str, wait_s: float, now: float) -> None:
        """The mind failed; too often, and another one must do."""
        self.end(reason, wait_s)
        self._failures = [then for then in self._failures if now - then < FAILURES_S] + [now]
        if len(self._failures) >= MOST_FAILURES and not is_built_in(self._wanted):
            self.instead = self.well if self.well != self._wanted else SAFE
            times = f"{len(self._failures)} times within a minute"
            self._tell(complaint=f"{self._wanted} failed {times}: {self.instead} mixes instead")

    def _start(self, now: float) -> None:
        self._process, self.wire = start_mind(FromMind)
        self._diet = Diet(self._process.pid)
        self._heard = now
        self._ready = False
        self._starts += 1
        self._tell(mind="starting", mind_pid=self._process.pid, mind_starts=self._starts)

    def _speak(self, message: ToMind) -> None:
        if self.wire is not None:
            try:
                self.wire.send(message)
            except WireError:
                self.end("died")
