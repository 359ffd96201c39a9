"""Orders about the show around the mix: listening, files, devices, rehearsal, preferences, surfaces."""

from __future__ import annotations

from msgspec import Struct

from app.preferences import WindowPlace
from engine.console.session import Patch, Session
from engine.messages import ResetMeter

MOST_MINDS = 4
"""So many minds hear the same passage at most."""


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


class CancelOpening(Struct, frozen=True, tag=True):
    """Forget what is being opened; what plays goes on."""


class Open(Struct, frozen=True, tag=True):
    """Go on with this session."""

    session: Session


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


class GoLive(Struct, frozen=True, tag=True):
    """Play what played before the take: the live inputs, or the stems."""


class ScanPlugins(Struct, frozen=True, tag=True):
    """Look for plugin files on this machine, each in a process that may die of it."""


class Learn(Struct, frozen=True, tag=True):
    """The next MIDI control that is moved becomes that of a target (`surfaces/targets.py`); "" stops that."""

    target: str


class Learnt(Struct, frozen=True, tag=True):
    """The MIDI process says what it learnt."""

    words: str


class Stop(Struct, frozen=True, tag=True):
    """End the show: engine, mind and desk."""


Listens = Listen | Compare | Audition | StopAudition | TakeMind
Files = NewSession | OpenSession | OpenFolder | CancelOpening | SaveSession | SaveSessionAs
Devicewise = SetPatch | ListDevices
Liked = SetPreferences | PlaceWindow
Rehearse = Roll | Record | PlayTake | GoLive
Surroundings = Devicewise | Liked | Rehearse | ScanPlugins | Learn | Learnt
ShowOrder = Listens | ResetMeter | Files | Surroundings | Open | Stop
