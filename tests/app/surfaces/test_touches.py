"""A finger that vanishes lets go: its hold stays, its step to undo is closed, other fingers stay."""

from __future__ import annotations

import pytest

from app.orders.mix import Gesture
from app.surfaces.guests import Guest
from app.surfaces.osc.server import KEEP_S
from engine.console.moves import Hold, Source
from tests.app.surfaces.fakes import FakeDesk
from tests.app.surfaces.osc.test_server import Phone, code_of

FADER = ("strip/1", "fader_db")


@pytest.fixture
def phone():
    made = Phone(trusts_loopback=False)
    made.say("/pair", code_of(made.guests, "full"))
    made.say("/strip/2/fader_db/touch", 1)
    made.say("/strip/2/fader_db", -12.0)
    assert made.server._hand.is_taken(*FADER)
    yield made
    made.close()


def pass_time(phone: Phone, seconds: float) -> None:
    for _ in range(round(seconds)):
        phone.desk.pass_time(0.9)
        phone.hear()


def check_let_go(phone: Phone) -> None:
    """The touch is ended, the hold is not, and what somebody does next is a step of its own."""
    desk = phone.desk
    assert not phone.server._hand.is_taken(*FADER)
    assert desk.hold(*FADER) is Hold.HELD and desk.heard(*FADER) == -12.0
    assert [each.begins for each in desk.said if isinstance(each, Gesture)] == [True, False]
    other = desk.hand(Source.MIDI)
    other.take(*FADER, desk.now)
    other.let_go(*FADER, desk.now)
    steps = len(desk.desk.history)
    phone.server._orders.obey("/strip/2/pan", [0.5], Guest("full"), desk.now)
    desk.pass_time(0.1)
    assert len(desk.desk.history) == steps + 1
    desk.desk.undo()
    assert desk.heard("strip/1", "pan") == 0.0 and desk.heard(*FADER) == -12.0


def test_a_client_that_says_nothing_any_more(phone):
    pass_time(phone, KEEP_S - 2)
    assert phone.server._hand.is_taken(*FADER)
    pass_time(phone, 4)
    check_let_go(phone)


def test_a_client_that_leaves(phone):
    phone.say("/leave")
    check_let_go(phone)


def test_a_client_that_is_crowded_out(phone):
    phone.guests.leave(phone.ours.getsockname())
    pass_time(phone, 2)
    check_let_go(phone)


def test_a_client_that_becomes_another(phone):
    phone.say("/pair", code_of(phone.guests, "read"))
    check_let_go(phone)


def test_a_client_that_keeps_talking_keeps_its_touch(phone):
    for _ in range(4):
        pass_time(phone, KEEP_S / 2)
        phone.say("/ping", 1)
    assert phone.server._hand.is_taken(*FADER)


def test_a_finger_stays_while_that_of_another_goes():
    desk = FakeDesk()
    hand = desk.hand()
    for who in "ab":
        hand.take(*FADER, desk.now, who)
    hand.take("strip/2", "pan", desk.now, "a")
    hand.let_all_go("a", desk.now)
    assert hand.is_taken(*FADER) and not hand.is_taken("strip/2", "pan")
    hand.let_go(*FADER, desk.now, "a")
    assert hand.is_taken(*FADER)
    hand.let_go(*FADER, desk.now, "b")
    assert not hand.is_taken(*FADER)
    assert [each.begins for each in desk.said if isinstance(each, Gesture)] == [True, False]
