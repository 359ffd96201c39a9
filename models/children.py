"""Children: processes that find what we find, and never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""Where our packages are found."""

_DIE_WITH_PARENT = 1


def die_with_parent(parent: int) -> None:
    """Have this process killed when its parent, of that id, goes or has gone. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def make_environment() -> dict[str, str]:
    """Our environment for a child: our packages are found, and its mathematics keep to one thread."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    return {**os.environ, "PYTHONPATH": path, **single}
