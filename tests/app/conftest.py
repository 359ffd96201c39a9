"""Folders of their own for every test that starts a show."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.app.shows import set_folders


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runtime, data and cache folders under tmp_path; afterwards nothing of the show may be left."""
    set_folders(monkeypatch, tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    return tmp_path


def find_processes(folder: Path) -> list[str]:
    """Command lines of our processes over a folder, and of minds without a parent."""
    found = []
    for process in psutil.process_iter(["cmdline", "status", "ppid"]):
        command = process.info["cmdline"] or []
        ours = any(str(folder) in part for part in command)
        orphan = {"models.process", "models.audition"} & set(command) and process.info["ppid"] == 1
        if (ours or orphan) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(" ".join(command))
    return found
