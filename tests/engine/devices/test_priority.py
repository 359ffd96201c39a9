"""Real-time priority: asked for where there is none, kept where there is, no fault where it is refused."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from engine.devices.priority import PRIORITY, keep_awake, raise_priority

Scheduling = tuple[int, int]


def read_own() -> Scheduling:
    return os.sched_getscheduler(0), os.sched_getparam(0).sched_priority


def in_a_thread(prepare: Callable[[], object]) -> tuple[Scheduling, Scheduling]:
    """What a thread of its own had after `prepare`, and what after it asked."""
    seen: list[Scheduling] = []

    def ask() -> None:
        prepare()
        seen.append(read_own())
        raise_priority()
        seen.append(read_own())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return seen[0], seen[1]


def try_to(policy: int, priority: int) -> bool:
    """Whether the system lets a thread have this."""
    try:
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except PermissionError:
        return False
    return True


def test_it_is_given_where_the_system_allows_it():
    allowed = []
    in_a_thread(lambda: allowed.append(try_to(os.SCHED_FIFO, 1)))
    before, after = in_a_thread(lambda: None)
    assert before == (os.SCHED_OTHER, 0)
    assert after == ((os.SCHED_FIFO, PRIORITY) if allowed[0] else before)


def test_what_a_thread_was_given_it_keeps():
    for policy in (os.SCHED_FIFO, os.SCHED_RR):
        for priority in (PRIORITY - 10, PRIORITY + 15):
            before, after = in_a_thread(lambda p=policy, n=priority: try_to(p, n))
            assert after == before or before[0] == os.SCHED_OTHER


def test_processors_are_kept_awake_where_there_is_a_door_to_it(tmp_path: Path):
    door = tmp_path / "cpu_dma_latency"
    assert keep_awake(door) is None and not door.exists()
    door.touch()
    held = keep_awake(door)
    assert held is not None and not held.closed
    assert door.read_bytes() == bytes(4)
    held.close()
