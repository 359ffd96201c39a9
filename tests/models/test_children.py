"""Children end with their parents."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from app.children.child import make_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child that its parent died")

CHILD = "import sys, time; from models.children import die_with_parent; die_with_parent(int(sys.argv[1])); {}"


def test_one_whose_parent_has_gone_before_ends_at_once() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    assert gone.wait(20) == 0
    words = [sys.executable, "-P", "-c", CHILD.format("time.sleep(60)"), str(gone.pid)]
    assert subprocess.run(words, env=make_environment(), timeout=20).returncode == -signal.SIGKILL


def test_one_whose_parent_lives_goes_on() -> None:
    words = [sys.executable, "-P", "-c", CHILD.format("print('well')"), str(os.getpid())]
    assert subprocess.run(words, env=make_environment(), capture_output=True, timeout=20).stdout == b"well\n"


def test_one_whose_parent_is_killed_later_ends() -> None:
    inner = CHILD.format("print('ready', flush=True); time.sleep(60)")
    run = f"subprocess.run([sys.executable, '-P', '-c', {inner!r}, str(os.getpid())])"
    words = [sys.executable, "-P", "-c", f"import os, subprocess, sys; {run}"]
    with psutil.Popen(words, env=make_environment(), stdout=subprocess.PIPE) as parent:
        assert parent.stdout.readline() == b"ready\n"
        (child,) = parent.children()
        parent.kill()
        assert child.status() == psutil.STATUS_ZOMBIE or not psutil.wait_procs([child], 10)[1]
