"""The desk's mind: exchanged without a break, and left for a good one when it fails again and again."""

import os
import time

import numpy as np
import pytest
from msgspec import structs

import app.children.mind
from app.children.mind import MindChild
from app.orders.mix import SetMind
from engine.console.layers import Layers
from engine.console.session import Session
from engine.messages import Hello
from engine.tap import Tap
from tests.app.shows import RATE, TestShow, make_stems
from tests.models.graphs import CARD, make_controller, make_heavy, make_loop, save
from tests.models.material import make_mix


@pytest.fixture
def minds(folders):
    (folders / "data" / "minds").mkdir(parents=True)
    for name, make in (("even", make_controller), ("loop", make_loop), ("heavy", make_heavy)):
        save(make(structs.replace(CARD, name=name)), folders / "data" / "minds" / f"{name}.onnx")
    return folders


class Desk:
    """As much of a desk as a mind needs, over a tap that nobody writes to."""

    def __init__(self, folder, mind):
        mix = make_mix(2)
        self.session = Session(layers=Layers(mix, mix), mind=mind)
        self.status, self.complaints = {}, []
        self.tap = Tap.create(folder / "tap.1", 2, RATE)
        about = (0, mix, b"", self.session.patch, "", RATE, 128, 2, 2, 0, "", str(self.tap.shared.path))
        self.hello = Hello(*about)
        self.child = MindChild(self.tell)

    def tell(self, **changes):
        self.status |= changes
        if "complaint" in changes:
            self.complaints.append(changes["complaint"])

    def watch(self, until, seconds=30.0):
        """Go on as the desk process does until something is so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.child.watch(time.monotonic(), self.session, self.hello)
            if self.child.instead:
                self.set_mind(self.child.instead)
                self.child.instead = ""
            if until():
                return
            self.tap.write(np.full((2, 480), 0.1, np.float32))
            time.sleep(0.01)
        raise AssertionError(f"not in time: {self.status}")

    def set_mind(self, mind):
        self.session = structs.replace(self.session, mind=mind)
        self.child.brief(self.session, self.hello)

    def mixes(self, mind):
        return lambda: self.status.get("mind") == f"{mind} mixes"


@pytest.fixture
def desk(minds):
    desks = []

    def start(mind):
        desks.append(Desk(minds, mind))
        return desks[-1]

    yield start
    for each in desks:
        each.child.end()


def test_another_mind_needs_no_other_process(desk):
    d = desk("level")
    d.watch(d.mixes("level"))
    pid = d.status["mind_pid"]
    d.set_mind("even")
    d.watch(d.mixes("even"))
    assert d.status["mind_pid"] == pid


def test_a_mind_that_is_refused_leaves_the_one_before(desk):
    d = desk("even")
    d.watch(d.mixes("even"))
    pid = d.status["mind_pid"]
    d.set_mind("loop")
    d.watch(lambda: d.session.mind == "even")
    d.watch(d.mixes("even"))
    assert d.status["mind_pid"] == pid
    assert "loop.onnx: uses Loop" in d.complaints[-1]


def test_a_refused_mind_at_the_start_is_left_for_the_safe_one(desk):
    d = desk("loop")
    d.watch(d.mixes("level"))
    assert d.session.mind == "level"
    assert any("uses Loop" in text for text in d.complaints)
    assert d.complaints[-1] == "loop failed 3 times within a minute: level mixes instead"


def test_a_mind_that_hangs_is_left_for_the_last_one_that_was_well(desk, monkeypatch):
    monkeypatch.setattr(app.children.mind, "LOAD_S", 2.0)
    monkeypatch.setattr(app.children.mind, "WELL_S", 0.2)
    d = desk("even")
    d.watch(lambda: d.child.well == "even")
    d.set_mind("heavy")
    d.watch(lambda: d.session.mind == "even")
    d.watch(d.mixes("even"))
    assert d.complaints[-1] == "heavy failed 3 times within a minute: even mixes instead"


def test_a_mind_that_comes_with_deskhand_is_never_left(desk):
    d = desk("level")
    for _ in range(5):
        d.watch(d.mixes("level"))
        os.kill(d.status["mind_pid"], 9)
        d.watch(lambda: d.status["mind"] == "died")
    d.watch(d.mixes("level"))
    assert d.complaints == []


def test_the_engine_plays_on_while_a_hostile_mind_is_asked_for(minds):
    make_stems(minds / "stems")
    show = TestShow(minds)
    try:
        gauges = show.meters()
        begun, frames = time.monotonic(), gauges.rendered_frames
        show.send(SetMind("even"))
        show.wait(lambda s: s.status.mind == "even mixes")
        show.send(SetMind("loop"))
        state = show.wait(lambda s: "uses Loop" in s.status.complaint and s.session.mind == "even")
        assert state.status.mind_starts == 1
        read = gauges.shared.read("count")["count"]
        assert read[1] == read[0] * gauges.frames
        elapsed = time.monotonic() - begun
        assert (gauges.rendered_frames - frames) / (elapsed * gauges.rate) > 0.98
    finally:
        show.runner.stop()
