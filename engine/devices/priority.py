"""Real-time priority for the audio thread, where the system allows it."""

from __future__ import annotations

import contextlib
import os

PRIORITY = 20


def raise_priority() -> None:
    """Ask for real-time scheduling of the calling thread; without the right to it, go on as before.

    A thread that has it already keeps what it was given: JACK runs its clients above ours.
    """
    if hasattr(os, "sched_setscheduler") and os.sched_getscheduler(0) not in (os.SCHED_FIFO, os.SCHED_RR):
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
