"""Filing: in which file the session lies; it is begun, opened and saved while the sound goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from msgspec import structs

from app.material.sessions import (
    Opened,
    Opening,
    find_file,
    list_recent,
    make_fresh,
    open_folder,
    open_session,
    prepare_stems,
    remember_session,
)
from app.material.stems import Progress
from app.orders.show import (
    CancelOpening,
    Files,
    NewSession,
    OpenFolder,
    OpenSession,
    SaveSession,
    SaveSessionAs,
    SetPatch,
)
from app.process.rehearsal import Fetched
from app.process.saving import Saving
from app.process.show_file import Show, write_show
from app.process.stage import Stage
from engine.console.session import Session, SessionError, save_session
from engine.console.state import Mix, count_channels


class Filing:
    """Does what surfaces say; `watch` looks after what takes time. `tell` takes status changes by name."""

    def __init__(self, stage: Stage, tell: Callable[..., None]) -> None:
        self._stage, self._tell = stage, tell
        self._saving = Saving()
        self._opening: Opening | None = None
        self.recent = list_recent()
        """Files of sessions that were open, newest first."""

    @property
    def saved(self) -> bool:
        """Whether all of the session lies in its file."""
        return not (self._stage.pacing.unsaved or self._saving.busy)

    @property
    def opening(self) -> tuple[str, float]:
        """What is being opened, and how much of it is done."""
        return (str(self._opening.path), self._opening.share) if self._opening is not None else ("", 0.0)

    @property
    def refitting(self) -> bool:
        """Whether stems are being made ready for another device."""
        return self._opening is not None and self._opening.order is not None

    def obey(self, message: Files) -> Opened | None:
        """Open or save; a session that was begun, to go on with. ValueError where it must not be written."""
        if isinstance(message, OpenSession | OpenFolder | CancelOpening):
            self._open(message)
            return None
        saved = self.save()
        if isinstance(message, SaveSession) or (not saved and isinstance(message, NewSession)):
            return None
        path = find_file(message.file)
        if path.exists() and not (isinstance(message, SaveSessionAs) and message.overwrite):
            raise ValueError(f"{path}: is there already; open it, or choose another name")
        desk = self._stage.desk
        if isinstance(message, NewSession):
            session = make_fresh(desk.session, path.stem)
        else:
            session = structs.replace(desk.session, name=path.stem)
        save_session(session, path)
        opened = Opened(session, str(path), self._stage.show.player_file)
        if isinstance(message, NewSession):
            return opened
        desk.rename(path.stem)
        self._settle(opened)
        return None

    def refit(self, after: Session, order: SetPatch) -> None:
        """Make the stems ready for another device; `watch` says when, with the order to play over it."""
        stems, file = Path(after.patch.stems), self._stage.show.session_file
        if self._opening is not None:
            self._opening.cancel()

        def make(tell: Progress) -> Opened:
            return Opened(after, file, prepare_stems(stems, after.patch.rate, tell, after.layers.hand)[1])

        self._opening = Opening(stems, make, order)
        self._stage.pacing.untold = True

    def watch(self) -> tuple[Opened, SetPatch | None] | None:
        """What is ready to be gone on with, and for which other device; or say why it could not be opened."""
        if self._opening is None:
            return None
        result, self._stage.pacing.untold = self._opening.result(), True
        if result is None:
            return None
        order, self._opening = self._opening.order, None
        if isinstance(result, str):
            self._tell(complaint=result)
            return None
        return result, order

    def go_on(self, opened: Opened) -> None:
        """Play another session; the engine stays where it has the inputs, outputs and stems."""
        stage, before = self._stage, self._stage.desk.session
        hello = stage.engine.hello
        inputs, outputs = count_channels(opened.session.layers.hand)
        fits = hello is not None and hello.inputs >= inputs and hello.outputs >= outputs
        same = fits and opened.player_file == stage.show.player_file
        stage.desk.load(opened.session)
        self._settle(opened)
        if same:
            stage.load()
        else:
            stage.replace_engine(opened.player_file)
        strips = _list_strips(opened.session.layers.hand) != _list_strips(before.layers.hand)
        if before.mind != opened.session.mind or strips or not same:
            stage.mind.end()
        stage.change([])

    def play(self, fetched: Fetched) -> None:
        """Let other material play, or the live inputs, with the mix as it is: another engine does."""
        stage = self._stage
        stage.desk.repatch(structs.replace(stage.desk.session.patch, stems=fetched.stems))
        self._settle(Opened(stage.desk.session, stage.show.session_file, fetched.player_file))
        stage.replace_engine(fetched.player_file)
        stage.change([])

    def save(self) -> bool:
        """Have the session on disk before going on; whether it is."""
        self._settle_saving(wait=True)
        self._begin_saving()
        self._settle_saving(wait=True)
        return not self._stage.pacing.unsaved

    def pass_on(self, now: float, later: bool) -> None:
        """Send the disk what changed, at its own pace; `later`: it is not to be kept yet."""
        self._settle_saving()
        if self._stage.pacing.is_save_due(now) and not later and not self._saving.busy:
            self._begin_saving()

    def _open(self, message: OpenSession | OpenFolder | CancelOpening) -> None:
        """Begin to open a session or a folder in a thread, or stop that; the last order counts."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        running = self._stage.desk.session
        if isinstance(message, OpenSession):
            path = find_file(message.file)
            self._opening = Opening(path, lambda tell: open_session(path, running.patch, tell))
        elif isinstance(message, OpenFolder):
            folder = Path(message.folder).expanduser().absolute()
            self.save()
            self._opening = Opening(folder, lambda tell: open_folder(folder, running, tell))
        self._tell(complaint="")
        self._stage.pacing.untold = True

    def _settle(self, opened: Opened) -> None:
        """From now on the session lies in this file, whoever asks and whatever dies."""
        stage = self._stage
        stage.show = Show(opened.file, opened.player_file)
        stage.pacing.unkept = stage.pacing.untold = True
        try:
            remember_session(Path(opened.file))
            write_show(stage.runtime, stage.show)
        except OSError as error:
            self._tell(complaint=f"{error.filename}: cannot be written ({error.strerror})")
        self.recent = list_recent()

    def _begin_saving(self) -> None:
        self._stage.pacing.note_save(time.monotonic())
        self._saving.begin(self._stage.desk.session, Path(self._stage.show.session_file))

    def _settle_saving(self, wait: bool = False) -> None:
        """Hear how the saving went; what could not be written is tried again."""
        try:
            self._stage.pacing.untold |= self._saving.end(wait)
        except SessionError as error:
            self._stage.pacing.unsaved = True
            self._tell(complaint=str(error))


def _list_strips(mix: Mix) -> list[tuple[str, tuple[int, ...], str]]:
    """What a mind is told of strips, and where they take their sound."""
    return [(strip.name, strip.inputs, strip.role) for strip in mix.strips]
