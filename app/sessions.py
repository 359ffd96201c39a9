"""Sessions: where they lie, which were open last, and how another is opened without a stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from app.folders import cache_folder, data_folder
from app.stems import StemsError, find_stems, prepare_player_file
from engine.console.layers import Layers
from engine.console.session import Patch, Session, SessionError, load_session
from engine.console.state import Strip, defaults

LAST, RECENT = "last-session", "recent-sessions.json"
"""Names in the data folder."""

MOST_RECENT = 12


class Opened(Struct, frozen=True):
    """A session that is ready to be gone on with."""

    session: Session
    file: str
    player_file: str


class Opening:
    """A session on its way from the disk, in a thread of its own: stems may take a while."""

    def __init__(self, path: Path, patch: Patch) -> None:
        self.path = path
        self.share = 0.0
        self._patch = patch
        self._result: Opened | str | None = None
        threading.Thread(target=self._run, daemon=True, name="opening").start()

    def result(self) -> Opened | str | None:
        """What was opened, or why it could not be; None while it lasts."""
        return self._result

    def _run(self) -> None:
        try:
            self._result = open_session(self.path, self._patch, self._tell)
        except (SessionError, StemsError) as error:
            self._result = str(error)
        except Exception as error:
            self._result = f"{self.path}: cannot be opened ({type(error).__name__}: {error})"

    def _tell(self, done: int, total: int) -> None:
        self.share = done / max(1, total)


def open_session(path: Path, running: Patch, progress: Callable[[int, int], None]) -> Opened:
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
        stems, mix = find_stems(Path(patch.stems)), session.layers.hand
        player = str(prepare_player_file(stems, patch.rate, cache_folder() / "stems", progress, mix))
    return Opened(structs.replace(session, patch=patch), str(path), player)


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
