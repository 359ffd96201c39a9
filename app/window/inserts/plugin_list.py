"""Plugin list: the plugin files that the desk has found, read from where the desk keeps them. No Qt."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.window.inserts.insert_board import Known
from engine.console.effects import Effect


class PluginList:
    """Reads the list again when the desk says that there is another one."""

    def __init__(self) -> None:
        self._version = ""
        self._known: Known = {}

    def read(self, version: str) -> Known:
        """The plugins of a list, which the desk names by its file and a number: PATH?NUMBER."""
        if version != self._version:
            self._version = version
            try:
                rows = msgspec.json.decode(Path(version.rpartition("?")[0]).read_bytes(), type=list[Effect])
            except (OSError, msgspec.MsgspecError):
                rows = []
            self._known = {row.effect: row for row in rows}
        return self._known
