"""Children: processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import signal
import sys

_DIE_WITH_PARENT = 1


def die_with_parent() -> None:
    """Have this process killed when its parent goes, however that goes. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
