"""Who waits for a core, who has one, and who waits for nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from app.children.starved import Diet

HOG = "print(flush=True)\nwhile True: pass"
BUSY = f"import os\nos.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\n{HOG}"
IDLE = "import time\nprint(flush=True)\ntime.sleep(600)"

pytestmark = pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="this system has no such priority")


@contextlib.contextmanager
def child(source: str, core: int) -> Iterator[int]:
    """A process on one core, once it runs."""
    process = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE)
    psutil.Process(process.pid).cpu_affinity([core])
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield process.pid
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def core() -> int:
    """The last core that we may use."""
    return max(os.sched_getaffinity(0))


def eaten(pid: int, seconds: float = 1.0) -> bool:
    diet = Diet(pid)
    time.sleep(seconds)
    return diet.is_starved(seconds)


def test_one_that_everything_else_goes_before_is_starved(core):
    with child(BUSY, core) as pid, child(HOG, core):
        time.sleep(0.2)
        assert eaten(pid)


def test_one_that_sleeps_is_stopped_or_is_gone_is_not(core):
    with child(IDLE, core) as pid:
        assert not eaten(pid, 0.2)
    assert not psutil.pid_exists(pid)
    with child(HOG, core) as pid:
        diet = Diet(pid)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.3)
        assert not diet.is_starved(0.3)
    assert not diet.is_starved(0.3)


def test_one_that_computes_for_ever_is_not(core):
    with child(HOG, core) as pid:
        assert not eaten(pid)
