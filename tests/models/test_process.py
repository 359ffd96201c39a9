"""The mind process: a real one, a real tap, a real wire."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.tap import Tap
from engine.wire import Wire, WireError
from models.messages import Alive, Failed, FromMind, Listen, Predicted, Quit, Ready
from models.predictor import TrackInfo
from tests.models.tracks import HOP, RATE, hear, make_audio, make_mix, make_tracks

ROOT = Path(__file__).parents[2]
MIX = make_mix(2)


class Mind:
    """A mind process and what it said."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "models.process", "--fd", str(theirs.fileno())]
        self.process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(),),
            env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )
        theirs.close()
        self.wire = Wire(ours, FromMind)
        self.said: list[Any] = []

    def wait(self, wanted: Callable[[Any], bool], seconds: float = 15.0, tap: Tap | None = None) -> Any:
        """The first message from now on that is wanted; a tap is played meanwhile."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for message in self.wire.receive(0.01):
                self.said.append(message)
                if wanted(message):
                    return message
            if tap is not None:
                tap.write(make_audio([-20.0, -35.0], HOP / RATE, tap.head))
        raise AssertionError(f"not said; the last was {self.said[-3:]}")

    def listen(self, tap: Path, mind: str = "level") -> None:
        self.wire.send(Listen(str(tap), mind, make_tracks(MIX)))
        self.wire.send(hear(MIX))

    def end(self) -> None:
        self.wire.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=5)


@pytest.fixture
def mind() -> Iterator[Mind]:
    mind = Mind()
    yield mind
    mind.end()


def is_a(kind: type) -> Callable[[Any], bool]:
    return lambda message: isinstance(message, kind)


def moves_faders(message: Any) -> bool:
    return isinstance(message, Predicted) and bool(message.prediction.moves)


def make_tap(folder: Path, name: str = "tap") -> Tap:
    return Tap.create(folder / name, 2, RATE)


def test_it_listens_predicts_begins_anew_and_ends_with_its_wire(mind, tmp_path):
    first, second = make_tap(tmp_path, "first"), make_tap(tmp_path, "second")
    mind.listen(tmp_path / "first")
    assert mind.wait(is_a(Ready)).mind == "level"
    said = mind.wait(moves_faders, tap=first)
    assert said.applied and said.prediction.because and 0 < said.prediction.at_frame <= first.head
    mind.process.send_signal(signal.SIGINT)
    mind.listen(tmp_path / "second")
    mind.wait(is_a(Ready))
    assert mind.wait(is_a(Predicted), tap=second).prediction.at_frame <= second.head
    mind.wire.close()
    assert mind.process.wait(2.0) == 0


def test_it_ends_when_told(mind):
    mind.wait(is_a(Alive))
    mind.wire.send(Quit())
    assert mind.process.wait(2.0) == 0


def test_an_unknown_mind_fails_in_one_line_even_without_a_tap(mind, tmp_path):
    mind.listen(tmp_path / "none", "levle")
    text = mind.wait(is_a(Failed)).text
    assert "levle" in text and "level" in text and "\n" not in text
    assert mind.process.wait(2.0) == 2


def test_a_mind_that_breaks_says_so_and_fails(mind, tmp_path):
    tap = make_tap(tmp_path)
    mind.wire.send(Listen(str(tmp_path / "tap"), "level", (TrackInfo("A row that cannot be", "", (-9,)),)))
    mind.wire.send(hear(make_mix(1)))
    assert "IndexError" in mind.wait(is_a(Failed), tap=tap).text
    assert mind.process.wait(2.0) == 1


def test_it_stays_alive_without_a_tap_and_while_the_tap_stands_still(mind, tmp_path):
    mind.listen(tmp_path / "tap")
    for _ in range(3):
        mind.wait(is_a(Alive), 2.0)
    assert not any(isinstance(message, Ready) for message in mind.said)
    tap = make_tap(tmp_path)
    mind.wait(is_a(Ready), 2.0)
    (tmp_path / "tap").unlink()
    mind.wait(is_a(Predicted), tap=tap)
    times = []
    for _ in range(4):
        mind.wait(is_a(Alive), 2.0)
        times.append(time.monotonic())
    assert np.diff(times).max() < 0.5
    assert mind.process.poll() is None


def test_nonsense_on_the_wire_ends_it_in_peace(mind):
    mind.wait(is_a(Alive))
    mind.wire._sock.send((3).to_bytes(4, "little") + b"abc")
    assert mind.process.wait(2.0) == 0
    with pytest.raises(WireError):
        mind.wait(lambda message: False)
