"""The mind process: a real one, over a real wire, at a real tap."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from msgspec import structs

from engine.console.layers import Layers
from engine.console.session import Mode
from engine.tap import Tap
from engine.wire import Wire, WireError
from models.installed import FOLDER
from models.messages import Alive, Failed, FromMind, Listen, Predicted, Quit, Ready, Troubled
from models.predictor import list_tracks
from tests.models.graphs import CARD, make_controller, make_greedy, make_loop, save
from tests.models.material import RATE, list_faders, make_heard, make_mix, make_noise, take

ROOT = Path(__file__).resolve().parents[2]
MODULE = ("-m", "models.process")
MISFITS = """
import time, models.minds as minds
from engine.console.moves import Move, Source
from models.level import Level
from models.predictor import Prediction
class Raises(Level):
    def predict(self, block, mix, at_frame):
        raise ZeroDivisionError("it cannot count")
class Broods(Level):
    def predict(self, block, mix, at_frame):
        time.sleep(600)
class Limps(Level):
    complaint = ""
    def predict(self, block, mix, at_frame):
        self.complaint = "the GPU is gone"
        return super().predict(block, mix, at_frame)
class Blurts(Level):
    said = False
    def predict(self, block, mix, at_frame):
        if not self.said:
            self.said = True
            return Prediction((Move("strip/0", "fader_db", -6.0, Source.MODEL),), {"strip/0": "too loud"})
minds.MINDS.update(raises=(Raises, ""), broods=(Broods, ""), limps=(Limps, ""), blurts=(Blurts, ""))
from models.process import main
import sys; sys.exit(main())
"""


class Child:
    """A mind process and our end of its wire."""

    def __init__(self, *what):
        ours, theirs = socket.socketpair()
        single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", *(what or MODULE), "--fd", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT), **single},
            )
        self.wire = Wire(ours, FromMind)

    def wait_for(self, kind, seconds=10.0):
        """The next message of a kind."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for message in self.wire.receive(0.1):
                if isinstance(message, kind):
                    return message
        raise TimeoutError(f"no {kind.__name__} came")


@pytest.fixture
def start():
    children = []

    def start_child(*what):
        children.append(Child(*what))
        return children[-1]

    yield start_child
    for child in children:
        child.process.kill()
        child.process.wait()
        child.wire.close()


def make_tap(folder, name="tap.1", tracks=2):
    return Tap.create(folder / name, tracks, RATE)


def begin(child, tap, mind, mode: Mode = "run"):
    """A mind at work on a tap; the layers of its desk."""
    mix = make_mix(2)
    child.wire.send(Listen(str(tap.shared.path), mind, list_tracks(mix)))
    child.wire.send(make_heard(Layers(mix, mix), mode))
    assert child.wait_for(Ready).mind == mind
    return Layers(mix, mix)


def play(child, tap, layers, audio, done=None, seconds=60.0):
    """A desk and an engine, until `done` of the layers and what was said, or once; both in the end."""
    said, until, hop = [], time.monotonic() + seconds, 0
    while hop * 4800 < audio.shape[1] if done is None else not done(layers, said):
        assert time.monotonic() < until, list_faders(layers.auto)
        start = hop * 4800 % audio.shape[1]
        tap.write(audio[:, start : start + 4800])
        hop += 1
        for message in child.wire.receive(0.02):
            if isinstance(message, Predicted):
                said.append(message)
                layers = take(layers, message.prediction) if message.applied else layers
                child.wire.send(make_heard(layers))
    return layers, said


def measure_spread_db(layers):
    faders = list_faders(layers.auto)
    return faders[1] - faders[0]


def test_a_mind_balances_what_it_hears_through_the_tap_and_follows_an_engine_s_restart(start, tmp_path):
    child, tap, audio = start(), make_tap(tmp_path), make_noise([-12.0, -36.0], 6.0)
    layers = begin(child, tap, "level")
    layers, said = play(child, tap, layers, audio, lambda now, _: measure_spread_db(now) > 10.0)
    assert all(message.applied for message in said)
    assert said[-1].prediction.because.keys() == {"strip/0", "strip/1"}
    assert said[-1].prediction.at_frame % 4800 == 0

    again = make_tap(tmp_path, "tap.2")
    child.wire.send(Listen(str(again.shared.path), "level", list_tracks(layers.hand)))
    child.wait_for(Ready)
    again.write(audio[:, :4800])
    told = child.wait_for(Predicted)
    assert told.prediction.because.keys() == {"strip/0", "strip/1"}


def test_it_is_heard_of_all_the_time_and_costs_next_to_nothing_while_nothing_plays(start, tmp_path):
    child = start()
    child.wait_for(Alive)
    begin(child, make_tap(tmp_path), "level")
    me = psutil.Process(child.process.pid)
    begun, used, beats = time.monotonic(), sum(me.cpu_times()[:2]), []
    while time.monotonic() - begun < 4.0:
        beats += [time.monotonic() for m in child.wire.receive(0.05) if isinstance(m, Alive)]
    assert len(beats) > 1
    assert sum(me.cpu_times()[:2]) - used < 0.4


@pytest.mark.parametrize("way", ["quit", "hang up"])
def test_it_ends_at_once_with_the_desk(start, way):
    child = start()
    child.wait_for(Alive)
    begun = time.monotonic()
    if way == "quit":
        child.wire.send(Quit())
    else:
        child.wire.close()
    assert child.process.wait(5) == 0
    assert time.monotonic() - begun < 3.0


def test_lost_in_thought_it_ends_with_the_desk_all_the_same(start, tmp_path):
    child, tap = start("-c", MISFITS), make_tap(tmp_path)
    begin(child, tap, "broods")
    tap.write(make_noise([-20.0, -20.0], 0.2))
    time.sleep(0.3)
    child.wire.close()
    assert child.process.wait(5) == 0


def test_a_mind_that_raises_says_so_and_ends_in_failure(start, tmp_path):
    child, tap = start("-c", MISFITS), make_tap(tmp_path)
    begin(child, tap, "raises")
    tap.write(make_noise([-20.0, -20.0], 0.2))
    text = child.wait_for(Failed).text
    assert "ZeroDivisionError: it cannot count" in text
    assert child.process.wait(5) == 1
    with pytest.raises(WireError):
        child.wire.receive(1.0)


def test_an_unknown_mind_is_answered_with_the_name_that_was_meant(start, tmp_path):
    child, tap = start(), make_tap(tmp_path)
    child.wire.send(Listen(str(tap.shared.path), "levle", list_tracks(make_mix(2))))
    assert "did you mean 'level'" in child.wait_for(Failed).text
    assert child.process.wait(5) == 2


def test_a_tap_that_is_not_there_yet_is_waited_for(start, tmp_path):
    child = start()
    child.wire.send(Listen(str(tmp_path / "tap.1"), "level", list_tracks(make_mix(2))))
    child.wait_for(Alive)
    make_tap(tmp_path)
    assert child.wait_for(Ready).mind == "level"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "minds"))
    (tmp_path / "minds").mkdir()
    save(make_controller(), tmp_path / "minds" / "even.onnx")
    return tmp_path


def test_a_network_mixes_through_the_tap(start, folder):
    child, tap = start(), make_tap(folder)
    layers, wanted = begin(child, tap, "even"), np.array([-8.0, 9.0])
    audio = make_noise([-12.0, -32.0], 1.0)
    _, said = play(
        child, tap, layers, audio, lambda now, _: np.abs(list_faders(now.auto) - wanted).max() < 1.0
    )
    assert said[-1].prediction.because["strip/0"].startswith(("-8.", "-7."))


def test_minds_are_exchanged_while_the_mix_stands(start, folder):
    child, tap = start(), make_tap(folder)
    layers = begin(child, tap, "level")
    audio = make_noise([-12.0, -32.0], 4.0)
    layers, _ = play(child, tap, layers, audio, lambda _, said: said)
    before = list_faders(layers.auto)
    child.wire.send(Listen(str(tap.shared.path), "even", list_tracks(layers.hand)))
    assert child.wait_for(Ready).mind == "even"
    layers, said = play(child, tap, layers, audio[:, :4800])
    assert np.abs(list_faders(layers.auto) - before).max() < 1.5
    _, said = play(child, tap, layers, audio, lambda _, said: said)
    assert said[-1].prediction.because["strip/0"].startswith("-")
    assert child.process.poll() is None


@pytest.mark.parametrize(
    ("name", "reason"), [("none", "no mind is called"), ("loop", "uses Loop"), ("greedy", "more memory")]
)
def test_a_mind_that_cannot_be_had_leaves_the_one_before_at_work(start, folder, name, reason):
    card = structs.replace(CARD, name=name)
    for wanted, make in (("loop", make_loop), ("greedy", make_greedy)):
        if name == wanted:
            save(make(card), folder / "minds" / f"{name}.onnx")
    child, tap = start(), make_tap(folder)
    layers = begin(child, tap, "even")
    child.wire.send(Listen(str(tap.shared.path), name, list_tracks(layers.hand)))
    told = child.wait_for(Troubled)
    assert (told.mind, told.refused) == ("even", name)
    assert reason in told.text
    play(child, tap, layers, make_noise([-12.0, -32.0], 1.0), lambda _, said: said)
    assert child.process.poll() is None


def test_a_refused_mind_with_none_before_it_ends_in_failure(start, folder):
    save(make_loop(), folder / "minds" / "even.onnx")
    child, tap = start(), make_tap(folder)
    child.wire.send(Listen(str(tap.shared.path), "even", list_tracks(make_mix(2))))
    assert "even.onnx: uses Loop" in child.wait_for(Failed).text
    assert child.process.wait(5) == 2


def test_what_is_not_well_is_told_once(start, tmp_path):
    child, tap = start("-c", MISFITS), make_tap(tmp_path)
    begin(child, tap, "limps")
    tap.write(make_noise([-20.0, -20.0], 0.5))
    told = child.wait_for(Troubled)
    assert (told.mind, told.text, told.refused) == ("limps", "the GPU is gone", "")
    tap.write(make_noise([-20.0, -20.0], 0.5))
    with pytest.raises(TimeoutError):
        child.wait_for(Troubled, 1.0)


def test_what_was_said_of_the_first_hop_of_several_is_not_lost(start, tmp_path):
    child, tap = start("-c", MISFITS), make_tap(tmp_path)
    begin(child, tap, "blurts", "suggest")
    tap.write(make_noise([-20.0, -20.0], 0.5))
    told = child.wait_for(Predicted)
    assert [move[:3] for move in map(structs.astuple, told.prediction.moves)] == [
        ("strip/0", "fader_db", -6.0)
    ]
    assert told.prediction.because == {"strip/0": "too loud"}
