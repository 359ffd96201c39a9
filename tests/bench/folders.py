"""Folders of a measurement's own, in memory as the runtime folder of a show is.

What processes share may not lie on a disk: the system stops whoever writes to it now and then.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.folders import runtime_folder


@contextmanager
def own_folders() -> Iterator[Path]:
    """A folder that goes again; runtime, data and cache of shows begun meanwhile lie in it."""
    with tempfile.TemporaryDirectory(dir=runtime_folder().parent) as name:
        for place in ("RUNTIME", "DATA", "CACHE"):
            os.environ[f"DESKHAND_{place}"] = str(Path(name) / place.lower())
        yield Path(name)
