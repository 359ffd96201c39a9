"""Rehearsal: the desk's player, recorder and takes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from app.children.engine import EngineChild
from app.children.record import RecordChild
from app.folders import cache_folder
from app.material.stems import StemsError, find_stems, prepare_player_file
from app.material.takes import find_source, list_takes
from app.orders.show import GoLive, PlayTake, Record, Rehearse, Roll
from app.process.rolling import roll_on
from app.state import Playing, Recording
from engine.console.session import Patch, Session
from engine.console.state import Mix


class Fetched(Struct, frozen=True):
    """Material that is ready to be played; no folder: live inputs."""

    stems: str
    player_file: str


class Fetching:
    """Material on its way, in a thread of its own: stems may take a while."""

    def __init__(self, folder: str, mix: Mix, rate: int) -> None:
        self.folder = folder
        self.share = 0.0
        self._result: Fetched | str | None = None
        threading.Thread(target=self._run, args=(mix, rate), daemon=True, name="fetching").start()

    def result(self) -> Fetched | str | None:
        """What was fetched, or why it could not be; None while it lasts."""
        return self._result

    def _run(self, mix: Mix, rate: int) -> None:
        try:
            self._result = fetch(self.folder, mix, rate, self._tell)
        except StemsError as error:
            self._result = str(error)
        except Exception as error:
            self._result = f"{self.folder}: cannot be played ({type(error).__name__}: {error})"

    def _tell(self, done: int, total: int) -> None:
        self.share = done / max(1, total)


def fetch(folder: str, mix: Mix, rate: int, progress: Callable[[int, int], None] | None = None) -> Fetched:
    """Make a folder ready to be played into the inputs of a mix."""
    stems = find_stems(Path(folder))
    path = prepare_player_file(stems, rate, cache_folder() / "stems", progress, mix)
    return Fetched(folder, str(path))


class Rehearsal:
    """Does what surfaces ask; `watch` looks after what takes time."""

    def __init__(self, runtime: Path, engine: EngineChild, tell: Callable[..., None]) -> None:
        self._engine = engine
        self._tell = tell
        self._recorder = RecordChild(runtime, tell)
        self._fetching: Fetching | None = None
        self._live = False
        self.takes = list_takes(self._recorder.folder)
        self._sources: dict[str, str | None] = {}
        self._shown = 0.0

    @property
    def fetching(self) -> tuple[str, float]:
        """The folder that is being made ready, and how much of it is done."""
        return (self._fetching.folder, self._fetching.share) if self._fetching is not None else ("", 0.0)

    def obey(self, message: Rehearse, session: Session) -> None:
        """Do what a surface says; ValueError or OSError where it cannot be done."""
        if isinstance(message, Roll):
            self._roll(message, session.patch)
        elif isinstance(message, Record):
            if message.on:
                self._recorder.begin(session, self._engine.hello, message.master)
            elif not self._recorder.wanted:
                raise ValueError("nothing is being recorded")
            else:
                self._recorder.end()
        elif isinstance(message, PlayTake):
            self._fetch(message.folder, session)
        elif isinstance(message, GoLive):
            source = self._find_source(session.patch.stems)
            if source is None:
                raise ValueError("no take plays, so there is nothing to go back from")
            if source:
                self._fetch(source, session)
            else:
                self._live, self._fetching = True, None

    def watch(self, now: float, session: Session) -> tuple[Fetched | None, bool]:
        """Material that is ready to be played, and whether there is something to tell."""
        folder = self._recorder.folder
        changed = self._recorder.watch(now, session, self._engine.hello)
        if self._recorder.folder != folder:
            self.takes = list_takes(self._recorder.folder)
            changed = True
        if self._live:
            self._live = False
            return Fetched("", ""), True
        if self._fetching is None:
            return None, changed
        result, share = self._fetching.result(), self._fetching.share
        if result is None:
            changed |= share - self._shown > 0.01
            self._shown = share
            return None, changed
        self._fetching = None
        if isinstance(result, str):
            self._tell(complaint=result)
            return None, True
        return result, True

    def finish(self) -> None:
        """End the recorder; all that came in is written."""
        self._recorder.finish()

    def describe(self, patch: Patch) -> Playing | None:
        """What plays; None for live inputs."""
        engine = self._engine
        if not engine.player_file or not engine.player_frames:
            return None
        transport, rate = engine.transport, engine.rate or patch.rate
        source = self._find_source(patch.stems)
        return Playing(
            folder=patch.stems,
            file=engine.player_file,
            seconds=engine.player_frames / rate,
            rate=rate,
            inputs=engine.player_inputs,
            playing=transport.playing,
            loop=transport.loop,
            start_s=transport.start / rate,
            end_s=transport.end / rate,
            is_take=source is not None,
            before=source or "",
        )

    def recording(self) -> Recording | None:
        """What is being recorded."""
        return self._recorder.describe()

    def _roll(self, message: Roll, patch: Patch) -> None:
        engine = self._engine
        if not engine.player_file or not engine.player_frames:
            raise ValueError("live inputs cannot be wound: play a take, or stems with deskhand play FOLDER")
        rate = engine.rate or patch.rate
        engine.roll(*roll_on(engine.transport, message, engine.player_frames, rate, engine.position))

    def _fetch(self, folder: str, session: Session) -> None:
        if folder == self._recorder.folder:
            raise ValueError("this take is still being recorded; end that first")
        self._fetching = Fetching(folder, session.layers.hand, session.patch.rate)
        self._live, self._shown = False, 0.0

    def _find_source(self, folder: str) -> str | None:
        if folder not in self._sources:
            self._sources[folder] = find_source(folder)
        return self._sources[folder]
