"""Real-time priority for the audio thread, and processors that do not doze, where the system allows it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

PRIORITY = 20

LATENCY = Path("/dev/cpu_dma_latency")
"""Linux: for whoever holds it open no processor takes longer to wake than the microseconds written to it."""


def raise_priority() -> None:
    """Ask for real-time scheduling of the calling thread; without the right to it, go on as before.

    A thread that has it already keeps what it was given: JACK runs its clients above ours.
    """
    if hasattr(os, "sched_setscheduler") and os.sched_getscheduler(0) not in (os.SCHED_FIFO, os.SCHED_RR):
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))


def keep_awake(door: Path = LATENCY) -> BinaryIO | None:
    """Keep processors from dozing between blocks, until what this gives is closed; None if refused."""
    try:
        held = open(door, "r+b", buffering=0)  # noqa: SIM115
        held.write(bytes(4))
    except OSError:
        return None
    return held
