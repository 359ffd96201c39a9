"""The desk process: keeps the truth, watches engine and mind, saves, and answers surfaces."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from app.auditions import Auditions
from app.callers import Callers
from app.comparing import Comparing
from app.desk import Desk
from app.diary import note
from app.engine_child import EngineChild, Memory
from app.errand import Errand
from app.history import By
from app.link import DOOR, SHOW, ToDesk
from app.listening import AUDITION, MIX, MOST_SLOTS
from app.mind_child import MindChild
from app.obeying import obey
from app.orders.mix import SetMacros
from app.orders.show import (
    Audition,
    CancelOpening,
    Compare,
    Devicewise,
    Files,
    Learn,
    Learnt,
    Liked,
    ListDevices,
    Listen,
    Listens,
    NewSession,
    Open,
    OpenFolder,
    OpenSession,
    PlaceWindow,
    Rehearse,
    SaveSession,
    SaveSessionAs,
    ScanPlugins,
    SetPatch,
    Stop,
    StopAudition,
    TakeMind,
)
from app.patching import lay_patch, read_inputs, read_outputs, weigh
from app.plugins import Plugins
from app.preferences import (
    MOST_WINDOWS,
    change_preferences,
    load_preferences,
    place_window,
    save_preferences,
)
from app.rehearsal import Fetched, Rehearsal
from app.saving import Saving
from app.sessions import (
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
from app.state import Happening, State, Status
from app.stems import Progress
from app.surfaces.targets import read_target, write_target
from app.surfaces_child import SurfacesChild
from app.survey import begin_survey
from engine.console.moves import Move
from engine.console.session import SessionError, load_session, save_session
from engine.console.state import count_channels
from engine.devices.survey import Devices
from engine.messages import ResetMeter
from engine.wire import Wire
from models.card import Macro
from models.messages import Predicted
from models.predictor import list_tracks

LOCK = "desk.lock"
"""A name in the runtime folder."""

TICK_S = 0.01
IDLE_S = 0.05
"""How long the loop sleeps with and without something to pass on; messages wake it."""

WALK_S = 0.02
"""How often a crossfade takes a step."""

MANY_MOVES = 200
"""From here on the engine is faster given the whole mix."""

TELL_S = 0.05
SAVE_S = 0.8
"""At most so long a change is not on disk."""

REMEMBER_S = 0.2
TRIAL_S, PROOF_S = 12.0, 1.0
"""How long another device may take to begin, and how long it must have played to be kept."""

LEARN_S = 60.0
"""Controllers move nothing while one of them is learnt; so long at most."""


class Show(Struct, frozen=True):
    """What the desk is to run; lies in the runtime folder for it to find."""

    session_file: str
    player_file: str = ""


class Trial(Struct):
    """Another device is being tried: what to go back to."""

    back: SetPatch
    player_file: str
    begun: float
    greeted: float | None = None


def write_show(runtime: Path, show: Show) -> None:
    """Leave for the next desk what it is to run."""
    draft = runtime / f"{SHOW}.part"
    draft.write_bytes(msgspec.msgpack.encode(show))
    draft.replace(runtime / SHOW)


class DeskProcess:
    """The desk with its children and surfaces; `step` is one round of its loop."""

    def __init__(self, runtime: Path, show: Show) -> None:
        self.stopping = False
        self._runtime = runtime
        self._show = show
        self._saving = Saving()
        self._opening: Opening | None = None
        self._recent = list_recent()
        self._plugins = Plugins()
        self._told_plugins = ("", "")
        self._status = Status()
        self._diary: tuple[Happening, ...] = ()
        self._survey: Errand[Devices] | None = None
        self._devices: Devices | None = None
        self._trial: Trial | None = None
        self._taken_back = 0.0
        self._preferences, fault = load_preferences()
        if fault:
            self._set_status(complaint=fault)
        self._macros: tuple[Macro, ...] | None = None
        self._pending: dict[tuple[str, str], Move] = {}
        self._unsaved = self._untold = self._unheard = self._unkept = self._unloaded = False
        self._saved = self._told = self._thought = self._kept = self._sent = self._walked = self._loaded = 0.0
        self._engine = EngineChild(runtime, show.player_file, self._set_status)
        self._mind = MindChild(self._set_status)
        self._comparing = Comparing()
        self._auditions = Auditions()
        adopted = self._engine.adopt()
        if adopted is None:
            self._desk = Desk(load_session(Path(show.session_file)))
        else:
            memory, mix = adopted
            self._show = Show(memory.file, memory.player_file)
            self._desk = Desk(memory.session)
            self._desk.restore_slots(memory.slots)
            self._unsaved = True
            if memory.listened:
                self._load_engine()
            else:
                self._desk.adopt(mix)
            self._taken_back = time.time()
        self._rehearsal = Rehearsal(runtime, self._engine, self._set_status)
        self._hands = SurfacesChild(runtime)
        self._learning, self._learns_until = "", 0.0
        self._callers = Callers(runtime / DOOR, lambda surface: self._desk.history.end_gesture(surface))

    def step(self) -> None:
        """Listen to everybody, pass on what changed, mend what died."""
        minds = [self._mind.wire] if self._mind.wire is not None else []
        waits = self._pending or self._unheard or self._untold or self._unkept or self._unloaded
        busy = waits or self._callers.slow or self._desk.fade is not None
        wires = [*self._callers.wires, *self._engine.wires, *minds, *self._auditions.wires]
        with contextlib.suppress(OSError, ValueError):
            select.select(wires, [], [], TICK_S if busy else IDLE_S)
        now = time.monotonic()
        self._meet_surfaces()
        desk = self._desk
        self._meet_opened()
        self._meet_devices()
        self._rehearse(now)
        self._untold |= self._hands.watch(now, self._preferences)
        if self._learning and now >= self._learns_until:
            self._learning, self._untold = "", True
        if self._engine.watch(now, self._memory(), desk.mix):
            self._load_engine()
            if self._engine.hello is not None:
                self._mind.brief(desk.session, self._engine.hello)
        self._settle_trial(now)
        for message in self._mind.watch(now, desk.session, self._engine.hello):
            self._hear(message)
        self._meet_macros()
        self._sound(self._comparing.note(desk, self._engine.gauges, now))
        if self._auditions.watch(now):
            self._meet_auditions()
        if desk.fade is not None and now - self._walked >= WALK_S:
            self._walked = now
            self._queue(desk.walk(now))
        if self._mind.instead:
            session, instead = desk.session, self._mind.instead
            self._mind.instead = ""
            amount = session.layers.amount
            self._queue(desk.set_mind(instead, session.mode, session.attenuate_only, amount))
            self._brief()
        self._pass_on(time.monotonic())

    def finish(self) -> None:
        """End everything in good order; the session is saved, without a device that is only being tried."""
        if self._trial is not None:
            self._go_back(self._trial)
        self._save()
        self._hands.end()
        self._auditions.end()
        self._rehearsal.finish()
        self._mind.end()
        self._engine.quit()
        self._callers.close()

    def _meet_surfaces(self) -> None:
        newcomer = self._callers.accept()
        if newcomer is not None:
            self._tell([newcomer])
        for surface, message in self._callers.hear():
            try:
                self._obey(message, By(surface, time.monotonic()))
            except OSError as error:
                self._set_status(complaint=f"{error.filename}: {error.strerror}")
            except (KeyError, ValueError, SessionError) as error:
                self._set_status(complaint=str(error.args[0] if error.args else error))

    def _obey(self, message: ToDesk, by: By) -> None:
        desk = self._desk
        before = desk.session
        if isinstance(message, Stop):
            self.stopping = True
        elif isinstance(message, ResetMeter):
            self._engine.reset_meter(message)
        elif isinstance(message, SetMacros):
            self._set_macros(message.values, by)
        elif isinstance(message, Open):
            self._auditions.end()
            desk.load(message.session)
            self._mind.end()
            self._load_engine()
            self._queue([])
        elif isinstance(message, Files):
            self._file(message)
        elif isinstance(message, Listens):
            self._listen(message, by)
        elif isinstance(message, Devicewise):
            self._change_device(message)
        elif isinstance(message, Liked):
            self._prefer(message)
        elif isinstance(message, Rehearse):
            self._rehearsal.obey(message, desk.session)
            self._untold = True
        elif isinstance(message, Learn):
            self._learning = write_target(read_target(message.target)) if message.target else ""
            self._learns_until = time.monotonic() + LEARN_S
            self._untold = True
        elif isinstance(message, Learnt):
            self._learning = ""
            self._set_status(complaint=message.words)
        elif isinstance(message, ScanPlugins):
            self._plugins.scan()
        else:
            self._queue(obey(desk, message, by))
            old, new = before.layers.hand, desk.session.layers.hand
            if [strip.inserts for strip in old.strips] != [strip.inserts for strip in new.strips]:
                self._unloaded = True
            if desk.session.mind != before.mind or list_tracks(old) != list_tracks(new):
                self._brief()
        self._unkept = True

    def _listen(self, message: Listens, by: By) -> None:
        """Hear, compare, audition; only taking a mind changes the session."""
        desk = self._desk
        if isinstance(message, Listen):
            self._sound(self._comparing.listen(desk, message.item, self._engine.gauges, by.now))
        elif isinstance(message, Compare):
            desk.compare(message.slots)
        elif isinstance(message, Audition):
            self._auditions.begin(message.minds, message.seconds, desk.session, self._engine.hello)
            self._sound(desk.set_candidates({}))
        elif isinstance(message, StopAudition):
            self._auditions.end()
            self._sound(desk.set_candidates({}))
        elif isinstance(message, TakeMind):
            self._queue(desk.take_candidate(message.mind, by))
        self._untold = True

    def _meet_auditions(self) -> None:
        """What auditioned minds would do can be heard; when all have had their turn, they are compared."""
        auditions, self._untold = self._auditions, True
        if auditions.candidates != self._desk.candidates:
            self._sound(self._desk.set_candidates(auditions.candidates))
        if not auditions.busy and auditions.candidates:
            heard = [f"{AUDITION}{mind}" for mind in auditions.candidates]
            self._desk.compare([MIX, *heard] if len(heard) < MOST_SLOTS else heard)

    def _brief(self) -> None:
        """Ask for the mind that the session names; the one before goes on until it is ready."""
        if self._engine.hello is not None:
            self._mind.brief(self._desk.session, self._engine.hello)

    def _hear(self, said: Predicted) -> None:
        """Take what the mind wants; where it only gives reasons, nobody but surfaces need know."""
        before = self._desk.session.layers
        changes = self._desk.hear(said.prediction, said.applied)
        self._untold = True
        if self._desk.session.layers is not before:
            self._queue(changes)

    def _set_macros(self, values: dict[str, float], by: By | None = None) -> None:
        """Set style inputs; what the mind has not is ignored and said."""
        if by is not None:
            self._sound(self._desk.listen(MIX))
        ignored = self._desk.set_macros(values, self._macros, by)
        self._queue([])
        if ignored:
            self._set_status(complaint=ignored)

    def _meet_macros(self) -> None:
        """Once it is known which style inputs there are: what was set before keeps to their ranges."""
        known = self._mind.list_macros(self._desk.session.mind)
        if known != self._macros:
            self._macros = known
            before = self._desk.session.macros
            self._set_macros({m.name: before[m.name] for m in known or () if m.name in before})

    def _file(self, message: Files) -> None:
        """Begin, open or save; ValueError where a file must not be written."""
        if isinstance(message, OpenSession | OpenFolder | CancelOpening):
            self._open(message)
            return
        self._save()
        if isinstance(message, SaveSession) or (self._unsaved and isinstance(message, NewSession)):
            return
        path = find_file(message.file)
        if path.exists() and not (isinstance(message, SaveSessionAs) and message.overwrite):
            raise ValueError(f"{path}: is there already; open it, or choose another name")
        if isinstance(message, NewSession):
            session = make_fresh(self._desk.session, path.stem)
        else:
            session = structs.replace(self._desk.session, name=path.stem)
        save_session(session, path)
        opened = Opened(session, str(path), self._show.player_file)
        if isinstance(message, NewSession):
            self._go_on(opened)
        else:
            self._desk.rename(path.stem)
            self._settle_file(opened)

    def _open(self, message: OpenSession | OpenFolder | CancelOpening) -> None:
        """Begin to open a session or a folder in a thread, or stop that; the last order counts."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        running = self._desk.session
        if isinstance(message, OpenSession):
            path = find_file(message.file)
            self._opening = Opening(path, lambda tell: open_session(path, running.patch, tell))
        elif isinstance(message, OpenFolder):
            folder = Path(message.folder).expanduser().absolute()
            self._save()
            self._opening = Opening(folder, lambda tell: open_folder(folder, running, tell))
        self._set_status(complaint="")
        self._untold = True

    def _change_device(self, message: Devicewise) -> None:
        """Look for devices, or play over another one; ValueError where that cannot be."""
        if isinstance(message, ListDevices):
            self._survey = self._survey or begin_survey()
            self._untold = True
            return
        if self._trial is not None or (self._opening is not None and self._opening.order is not None):
            raise ValueError("another device is being tried; wait until it plays")
        before = self._desk.session
        after = lay_patch(before, message.patch, message.inputs, message.outputs)
        self._set_status(complaint="")
        stems = Path(after.patch.stems)
        if after.patch.stems and after.patch.rate != before.patch.rate:
            if self._opening is not None:
                self._opening.cancel()

            def make(tell: Progress) -> Opened:
                player = prepare_stems(stems, after.patch.rate, tell, after.layers.hand)[1]
                return Opened(after, self._show.session_file, player)

            self._opening = Opening(stems, make, message)
            self._untold = True
        else:
            self._repatch(message, self._show.player_file)

    def _prefer(self, message: Liked) -> None:
        """Keep what a person likes."""
        before = self._preferences
        if isinstance(message, PlaceWindow):
            if not 0 <= message.slot < MOST_WINDOWS:
                return
            after = place_window(before, message.slot, message.place)
        else:
            after = change_preferences(before, message.values)
        self._preferences, self._untold = after, True
        try:
            save_preferences(after)
        except OSError as error:
            self._set_status(complaint=f"{error.filename}: preferences cannot be kept ({error.strerror})")

    def _repatch(self, order: SetPatch, player_file: str) -> None:
        """Play over other wires; where that takes another engine, it is on trial until it has played."""
        before, status = self._desk.session, self._status
        after = lay_patch(before, order.patch, order.inputs, order.outputs)
        cost = weigh(before, after, status.inputs, status.outputs)
        self._desk.rewire(after)
        self._queue([])
        if cost == "stop":
            mix = before.layers.hand
            back = SetPatch(before.patch, read_inputs(mix), read_outputs(mix))
            self._trial = Trial(back, self._show.player_file, time.monotonic())
            self._replace_engine(player_file)
        elif cost != "nothing":
            self._load_engine()
            self._brief()

    def _replace_engine(self, player_file: str) -> None:
        self._show = Show(self._show.session_file, player_file)
        self._pending.clear()
        self._engine.replace(player_file)

    def _settle_trial(self, now: float) -> None:
        """Keep another device that has played for a while; go back where it was refused."""
        trial = self._trial
        if trial is None:
            return
        hello, reason = self._engine.hello, self._engine.failure
        if not reason and hello is not None:
            trial.greeted = trial.greeted or now
            if now - trial.greeted > PROOF_S:
                self._trial, self._untold = None, True
                with contextlib.suppress(OSError):
                    write_show(self._runtime, self._show)
            return
        if not reason and now - trial.begun > TRIAL_S:
            reason = f"it did not begin within {TRIAL_S:.0f} s"
        if reason:
            self._go_back(trial)
            self._replace_engine(trial.player_file)
            self._set_status(complaint=f"the device before goes on, the new one was refused: {reason}")

    def _go_back(self, trial: Trial) -> None:
        back = trial.back
        self._trial = None
        self._desk.rewire(lay_patch(self._desk.session, back.patch, back.inputs, back.outputs))
        self._queue([])

    def _meet_devices(self) -> None:
        if self._survey is not None and (found := self._survey.result()) is not None:
            self._survey, self._devices, self._untold = None, found, True

    def _meet_opened(self) -> None:
        """Go on with a session that was opened, or say why it could not be."""
        if self._opening is None:
            return
        result, self._untold = self._opening.result(), True
        if result is None:
            return
        order, self._opening = self._opening.order, None
        if isinstance(result, str):
            self._set_status(complaint=result)
            return
        if order is not None:
            self._repatch(order, result.player_file)
            return
        self._trial = None
        self._save()
        if not self._unsaved:
            self._go_on(result)

    def _go_on(self, opened: Opened) -> None:
        """Play another session; the engine stays where it has the inputs, outputs and stems."""
        hello, mind = self._engine.hello, self._desk.session.mind
        inputs, outputs = count_channels(opened.session.layers.hand)
        fits = hello is not None and hello.inputs >= inputs and hello.outputs >= outputs
        same = fits and opened.player_file == self._show.player_file
        strips = [(strip.name, strip.inputs, strip.role) for strip in self._desk.session.layers.hand.strips]
        self._auditions.end()
        self._desk.load(opened.session)
        self._settle_file(opened)
        if not same:
            self._pending.clear()
            self._engine.replace(opened.player_file)
        else:
            self._load_engine()
        new = [(strip.name, strip.inputs, strip.role) for strip in opened.session.layers.hand.strips]
        if mind != opened.session.mind or new != strips or not same:
            self._mind.end()
        self._queue([])

    def _settle_file(self, opened: Opened) -> None:
        """From now on the session lies in this file, whoever asks and whatever dies."""
        self._show = Show(opened.file, opened.player_file)
        self._unkept = self._untold = True
        try:
            remember_session(Path(opened.file))
            write_show(self._runtime, self._show)
        except OSError as error:
            self._set_status(complaint=f"{error.filename}: cannot be written ({error.strerror})")
        self._recent = list_recent()

    def _rehearse(self, now: float) -> None:
        """Look after player and recorder; play other material once it is ready."""
        fetched, changed = self._rehearsal.watch(now, self._desk.session)
        self._untold |= changed
        if fetched is not None:
            self._play(fetched)

    def _play(self, fetched: Fetched) -> None:
        """Let other material play, or the live inputs, with the mix as it is: another engine does."""
        self._trial = None
        self._desk.repatch(structs.replace(self._desk.session.patch, stems=fetched.stems))
        self._settle_file(Opened(self._desk.session, self._show.session_file, fetched.player_file))
        self._engine.replace(fetched.player_file)
        self._queue([])

    def _memory(self) -> Memory:
        show, desk = self._show, self._desk
        return Memory(desk.session, show.session_file, show.player_file, desk.listened, desk.slots)

    def _load_engine(self) -> None:
        self._pending.clear()
        self._unloaded, self._loaded = False, time.monotonic()
        self._engine.load(self._memory(), self._desk.mix)

    def _sound(self, changes: list[Move]) -> None:
        """Have the engine make changes that are no part of the session."""
        for move in changes:
            self._pending[move.place, move.param] = move
        self._untold |= bool(changes)

    def _queue(self, changes: list[Move]) -> None:
        self._sound(changes)
        self._comparing.heed(changes, time.monotonic())
        self._unsaved = self._untold = self._unheard = True

    def _pass_on(self, now: float) -> None:
        """Send the engine, the mind, the surfaces and the disk what changed, each at its own pace."""
        keep = self._unkept or (self._unsaved and now - self._kept > REMEMBER_S)
        load = len(self._pending) > MANY_MOVES or (self._unloaded and now - self._loaded >= TELL_S)
        if (self._pending or keep or load) and self._engine.wires and now - self._sent >= TICK_S:
            if load:
                self._load_engine()
            else:
                memory = msgspec.msgpack.encode(self._memory()) if keep else b""
                self._engine.change(list(self._pending.values()), memory)
                self._pending.clear()
            self._sent = now
            if keep:
                self._unkept, self._kept = False, now
        if self._unheard and now - self._thought > TELL_S:
            self._unheard, self._thought = False, now
            self._mind.inform(self._desk.session)
        plugins = self._plugins.version, self._plugins.scanning
        if plugins != self._told_plugins:
            self._told_plugins, self._untold = plugins, True
        if self._untold and now - self._told > TELL_S:
            self._untold, self._told = False, now
            self._tell()
        late = self._callers.catch_up()
        if late:
            self._tell(late)
        self._settle_saving()
        if self._unsaved and self._trial is None and not self._saving.busy and now - self._saved > SAVE_S:
            self._begin_saving()

    def _begin_saving(self) -> None:
        self._unsaved, self._saved = False, time.monotonic()
        self._saving.begin(self._desk.session, Path(self._show.session_file))

    def _settle_saving(self, wait: bool = False) -> None:
        """Hear how the saving went; what could not be written is tried again."""
        try:
            self._untold |= self._saving.end(wait)
        except SessionError as error:
            self._unsaved = True
            self._set_status(complaint=str(error))

    def _save(self) -> None:
        """Have the session on disk before going on."""
        self._settle_saving(wait=True)
        self._begin_saving()
        self._settle_saving(wait=True)

    def _tell(self, wires: list[Wire] | None = None) -> None:
        desk, fade = self._desk, self._desk.fade
        opening, share = self._rehearsal.fetching
        if self._opening is not None:
            opening, share = str(self._opening.path), self._opening.share
        state = State(
            session=desk.session,
            because=desk.because,
            status=self._status,
            pid=os.getpid(),
            macros=self._macros or (),
            undo=desk.history.undo_what,
            redo=desk.history.redo_what,
            preview=desk.show_preview(),
            fading=fade.scene if fade is not None else "",
            fade_left_s=fade.left_s(time.monotonic()) if fade is not None else 0.0,
            fade_s=fade.seconds if fade is not None else 0.0,
            copied=desk.copied.name if desk.copied is not None else "",
            file=self._show.session_file,
            saved=not (self._unsaved or self._saving.busy),
            recent=self._recent,
            devices=self._devices,
            listing=self._survey is not None,
            preferences=self._preferences,
            taken_back=self._taken_back,
            patching=self._trial is not None,
            diary=self._diary,
            opening=opening,
            opening_share=share,
            player=self._rehearsal.describe(desk.session.patch),
            recording=self._rehearsal.recording(),
            takes=self._rehearsal.takes,
            listening=self._comparing.show(desk),
            auditions=self._auditions.rows,
            candidates=desk.candidates,
            midi=self._hands.midi,
            network=self._hands.network,
            surface_faults=self._hands.faults,
            learning=self._learning,
            plugins=self._plugins.version,
            scanning=self._plugins.scanning,
            confidence=desk.confidence,
            suggested=desk.suggested,
        )
        self._callers.tell(state, wires)

    def _set_status(self, **changes: str | int) -> None:
        status = structs.replace(self._status, **changes)
        if status != self._status:
            self._diary = note(self._diary, self._status, status, time.time())
            self._status = status
            self._untold = True


def run(runtime: Path) -> int:
    """The whole life of a desk; its exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(runtime / LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("a show is running already; end it with: deskhand stop", file=sys.stderr)
            return 2
        show = msgspec.msgpack.decode((runtime / SHOW).read_bytes(), type=Show)
        try:
            desk = DeskProcess(runtime, show)
        except SessionError as error:
            print(error, file=sys.stderr)
            return 2
        signal.signal(signal.SIGTERM, lambda *_: setattr(desk, "stopping", True))
        while not desk.stopping:
            desk.step()
        desk.finish()
        (runtime / SHOW).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
