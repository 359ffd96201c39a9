"""Nonsense over OSC: whoever says it, nothing falls over, nothing grows, nobody moves what they may not."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from app.desk.history import list_differences
from app.orders.mix import StoreScene
from app.surfaces.guests import Guest
from app.surfaces.osc.packets import Message, write_message
from engine.console.params import PARAMS
from engine.console.state import split_place
from tests.app.surfaces.malformed import make_packet
from tests.app.surfaces.osc.test_server import Phone

STRANGER = ("192.0.2.7", 9999)
ROUND = 1000


@pytest.fixture
def guarded():
    made = Phone(trusts_loopback=False)
    made.desk.take(StoreScene("Verse"))
    made.desk.tell()
    yield made
    made.close()


@pytest.mark.parametrize("guest", [None, Guest("read"), Guest("monitor", 2), Guest("full")], ids=str)
def test_nonsense_does_what_a_guest_may_and_nothing_else(guarded, guest):
    desk, dice = guarded.desk, random.Random(1)
    if guest is not None:
        guarded.guests.admit(STRANGER, guest)
    before, sizes = desk.desk.session, []
    for _ in range(3):
        tracemalloc.start()
        for number in range(ROUND):
            guarded.server._hear(make_packet(dice), STRANGER, desk.now)
            if number % 100 == 0:
                guarded.hear()
                desk.said.clear()
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    desk.pass_time(0.1)
    after = desk.desk.session
    for kind, place, param in list_differences(before, after):
        assert guest is not None
        assert guest.may_all or (kind in ("hand", "hold") and guest.may_move(place, param))
    for place in after.layers.hand.places():
        rows = PARAMS[split_place(place)[0]]
        values = after.layers.hand.at(place).values
        assert all(row.low <= value <= row.high for row, value in zip(rows, values, strict=True))
    assert sizes[2] < 2_000_000
    guarded.guests.admit(STRANGER, Guest("full"))
    guarded.server._hear(write_message(Message("/strip/2/fader_db", (-6.5,))), STRANGER, desk.pass_time(1.0))
    desk.pass_time(0.1)
    assert desk.heard("strip/1", "fader_db") == -6.5


def test_what_a_guest_asks_back_comes_back_however_large(guarded):
    guarded.guests.admit(guarded.ours.getsockname(), Guest("read"))
    for said in (2**63 - 1, -(2**63), 1e300, -1e300, 2**31, 3.5):
        guarded.say("/ping", said)
        assert guarded.hear() == {"/pong": said}


def test_addresses_and_prefixes_without_end_are_not_kept(guarded):
    guarded.guests.admit(STRANGER, Guest("full"))
    tracemalloc.start()
    for number in range(3000):
        for address in (f"/{number}/" + "x" * 2000, "/subscribe"):
            packet = write_message(Message(address, (f"/{number}/" + "y" * 2000,)))
            guarded.server._hear(packet, STRANGER, guarded.desk.now)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 200_000
