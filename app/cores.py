"""Cores: the strips compiled for this processor, before a show or a mixdown wants them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from app.folders import cores_folder
from engine.strips.core import CoreError, find_core, make_core, use_core_of

Tell = Callable[[str, float], None]
"""Told what is being made ready, and how much of it is (0 to 1)."""

WHAT = "Strips"


def ready_strips(tell: Tell) -> None:
    """Compile the strips on the first start; where that fails chains serve, and the doctor says why."""
    if find_core(cores_folder()) is None:
        tell(WHAT, 0.0)
        with contextlib.suppress(CoreError):
            make_core(cores_folder())
        tell(WHAT, 1.0)


def use_strips(tell: Tell) -> None:
    """Have this process itself play strips as a show does."""
    ready_strips(tell)
    use_core_of(cores_folder())
