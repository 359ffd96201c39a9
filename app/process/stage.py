"""Stage: the desk, the engine that plays its mix, the mind that proposes to it, and the show's files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import structs

from app.children.engine import EngineChild, Memory
from app.children.mind import MindChild
from app.desk.desk import Desk
from app.desk.history import By
from app.desk.obeying import obey
from app.orders.mix import Hands, Scenes, Strips
from app.process.comparing import Comparing
from app.process.pacing import Pacing
from app.process.show_file import Show
from engine.console.moves import Move
from engine.console.session import Session, load_session
from models.predictor import list_tracks

WALK_S = 0.02
"""How often a crossfade takes a step."""


class Stage:
    """Keeps engine and mind at what the desk says; `tell` takes status changes by name."""

    def __init__(self, runtime: Path, show: Show, pacing: Pacing, tell: Callable[..., None]) -> None:
        self.runtime, self.show, self.pacing = runtime, show, pacing
        self.engine = EngineChild(runtime, show.player_file, tell)
        self.mind = MindChild(tell)
        self.comparing = Comparing()
        self.taken_back = 0.0
        """When the show was taken back from an engine that played on, by the wall clock; 0: it was not."""
        self._walked = 0.0
        adopted = self.engine.adopt()
        if adopted is None:
            self.desk = Desk(load_session(Path(show.session_file)))
            return
        memory, mix = adopted
        self.show = Show(memory.file, memory.player_file)
        self.desk = Desk(memory.session)
        self.desk.restore_slots(memory.slots)
        pacing.unsaved = True
        if memory.listened:
            self.load()
        else:
            self.desk.adopt(mix)
        self.taken_back = time.time()

    def obey(self, message: Hands | Scenes | Strips, by: By) -> None:
        """Do what a surface says of the mix; KeyError or ValueError where it cannot be done."""
        before = self.desk.session
        self.change(obey(self.desk, message, by))
        after = self.desk.session
        old, new = before.layers.hand, after.layers.hand
        if [strip.inserts for strip in old.strips] != [strip.inserts for strip in new.strips]:
            self.pacing.unloaded = True
        if after.mind != before.mind or list_tracks(old) != list_tracks(new):
            self.brief()

    def watch(self, now: float) -> None:
        """Look after the engine; another one is given the mix, and the mind hears it."""
        if self.engine.watch(now, self._memory(), self.desk.mix):
            self.load()
            self.brief()

    def walk(self, now: float) -> None:
        """Go on with a crossfade."""
        if self.desk.fade is not None and now - self._walked >= WALK_S:
            self._walked = now
            self.change(self.desk.walk(now))

    def sound(self, changes: list[Move]) -> None:
        """Have the engine make changes that are no part of the session."""
        self.pacing.sound(changes)

    def change(self, changes: list[Move]) -> None:
        """The session changes; have the engine make what changes in the mix."""
        self.pacing.change(changes)
        self.comparing.heed(changes, time.monotonic())

    def begin(self, session: Session) -> None:
        """Go on with a session that a surface made, in the same file."""
        self.desk.load(session)
        self.mind.end()
        self.load()
        self.change([])

    def load(self) -> None:
        """Give the engine the whole mix anew."""
        self.pacing.note_load(time.monotonic())
        self.engine.load(self._memory(), self.desk.mix)

    def replace_engine(self, player_file: str) -> None:
        """Have another engine play, over other wires or from another file of stems."""
        self.show = structs.replace(self.show, player_file=player_file)
        self.pacing.drop_moves()
        self.engine.replace(player_file)

    def brief(self) -> None:
        """Ask for the mind that the session names; the one before goes on until it is ready."""
        if self.engine.hello is not None:
            self.mind.brief(self.desk.session, self.engine.hello)

    def pass_on(self, now: float) -> None:
        """Send engine and mind what changed, each at its own pace."""
        parcel = self.pacing.take_for_engine(now) if self.engine.wires else None
        if parcel is not None and parcel.whole:
            self.load()
        elif parcel is not None:
            memory = msgspec.msgpack.encode(self._memory()) if parcel.keep else b""
            self.engine.change(list(parcel.moves), memory)
        if self.pacing.take_for_mind(now):
            self.mind.inform(self.desk.session)

    def _memory(self) -> Memory:
        show, desk = self.show, self.desk
        return Memory(desk.session, show.session_file, show.player_file, desk.listened, desk.slots)
