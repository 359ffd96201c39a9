"""What a mind meets on a bad day: missing inputs, a long night, a thought without end."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.console.layers import Layers
from engine.console.moves import Hold
from engine.console.session import Mode
from engine.console.state import Mix, Strip
from engine.tap import Tap
from engine.wire import Wire
from models.live import LiveMind
from models.loudness import LoudnessMeter
from models.messages import FromMind, Heard, Listen, Ready
from models.predictor import TrackInfo

RATE, HOP = 48000, 4800
ROOT = Path(__file__).resolve().parents[2]
BROODS = """
import sys, time
import models.minds as minds
from models.level import Level
def brood(self, *_):
    time.sleep(60)
Level.predict = brood
from models.process import main
sys.exit(main())
"""


def make(levels_db, channels):
    noise = np.random.default_rng(0).standard_normal((len(levels_db), 5 * RATE))
    audio = (noise * 10 ** (np.array(levels_db)[:, None] / 20)).astype(np.float32)
    tracks = tuple(TrackInfo(str(n), "", rows) for n, rows in enumerate(channels))
    mix = Mix(strips=tuple(Strip(track.name, inputs=track.channels) for track in tracks))
    return audio, LiveMind("level", tracks, RATE), Layers(mix, mix)


def feed(audio, mind, layers, mode: Mode = "run"):
    heard = Heard(layers.auto, layers.hand, layers.holds, mode, False, 1.0)
    return [mind.feed(audio[:, n : n + HOP], heard, n) for n in range(0, audio.shape[1], HOP)]


@pytest.mark.parametrize("channels", [((0,), (1,)), ((0,), (7, 8)), ((0,), ()), ((), (0,))])
def test_a_strip_without_an_input_is_silent_and_disturbs_nobody(channels):
    said = [one for one in feed(*make([-10.0], channels)) if one is not None]
    assert {move.place for one in said for move in one.prediction.moves} == {f"strip/{channels.index((0,))}"}


def test_a_suggestion_is_the_destination_of_all_that_is_not_held():
    audio, mind, layers = make([-10.0, -10.0, -30.0], ((0,), (1,), (2,)))
    layers = layers.set_hold("strip/1", "fader_db", Hold.HELD)
    said = [one for one in feed(audio, mind, layers, "suggest") if one is not None]
    assert len(said) == 5 and not any(one.applied for one in said)
    moves = {move.place: move.value for move in said[-1].prediction.moves}
    assert moves == {"strip/0": pytest.approx(-18.0, abs=1.0), "strip/2": pytest.approx(2.0, abs=1.0)}


def test_a_long_night_takes_no_more_room_than_a_song():
    meter = LoudnessMeter(((0,),), 8000)
    audio = np.ones((1, 800), np.float32)

    def room():
        return sum(value.nbytes for value in vars(meter._history).values())

    before = room()
    for _ in range(200):
        meter.feed(audio)
    assert room() == before
    assert not any(isinstance(value, list) for value in vars(meter).values())


def test_a_mind_lost_in_thought_ends_with_its_desk(tmp_path):
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", BROODS, "--fd", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        )
    wire = Wire(ours, FromMind)
    try:
        tap = Tap.create(tmp_path / "tap", 1, RATE)
        mix = Mix(strips=(Strip("One"),))
        wire.send(Listen(str(tap.shared.path), "level", (TrackInfo("One", "", (0,)),)))
        wire.send(Heard(mix, mix, {}, "run", False, 1.0))
        while not any(isinstance(message, Ready) for message in wire.receive(5.0)):
            pass
        tap.write(np.zeros((1, 2 * HOP), np.float32))
        wire.close()
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait()
        wire.close()
