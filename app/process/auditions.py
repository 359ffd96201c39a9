"""Auditions: minds hear the same passage, one after the other, in processes that give way to all else."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO

import psutil
from msgspec import structs

from app.children.child import start_audition
from app.desk.listening import Candidate
from app.folders import cache_folder
from app.orders.show import MOST_MINDS
from app.state import Auditioned
from engine.console.layers import Layers
from engine.console.moves import apply
from engine.console.scenes import Scene
from engine.console.session import Session
from engine.messages import Hello
from engine.wire import Wire, WireError
from models.audition import FromAudition, Keep, Kept, Studied, Study, ToAudition, Went
from models.messages import Failed
from models.predictor import Prediction, list_tracks

SHORTEST_S, LONGEST_S = 3.0, 60.0
SILENT_S = 60.0
"""A mind that says nothing for so long is lost in thought."""

LEAST_MEMORY = 1 << 30
"""With less free memory than this, a mind more would endanger the sound."""


class Auditions:
    """At most one process at a time; a mind that fails says why, and the next has its turn."""

    def __init__(self) -> None:
        self.rows: tuple[Auditioned, ...] = ()
        self.candidates: dict[str, Candidate] = {}
        self._session: Session | None = None
        self._wire: Wire | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._passage: IO[bytes] | None = None
        self._kept: Kept | None = None
        self._heard = 0.0

    @property
    def wires(self) -> list[Wire]:
        """For select."""
        return [self._wire] if self._wire is not None else []

    @property
    def busy(self) -> bool:
        """Whether a process is at work."""
        return self._process is not None

    def begin(self, minds: Sequence[str], seconds: float, session: Session, hello: Hello | None) -> None:
        """Keep a passage for these minds; ValueError where that cannot be."""
        minds = list(dict.fromkeys(minds))
        if not 1 <= len(minds) <= MOST_MINDS:
            raise ValueError(f"1 to {MOST_MINDS} minds can be auditioned, not {len(minds)}")
        if not SHORTEST_S <= seconds <= LONGEST_S:
            raise ValueError(f"a passage lasts {SHORTEST_S:.0f} to {LONGEST_S:.0f} s, not {seconds:g}")
        if hello is None:
            raise ValueError("nothing plays that minds could hear; try again when the engine plays")
        self.end()
        self._session = session
        self.rows = tuple(Auditioned(mind, "listens") for mind in minds)
        try:
            folder = cache_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._passage = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        except OSError as error:
            self.end()
            raise ValueError(f"the passage cannot be kept in {cache_folder()} ({error.strerror})") from None
        self._start(Keep(hello.tap, seconds))

    def watch(self, now: float) -> bool:
        """Hear the process, start the next; True where there is something new."""
        if self._wire is None:
            return False
        news = False
        try:
            for message in self._wire.receive():
                self._heard, news = now, True
                self._take(message)
        except WireError:
            if self._wire is not None:
                self._fail("its process died; it may need more memory than there is")
            return True
        if self._wire is not None and self._heard == 0.0:
            self._heard = now
        elif self._wire is not None and now - self._heard > SILENT_S:
            self._fail("it was lost in thought")
            return True
        return news

    def end(self) -> None:
        """Stop, and forget everything."""
        self._stop()
        if self._passage is not None:
            self._passage.close()
        self.rows, self.candidates = (), {}
        self._passage = self._kept = self._session = None

    def _take(self, message: FromAudition) -> None:
        if isinstance(message, Went):
            self._note(share=message.share)
        elif isinstance(message, Failed):
            self._fail(message.text)
        elif isinstance(message, Kept):
            self._kept = message
            self.rows = tuple(structs.replace(row, stage="waits", share=0.0) for row in self.rows)
            self._go_on()
        else:
            self._keep_candidate(message)
            self._go_on()

    def _keep_candidate(self, message: Studied) -> None:
        """What a mind would do becomes something to hear."""
        assert self._session is not None
        row = self._current()
        candidate = make_candidate(row.mind, self._session.layers, message.prediction)
        self.candidates = {**self.candidates, row.mind: candidate}
        self._note(stage="ready", share=1.0)

    def _go_on(self) -> None:
        """The next mind has its turn, if there is one."""
        self._stop()
        waiting = [number for number, row in enumerate(self.rows) if row.stage == "waits"]
        if self._kept is None or self._session is None or not waiting:
            if self._passage is not None:
                self._passage.close()
            self._passage = None
            return
        row = self.rows[waiting[0]]
        self._change(waiting[0], structs.replace(row, stage="thinks", share=0.0))
        if psutil.virtual_memory().available < LEAST_MEMORY:
            self._fail("too little memory is free; close something and try again")
            return
        session = self._session
        self._start(
            Study(
                mind=row.mind,
                tracks=list_tracks(session.layers.hand),
                channels=self._kept.channels,
                rate=self._kept.rate,
                mix=session.layers.hand,
                attenuate_only=session.attenuate_only,
                macros=session.macros,
            )
        )

    def _fail(self, trouble: str) -> None:
        """The mind whose turn it is fails, or all of them where there is no passage."""
        if self._kept is None:
            self.rows = tuple(structs.replace(row, stage="failed", trouble=trouble) for row in self.rows)
        else:
            self._note(stage="failed", trouble=trouble)
        self._go_on()

    def _current(self) -> Auditioned:
        return next(row for row in self.rows if row.stage == "thinks")

    def _note(self, **changes: str | float) -> None:
        for number, row in enumerate(self.rows):
            if row.stage in ("thinks", "listens"):
                self._change(number, structs.replace(row, **changes))

    def _change(self, number: int, row: Auditioned) -> None:
        self.rows = (*self.rows[:number], row, *self.rows[number + 1 :])

    def _start(self, order: ToAudition) -> None:
        assert self._passage is not None
        self._heard = 0.0
        try:
            self._process, self._wire = start_audition(self._passage.fileno(), FromAudition)
            self._wire.send(order)
        except OSError as error:
            self._fail(f"it could not be started ({error.strerror or error})")

    def _stop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._wire = self._process = None


def make_candidate(mind: str, layers: Layers, prediction: Prediction) -> Candidate:
    """What a mind would do, from the mix of the hands on."""
    auto = layers.hand
    for move in prediction.moves:
        auto = apply(auto, move)
    look = Scene.take(mind, {place: auto.at(place).values for place in auto.places()}, 0.0)
    return Candidate(mind, look, prediction.because, prediction.confidence)
