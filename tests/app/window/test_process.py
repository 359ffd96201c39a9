"""The window as a process: killed and reopened it harms nothing; it runs on X; the rest needs no Qt."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from app.children.child import make_environment
from app.orders.mix import Touch
from app.show import show_runs
from engine.console.moves import Move

KILLS = 20
PATIENCE_S = 60.0

DRAGGED = """
import sys, time
from pathlib import Path
from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QApplication
from app.window.desk_link import DeskLink
from app.window.theme import dress
from app.window.window import Window
from tests.app.window.gestures import drag
app = QApplication([])
dress(app)
assert app.platformName() == "xcb"
window = Window(DeskLink(Path(sys.argv[1])))
window.resize(1280, 720)
window.show()
until = time.monotonic() + 20
while len(window.mixer.strips) < 3 and time.monotonic() < until:
    app.processEvents()
fader = window.mixer.strips[0].fader
drag(fader, fader.cap_rect().center(), QPointF(0, 60))
def heard():
    return window._link.state.session.layers.heard("strip/0", "fader_db")
while heard() != fader.value and time.monotonic() < until:
    app.processEvents()
print(fader.value)
window.close()
del window, fader
"""


@pytest.mark.window
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs xvfb")
def test_a_fader_is_dragged_on_an_x_server(show, place):
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", DRAGGED, str(place / "runtime")],
        capture_output=True,
        text=True,
        env={**make_environment(), "QT_QPA_PLATFORM": "xcb"},
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    value = float(done.stdout.split()[-1])
    assert value < -3.0
    show.wait(lambda s: s.session.layers.heard("strip/0", "fader_db") == value)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_killing_the_window_loses_no_block_and_no_setting(show):
    show.send(Touch([Move("strip/1", "fader_db", -7.0)]))
    show.wait(lambda s: s.session.layers.heard("strip/1", "fader_db") == -7.0)
    gauges, status = show.meters(), show.state().status
    begun, frames = time.monotonic(), gauges.rendered_frames
    for _ in range(KILLS):
        window = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.window.start"],
            env={**make_environment(), "QT_QPA_PLATFORM": "offscreen"},
        )
        try:
            until = time.monotonic() + PATIENCE_S
            while not knows_the_desk(window.pid):
                assert window.poll() is None and time.monotonic() < until
                time.sleep(0.05)
        finally:
            os.kill(window.pid, signal.SIGKILL)
            window.wait()
    assert (gauges.rendered_frames - frames) / ((time.monotonic() - begun) * gauges.rate) > 0.98
    after = show.state()
    assert after.session.layers.heard("strip/1", "fader_db") == -7.0
    assert (after.status.engine_pid, after.status.mind_pid) == (status.engine_pid, status.mind_pid)


def knows_the_desk(pid):
    """Whether a window has mapped the gauges: it heard where they are from the desk."""
    try:
        return any("gauges." in region.path for region in psutil.Process(pid).memory_maps())
    except psutil.Error:
        return False


def test_only_the_mixer_loads_qt():
    code = "import app.main, app.show, app.process.loop, sys; print([m for m in sys.modules if 'PyQt' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=make_environment()
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("display", [False, True])
def test_without_a_show_or_a_display_the_mixer_says_so(tmp_path, display):
    environment = {**make_environment(), "DESKHAND_RUNTIME": str(tmp_path)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    if display:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app.main", "mixer"], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "deskhand: no show is running; start one with: deskhand demo --window"


def test_the_first_start_asks_in_the_window_and_begins_nothing_by_itself(folders):
    window = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.main"],
        stdout=subprocess.PIPE,
        text=True,
        env={**make_environment(), "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert window.stdout is not None
        assert window.stdout.readline().startswith("Choose in the window")
        until = time.monotonic() + PATIENCE_S
        while not (folders / "runtime" / "window.0.lock").exists():
            assert window.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        assert not show_runs(folders / "runtime")
    finally:
        window.terminate()
        window.communicate()
    assert not (folders / "data").exists()
