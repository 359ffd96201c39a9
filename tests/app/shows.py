"""A real desk with its real children, over folders of its own, for tests that kill things."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.process.show_file import Show
from app.show import Runner
from app.state import State
from engine.console.layers import Layers
from engine.console.session import Patch, Session, save_session
from engine.console.state import Mix, Strip
from engine.gauges import Gauges
from engine.soundfiles import write_audio

RATE = 48000


def set_folders(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the runtime, data and cache of shows lie in a folder."""
    for name in ("RUNTIME", "DATA", "CACHE"):
        patch.setenv(f"DESKHAND_{name}", str(folder / name.lower()))


def make_stems(folder: Path, tracks: int = 3, seconds: float = 2.0) -> Path:
    """A folder of short noisy stems at uneven levels."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(1)
    for track in range(tracks):
        audio = dice.standard_normal((1, round(seconds * RATE))) * 10 ** (-(12 + 6 * track) / 20)
        write_audio(
            folder / f"{track + 1:02d} Track {track + 1}.wav", np.clip(audio, -1, 1).astype(np.float32), RATE
        )
    return folder


class TestShow:
    """A running show; `state()` is what a surface sees."""

    __test__ = False

    def __init__(
        self, folder: Path, strips: int = 3, player_file: str = "", patch: Patch | None = None
    ) -> None:
        mix = Mix(strips=tuple(Strip(f"Strip {n}", inputs=(n,)) for n in range(strips)))
        self.session_file = folder / "session.json"
        patch = patch or Patch(driver="clock", frames=128)
        save_session(Session(layers=Layers(mix, mix), patch=patch), self.session_file)
        self.runner = Runner(Show(str(self.session_file), player_file))
        self.runner.start()
        self.wait(lambda s: s.status.engine == "plays" and s.status.mind.endswith("mixes"))

    def wait(self, ready: Callable[[State], bool], seconds: float = 30.0) -> State:
        """Watch until a state is as wanted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.runner.watch()
            if self.runner.state is not None and ready(self.runner.state):
                return self.runner.state
            time.sleep(0.01)
        raise AssertionError(f"not in time: {self.runner.state and self.runner.state.status}")

    def state(self) -> State:
        """The last state."""
        self.runner.watch()
        assert self.runner.state is not None
        return self.runner.state

    def meters(self) -> Gauges:
        """The gauges of the engine that plays now."""
        gauges = self.runner.meters()
        assert gauges is not None
        return gauges

    def send(self, message: object) -> None:
        """Say something to the desk as a surface."""
        assert self.runner.wire is not None
        self.runner.wire.send(message)  # pyright: ignore[reportArgumentType]

    def kill(self, pid: int) -> float:
        """SIGKILL, and the time of it."""
        os.kill(pid, signal.SIGKILL)
        return time.monotonic()
