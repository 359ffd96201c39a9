"""Plugins: which plugin files this machine has; each is looked at in a process that may die of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import msgspec

from app.children.child import make_environment
from app.folders import cache_folder
from engine.console.effects import Effect

LIST = "plugins.json"
"""Name in the cache folder."""

FOLDERS = "DESKHAND_VST3"
"""The variable that names other folders than the usual ones, with a colon between them."""

LONGEST_S = 90.0
"""How long a look at a plugin may take; some ask a licence server."""

_USUAL = {
    "darwin": ("~/Library/Audio/Plug-Ins/VST3", "/Library/Audio/Plug-Ins/VST3"),
    "linux": ("~/.vst3", "/usr/local/lib/vst3", "/usr/lib/vst3", "/usr/lib64/vst3"),
}


class Plugins:
    """The list of plugin files, kept in the cache folder; the desk tells surfaces where it is."""

    def __init__(self) -> None:
        self._file = cache_folder() / LIST
        self._turn = 0
        self._thread: threading.Thread | None = None
        self.scanning = ""
        """The plugin that is looked at."""

    @property
    def version(self) -> str:
        """Where the list is, and a number that changes with it: PATH?NUMBER."""
        return f"{self._file}?{self._turn}"

    @property
    def busy(self) -> bool:
        """Whether plugins are looked at."""
        return self._thread is not None and self._thread.is_alive()

    def scan(self) -> None:
        """Look at every plugin that is new or changed; one at a time, in a thread of its own."""
        if not self.busy:
            self._thread = threading.Thread(target=self._run, daemon=True, name="plugins")
            self._thread.start()

    def _run(self) -> None:
        known, since = _read(self._file)
        found: list[Effect] = []
        for path in find_plugins():
            before = known.get(str(path))
            if before is not None and not before.fault and path.stat().st_mtime < since:
                found.append(before)
                continue
            self.scanning = path.stem
            found.append(look_at(path))
            self._write(
                found + [e for e in known.values() if e.effect > str(path) and Path(e.effect).exists()]
            )
        self._write(found)
        self.scanning = ""

    def _write(self, found: list[Effect]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f".{self._file.name}.part")
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
        draft.replace(self._file)
        self._turn += 1


def find_plugins() -> list[Path]:
    """The VST3 files and bundles of this machine."""
    told = os.environ.get(FOLDERS)
    folders = told.split(os.pathsep) if told else _USUAL.get(sys.platform, ())
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(Path(folder).expanduser().rglob("*.vst3")):
            if not any(parent.suffix == ".vst3" for parent in path.parents):
                found.setdefault(str(path), path)
    return sorted(found.values(), key=str)


def look_at(path: Path) -> Effect:
    """What a plugin is, found out by a process of its own; what became of that one, if it did not answer."""
    with tempfile.TemporaryDirectory(prefix="deskhand-scan-") as folder:
        answer = Path(folder) / "answer.json"
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "engine.plugins.scan", str(path), str(answer)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_S,
                env=make_environment(),
            )
        except subprocess.TimeoutExpired:
            return Effect(str(path), path.stem, fault=f"did not load within {LONGEST_S:.0f} s")
        if answer.exists():
            return msgspec.json.decode(answer.read_bytes(), type=Effect)
        status = done.returncode
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return Effect(str(path), path.stem, fault=f"killed the process that looked at it ({how})")


def _read(file: Path) -> tuple[dict[str, Effect], float]:
    """The list as it was, by path, and when it was written."""
    try:
        rows = msgspec.json.decode(file.read_bytes(), type=list[Effect])
        return {row.effect: row for row in rows}, file.stat().st_mtime
    except (OSError, msgspec.MsgspecError):
        return {}, 0.0
