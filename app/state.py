"""State: what the desk tells its surfaces, all of it at once."""

from __future__ import annotations

from msgspec import Struct

from app.desk.deeds.scenes import Preview
from app.desk.listening import Candidate, Listening
from app.preferences import Preferences
from app.surfaces.news import MidiNews, NetworkNews
from engine.console.session import Session
from engine.devices.survey import Devices
from models.card import Macro


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
