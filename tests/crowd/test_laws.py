"""The laws of a crowd see what they are there to see."""

import pytest
from msgspec import structs

from app.orders.mix import Give, Touch, Undo
from engine.console.moves import Hold, Move
from tests.app.surfaces.fakes import FakeDesk
from tests.crowd.laws import HoldLaw, Record, compare_mackie, compare_window, find_motor

FADER = ("strip/0", "fader_db")


class Watched:
    """A desk, what hands said to it, and the law that looks on."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.record = Record()
        self.law = HoldLaw(self.record)
        self.look()

    def look(self) -> None:
        self.desk.now += 10.0
        self.law.hear(self.desk.state(), self.desk.now)

    def say(self, message) -> None:
        """A hand says something, and the law is told."""
        self.desk.take(message)
        self.record.note(self.desk.now + 9.9, message)
        self.look()

    def change(self, layers) -> None:
        """The desk changes without a hand."""
        session = self.desk.desk.session
        self.desk.desk.session = structs.replace(session, layers=layers)
        self.look()


@pytest.fixture
def watched() -> Watched:
    made = Watched()
    made.say(Touch([Move(*FADER, -6.0)]))
    return made


def test_hands_may_move_give_back_and_undo(watched):
    watched.say(Touch([Move(*FADER, -12.0)]))
    watched.say(Give(*FADER, Hold.LOCKED))
    watched.say(Undo())
    watched.say(Undo())
    watched.say(Give(*FADER, Hold.AUTO))
    assert not watched.law.broken and watched.law.moved == 2


def test_a_held_control_that_goes_elsewhere_is_seen(watched):
    layers = watched.desk.desk.session.layers
    watched.change(structs.replace(layers, hand=layers.hand.put(*FADER, -7.0)))
    assert "no hand" in watched.law.broken[0]


def test_a_hold_that_comes_or_goes_by_itself_is_seen(watched):
    layers = watched.desk.desk.session.layers
    watched.change(structs.replace(layers, holds={}))
    assert "lost" in watched.law.broken[0]
    watched.change(layers)
    assert "nobody" in watched.law.broken[1]
    watched.change(layers.set_hold(*FADER, Hold.LOCKED))
    assert "nobody" in watched.law.broken[2]


def test_who_shows_something_else_is_named(watched):
    state = watched.desk.state()
    assert not compare_window(state, {"strip/0 fader_db": [-6.0, "held"]})
    assert compare_window(state, {"strip/0 fader_db": [-6.0, "auto"]})
    layers = state.session.layers
    shown = {
        "faders": [find_motor(layers, f"strip/{n}") for n in range(8)] + [find_motor(layers, "master")],
        "rings": [0x16] * 8,
        "lights": {str(n): 0x7F if n == 0 else 0 for n in range(0x18)},
        "names": [strip.name for strip in layers.hand.strips[:8]],
    }
    assert not compare_mackie(state, shown, 0)
    for kind in ("faders", "rings", "names"):
        assert len(compare_mackie(state, {**shown, kind: ["?", *shown[kind][1:]]}, 0)) == 1
