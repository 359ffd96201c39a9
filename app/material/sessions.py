"""Sessions: where they lie, which were open last, and how another is opened without a stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from app.folders import cache_folder, data_folder
from app.material.stem_roles import give_roles
from app.material.stems import Progress, StemsError, find_stems, make_mix, prepare_player_file
from app.orders.show import SetPatch
from app.patching import read_inputs, wire
from engine.console.layers import Layers
from engine.console.session import Patch, Session, SessionError, load_session, save_session
from engine.console.state import Mix, Strip, defaults

LAST, RECENT = "last-session", "recent-sessions.json"
"""Names in the data folder."""

MOST_RECENT = 12


class Opened(Struct, frozen=True):
    """A session that is ready to be gone on with."""

    session: Session
    file: str
    player_file: str


class CancelledError(Exception):
    """Nobody wants it any more."""


class Opening:
    """A session on its way from the disk, in a thread of its own: stems may take a while."""

    def __init__(self, path: Path, make: Callable[[Progress], Opened], order: SetPatch | None = None) -> None:
        self.path = path
        self.order = order
        """The change of device that the stems are being made ready for."""
        self.share = 0.0
        self._make = make
        self._gone = False
        self._result: Opened | str | None = None
        threading.Thread(target=self._run, daemon=True, name="opening").start()

    def result(self) -> Opened | str | None:
        """What was opened, or why it could not be; None while it lasts."""
        return self._result

    def cancel(self) -> None:
        """Stop at the next chance; nothing half made is left."""
        self._gone = True

    def _run(self) -> None:
        try:
            self._result = self._make(self._tell)
        except (SessionError, StemsError) as error:
            self._result = str(error)
        except CancelledError:
            self._result = ""
        except Exception as error:
            self._result = f"{self.path}: cannot be opened ({type(error).__name__}: {error})"

    def _tell(self, done: int, total: int) -> None:
        if self._gone:
            raise CancelledError
        self.share = done / max(1, total)


def open_session(path: Path, running: Patch, progress: Progress) -> Opened:
    """Read a session and make its stems ready; the device that runs goes on."""
    session = load_session(path)
    patch = structs.replace(
        running,
        stems=session.patch.stems,
        input_names=session.patch.input_names,
        output_names=session.patch.output_names,
    )
    player = ""
    if patch.stems:
        player = prepare_stems(Path(patch.stems), patch.rate, progress, session.layers.hand)[1]
    return Opened(structs.replace(session, patch=patch), str(path), player)


def open_folder(folder: Path, running: Session, progress: Progress) -> Opened:
    """The session of a folder of stems, its stems ready; mind and device that run go on."""
    mix, player = prepare_stems(folder, running.patch.rate, progress)
    patch = structs.replace(running.patch, stems=str(folder.resolve()), input_names=(), output_names=())
    path = session_of_folder(folder)
    session, _ = resume(path, mix, patch, running.mind)
    save_session(session, path)
    return Opened(session, str(path), player)


def prepare_stems(
    folder: Path, rate: int, progress: Progress | None = None, mix: Mix | None = None
) -> tuple[Mix, str]:
    """The mix of a folder's stems, and their file, prepared for that mix or another."""
    stems = find_stems(folder)
    return make_mix(stems), str(prepare_player_file(stems, rate, cache_folder() / "stems", progress, mix))


def session_of_folder(folder: Path) -> Path:
    """Where the session of a folder of stems is kept."""
    return data_folder() / "sessions" / f"{folder.resolve().name or 'stems'}.json"


def resume(
    path: Path, fresh: Mix, patch: Patch, mind: str, macros: Mapping[str, float] | None = None
) -> tuple[Session, bool]:
    """The session for these inputs; what was set before stays (True), if it is of the same inputs."""
    session = Session(path.stem, Layers(fresh, fresh), patch, mind, macros=dict(macros or {}))
    if not path.exists():
        return session, False
    before = load_session(path)
    mix = before.layers.hand
    if [strip.name for strip in mix.strips] != [strip.name for strip in fresh.strips]:
        return session, False
    told = [f"{strip.name}={strip.role}" for strip in fresh.strips if strip.role]
    hand, auto = (give_roles(mix, told) for mix in (before.layers.hand, before.layers.auto))
    if patch.stems:
        hand, auto = (wire(mix, read_inputs(fresh), {}) for mix in (hand, auto))
    layers = structs.replace(before.layers, hand=hand, auto=auto)
    patch = structs.replace(
        patch,
        input_names=patch.input_names or before.patch.input_names,
        output_names=patch.output_names or before.patch.output_names,
    )
    kept = {**before.macros, **(macros or {})}
    session = structs.replace(before, layers=layers, patch=patch, mind=mind, macros=kept)
    return session, True


def make_fresh(session: Session, name: str) -> Session:
    """A new session for the same inputs, outputs, device and mind: everything at its default."""
    mix = session.layers.hand
    strips = tuple(Strip(strip.name, strip.role, strip.inputs) for strip in mix.strips)
    fresh = structs.replace(
        mix,
        strips=strips,
        **{
            field: structs.replace(bus, values=defaults(bus.kind))
            for field, bus in (("reverb", mix.reverb), ("delay", mix.delay), ("master", mix.master))
        },
        groups=tuple(structs.replace(bus, values=defaults(bus.kind)) for bus in mix.groups),
        monitors=tuple(structs.replace(bus, values=defaults(bus.kind)) for bus in mix.monitors),
    )
    return Session(name, Layers(fresh, fresh), session.patch, session.mind, session.mode)


def find_file(text: str) -> Path:
    """The file that a person means: a path, or just a name in the folder of sessions."""
    if not text.strip():
        raise ValueError("a session needs a name")
    path = Path(text.strip()).expanduser()
    if path.name == text.strip() and path.suffix != ".json":
        return data_folder() / "sessions" / f"{path.name}.json"
    return path.absolute()


def remember_session(path: Path) -> None:
    """Note that a session is open: the last one, and the newest of the recent ones."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    whole = str(path.absolute())
    recent = [whole, *(other for other in _read_recent() if other != whole)][:MOST_RECENT]
    for name, text in ((RECENT, msgspec.json.encode(recent)), (LAST, whole.encode())):
        draft = folder / f".{name}.part"
        draft.write_bytes(text)
        draft.replace(folder / name)


def list_recent() -> tuple[str, ...]:
    """The sessions that were open, newest first, as far as they are still there."""
    return tuple(path for path in _read_recent() if Path(path).exists())


def last_session() -> Path | None:
    """The session that was open last; None where there was none."""
    with suppress(OSError):
        return Path((data_folder() / LAST).read_text().strip())
    return None


def _read_recent() -> list[str]:
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((data_folder() / RECENT).read_bytes(), type=list[str])
    return []


class Glance(Struct, frozen=True):
    """What a session file holds, at a glance; `fault` where it cannot be opened."""

    path: str
    name: str
    changed: float = 0.0
    """When it was written last, seconds of the wall clock."""
    strips: int = 0
    scenes: int = 0
    stems: str = ""
    mind: str = ""
    fault: str = ""


def glance(path: Path) -> Glance:
    """Look into a session file without checking all of it."""
    changed = 0.0
    try:
        changed = path.stat().st_mtime
        data = msgspec.json.decode(path.read_bytes(), type=_Outline)
    except OSError as error:
        return Glance(str(path), path.stem, fault=f"cannot be read ({error.strerror})")
    except msgspec.MsgspecError:
        return Glance(str(path), path.stem, changed, fault="damaged, or no session of Deskhand")
    counts = len(data.strips), len(data.scenes)
    return Glance(str(path), data.name, changed, *counts, data.patch.get("stems", ""), data.mind)


class _Outline(Struct):
    deskhand_session: int
    name: str
    mind: str = ""
    patch: dict[str, Any] = {}
    strips: list[msgspec.Raw] = []
    scenes: list[msgspec.Raw] = []
