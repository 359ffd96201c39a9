"""The link: what the desk and its surfaces (window, MIDI, OSC, command line) say to each other."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec import Struct

from app.desk import Preview
from app.listening import Candidate, Listening
from app.preferences import Preferences, WindowPlace
from app.surfaces.news import MidiNews, NetworkNews
from engine.console.groups import SoloMode
from engine.console.moves import Hold, Move
from engine.console.params import MONITORS
from engine.console.session import Mode, Patch, Session
from engine.console.state import Insert
from engine.devices.survey import Devices
from engine.messages import ResetMeter
from engine.wire import Wire, WireError, knock
from models.card import Macro

DOOR, SHOW = "desk.sock", "desk.show"
"""Names in the runtime folder: where the desk is called, and what it is to run."""


class Touch(Struct, frozen=True, tag=True):
    """A person moves parameters."""

    moves: list[Move]


class Give(Struct, frozen=True, tag=True):
    """Hold a parameter, lock it, or give it back."""

    place: str
    param: str
    hold: Hold


class GiveMany(Struct, frozen=True, tag=True):
    """Hold (place, parameter) pairs, lock them, or give them back, in one step."""

    controls: list[tuple[str, str]]
    hold: Hold


class Gesture(Struct, frozen=True, tag=True):
    """A hand takes controls (begins) or lets go: all that a surface moves in between is one step to undo."""

    begins: bool


class Undo(Struct, frozen=True, tag=True):
    """Take back the last thing that people did, on any surface."""


class Redo(Struct, frozen=True, tag=True):
    """Do again what was undone last."""


class SetMind(Struct, frozen=True, tag=True):
    """Which mind mixes and how much it may do."""

    mind: str
    mode: Mode = "run"
    attenuate_only: bool = False
    amount: float = 1.0


class SetMacros(Struct, frozen=True, tag=True):
    """A person sets style inputs of the mind, by name, in their units; those not named stay."""

    values: dict[str, float]


class Listen(Struct, frozen=True, tag=True):
    """Hear another mix, as loud as the one that counts, and change nothing: "hand", "mind", "scene:NAME",
    "audition:MIND"; "" hears the mix that counts again.
    """

    item: str


class Compare(Struct, frozen=True, tag=True):
    """What is compared, two to four items of `Listen`: keys A, B and so on."""

    slots: list[str]


class Audition(Struct, frozen=True, tag=True):
    """Let minds hear the same passage, from now on for so long; what each would do can be heard."""

    minds: list[str]
    seconds: float = 15.0


class StopAudition(Struct, frozen=True, tag=True):
    """End an audition, and forget what came of it."""


class TakeMind(Struct, frozen=True, tag=True):
    """Let an auditioned mind mix, from what it was heard to do on."""

    mind: str


class StoreScene(Struct, frozen=True, tag=True):
    """Keep what is heard as a scene at the end of the list, or in place of the one of that name."""

    name: str
    crossfade_s: float = 0.0
    """How long a recall takes that names no time."""


class RecallScene(Struct, frozen=True, tag=True):
    """Go to a scene; all it covers is held. None: in the scene's own time."""

    name: str
    crossfade_s: float | None = None


class StepScene(Struct, frozen=True, tag=True):
    """Go to the scene after the one that was recalled or stored last (by 1), or to the one before (by -1)."""

    by: int = 1
    crossfade_s: float | None = None


class SetSceneTime(Struct, frozen=True, tag=True):
    """How long a recall of a scene takes that names no time; what it recalls stays."""

    name: str
    crossfade_s: float


class RenameScene(Struct, frozen=True, tag=True):
    """Call a scene otherwise."""

    name: str
    new_name: str


class DeleteScene(Struct, frozen=True, tag=True):
    """Forget a scene."""

    name: str


class MoveScene(Struct, frozen=True, tag=True):
    """Put a scene at a position of the list, from 0."""

    name: str
    to: int


class PreviewScene(Struct, frozen=True, tag=True):
    """Look at what a scene would change; "" looks no more."""

    name: str


class SetSafe(Struct, frozen=True, tag=True):
    """Keep parameters of places from recalls, or no more. A whole strip: `Touch` its `safe`."""

    places: list[str]
    params: list[str]
    safe: bool


class Copy(Struct, frozen=True, tag=True):
    """Remember the settings of a strip."""

    place: str


class Paste(Struct, frozen=True, tag=True):
    """Give strips what was copied: some sections (`engine.console.params.SECTIONS`); none named: all."""

    places: list[str]
    sections: list[str] = []


class Reset(Struct, frozen=True, tag=True):
    """Put strips to their defaults, held: some sections, as with `Paste`, or all."""

    places: list[str]
    sections: list[str] = []


class SetStrip(Struct, frozen=True, tag=True):
    """Say what strips are: what is None stays. A role or colour of "" is left to the ears, to the group."""

    places: list[str]
    name: str | None = None
    role: str | None = None
    colour: str | None = None


class SetInserts(Struct, frozen=True, tag=True):
    """The insert effects of a strip, in their order."""

    place: str
    inserts: tuple[Insert, ...]


class Learn(Struct, frozen=True, tag=True):
    """The next MIDI control that is moved becomes that of a target (`surfaces/targets.py`); "" stops that."""

    target: str


class Learnt(Struct, frozen=True, tag=True):
    """The MIDI process says what it learnt."""

    words: str


class ScanPlugins(Struct, frozen=True, tag=True):
    """Look for plugin files on this machine, each in a process that may die of it."""


class Accept(Struct, frozen=True, tag=True):
    """The hand takes over, and holds, what the mind suggests for places; none named: for all."""

    places: list[str] = []


class SetDca(Struct, frozen=True, tag=True):
    """Set a DCA, from 0; what is None stays."""

    index: int
    name: str | None = None
    members: list[str] | None = None
    fader_db: float | None = None
    mute: bool | None = None


class SetMuteGroup(Struct, frozen=True, tag=True):
    """Set a mute group, from 0; what is None stays."""

    index: int
    name: str | None = None
    members: list[str] | None = None
    active: bool | None = None


class SetSolo(Struct, frozen=True, tag=True):
    """How solos are heard: in place, or before or after the faders on a monitor, from 1."""

    mode: SoloMode
    monitor: int = MONITORS


class Open(Struct, frozen=True, tag=True):
    """Go on with this session."""

    session: Session


class NewSession(Struct, frozen=True, tag=True):
    """Begin anew with the same inputs, everything at its default, in a file that is not there yet.

    A file is a path, or just a name in the folder of sessions.
    """

    file: str


class OpenSession(Struct, frozen=True, tag=True):
    """Go on with the session of a file; what plays goes on until it is ready."""

    file: str


class SaveSession(Struct, frozen=True, tag=True):
    """Write the session now, rather than within a second."""


class SaveSessionAs(Struct, frozen=True, tag=True):
    """Go on in another file; the one before stays as it is."""

    file: str
    overwrite: bool = False


class OpenFolder(Struct, frozen=True, tag=True):
    """Go on with the stems of a folder: its own session, or a fresh one; what plays goes on until then."""

    folder: str


class Roll(Struct, frozen=True, tag=True):
    """Play on or pause, go elsewhere, and what is repeated; what is None stays as it is."""

    playing: bool | None = None
    seek_s: float | None = None
    step_s: float | None = None
    """So much further on, or back, than the player is or was just told to be."""
    loop: bool | None = None
    """Whether the region is repeated, rather than the whole."""
    start_s: float | None = None
    end_s: float | None = None


class Record(Struct, frozen=True, tag=True):
    """Record every strip's input, and the master if wanted; or end that."""

    on: bool
    master: bool = False


class PlayTake(Struct, frozen=True, tag=True):
    """Let a take play in place of the inputs: a sound check without the band."""

    folder: str


class CancelOpening(Struct, frozen=True, tag=True):
    """Forget what is being opened; what plays goes on."""


class SetPatch(Struct, frozen=True, tag=True):
    """Play over another device or other wires; a device that is refused is left for the one before."""

    patch: Patch
    """Its stems stay those of the session."""
    inputs: dict[str, tuple[int, ...]] = {}
    """Strip -> its device inputs, from 0; strips not named keep theirs."""
    outputs: dict[str, tuple[int, ...]] = {}
    """Bus -> its device outputs, from 0."""


class ListDevices(Struct, frozen=True, tag=True):
    """Look which sound devices there are; the sound goes on meanwhile."""


class SetPreferences(Struct, frozen=True, tag=True):
    """What a person likes, whatever the show, by the names of `Preferences`; what is not named stays."""

    values: dict[str, bool | int | float | str]


class PlaceWindow(Struct, frozen=True, tag=True):
    """Remember where a window is; its slot counts from 0."""

    slot: int
    place: WindowPlace


class GoLive(Struct, frozen=True, tag=True):
    """Play what played before the take: the live inputs, or the stems."""


class Stop(Struct, frozen=True, tag=True):
    """End the show: engine, mind and desk."""


class Status(Struct, frozen=True):
    """How the parts are."""

    engine: str = "starting"
    engine_pid: int = 0
    mind: str = "starting"
    mind_pid: int = 0
    device: str = ""
    gauges: str = ""
    complaint: str = ""
    engine_starts: int = 0
    mind_starts: int = 0
    losses: int = 0
    """How often the device went away."""
    inputs: int = 0
    outputs: int = 0
    """Channels that the engine has open."""


class Happening(Struct, frozen=True):
    """Something that happened to a part, at a time of the wall clock in seconds."""

    at: float
    text: str


class Auditioned(Struct, frozen=True):
    """How far a mind is that is auditioned: "waits", "listens", "thinks", "ready" or "failed"."""

    mind: str
    stage: str = "waits"
    share: float = 0.0
    """How much of the stage is done, 0 to 1."""
    trouble: str = ""
    """Why it failed."""


class Playing(Struct, frozen=True):
    """What plays in place of live inputs, and how."""

    folder: str
    file: str
    """Prepared for the player: float32 (frames, inputs)."""
    seconds: float
    rate: int
    inputs: int
    playing: bool
    loop: bool
    start_s: float
    end_s: float
    is_take: bool
    before: str
    """What `GoLive` goes back to: a folder of stems, or "" for live inputs."""


class Recording(Struct, frozen=True):
    """What is being recorded, for surfaces."""

    folder: str
    began: float
    """Seconds since 1970."""
    seconds: float
    megabytes: float
    hours_left: float
    """How much longer there is room on the disk."""
    lost_s: float
    part: int
    master: bool


class TakeRow(Struct, frozen=True):
    """A take as surfaces list it."""

    folder: str
    name: str
    session: str
    began: float
    """Seconds since 1970."""
    seconds: float
    tracks: int
    megabytes: float
    part: int = 1
    lost_s: float = 0.0
    why: str = ""
    source: str = ""
    """The stems that played when it was recorded; "" for live inputs."""


class State(Struct, frozen=True, tag=True):
    """Everything a surface shows; sent on connecting and whenever something changed."""

    session: Session
    because: dict[str, str]
    status: Status
    pid: int
    macros: tuple[Macro, ...] = ()
    """The style inputs of the mind that mixes, for `SetMacros`; what is set is in the session."""
    undo: str = ""
    """What `Undo` would take back, in words ("fader of Vocals"); "" where there is nothing."""
    redo: str = ""
    """What `Redo` would do again."""
    preview: Preview | None = None
    """What the scene of `PreviewScene` would move now."""
    fading: str = ""
    """The scene that a crossfade goes to, and how long it still takes."""
    fade_left_s: float = 0.0
    fade_s: float = 0.0
    """How long all of it takes."""
    copied: str = ""
    """The strip that `Paste` would paste."""
    file: str = ""
    """Where the session lies, and whether all of it does by now."""
    saved: bool = True
    recent: tuple[str, ...] = ()
    """Files of sessions that were open, newest first."""
    opening: str = ""
    """The file that is being opened, and how much of it is done (0 to 1)."""
    opening_share: float = 0.0

    listening: Listening = Listening()
    """What is heard, and what is compared."""
    auditions: tuple[Auditioned, ...] = ()
    """Minds that are auditioned, in the order in which they were asked."""
    candidates: dict[str, Candidate] = {}
    """What the auditioned minds would do, by mind."""
    devices: Devices | None = None
    """What `ListDevices` found last, and whether it is still looking."""
    listing: bool = False
    preferences: Preferences = Preferences()
    taken_back: float = 0.0
    """When this desk took the mix back from an engine that played on, by the wall clock; 0: it did not."""
    patching: bool = False
    """Whether another device is being tried."""
    diary: tuple[Happening, ...] = ()
    """What happened to engine, mind and device, oldest first."""
    player: Playing | None = None
    """What plays in place of live inputs, for `Roll`; where it is, the gauges say."""
    recording: Recording | None = None
    takes: tuple[TakeRow, ...] = ()
    """What was recorded, newest first."""
    midi: MidiNews = MidiNews()
    network: NetworkNews = NetworkNews()
    """The controllers that work; the doors that are open to others, and their codes."""
    surface_faults: tuple[str, ...] = ()
    learning: str = ""
    """The target whose control is being learnt."""
    plugins: str = ""
    """The list of plugin files (JSON, of `engine.console.effects.Effect`) and its number: PATH?NUMBER."""
    scanning: str = ""
    """The plugin that is looked at."""

    confidence: dict[str, float] = {}
    """How sure the mind is of each place, 0..1."""

    suggested: dict[str, dict[str, float]] = {}
    """Place -> parameter -> value that the mind would set, in mode `suggest` only; for `Accept`."""


Hands = Touch | Give | GiveMany | Gesture | Undo | Redo | SetMind | SetMacros
Recalls = RecallScene | StepScene | PreviewScene
Scenes = StoreScene | Recalls | SetSceneTime | RenameScene | DeleteScene | MoveScene | SetSafe
Listens = Listen | Compare | Audition | StopAudition | TakeMind
Strips = Copy | Paste | Reset | SetStrip | SetInserts | Accept | SetDca | SetMuteGroup | SetSolo
Files = NewSession | OpenSession | OpenFolder | CancelOpening | SaveSession | SaveSessionAs
Devicewise = SetPatch | ListDevices
Liked = SetPreferences | PlaceWindow
Rehearse = Roll | Record | PlayTake | GoLive
Listened = Listens | ResetMeter
Surroundings = Devicewise | Liked | Rehearse | ScanPlugins | Learn | Learnt
ToDesk = Hands | Scenes | Strips | Listened | Files | Surroundings | Open | Stop
FromDesk = State


def call_desk(runtime: Path, seconds: float = 5.0) -> Wire:
    """A wire to the running desk; WireError where none answers in time."""
    until = time.monotonic() + seconds
    while True:
        try:
            return knock(runtime / DOOR, FromDesk)
        except WireError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
