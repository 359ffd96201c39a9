"""Each guest of the OSC port has a queue and a share of their own; strangers share one, and a small one."""

from __future__ import annotations

import socket

import pytest

from app.surfaces.guests import MOST_OF_A_PLACE
from app.surfaces.osc.lines import MESSAGES_A_ROUND, STRANGERS_A_ROUND
from app.surfaces.osc.packets import Message, write_bundle, write_message
from tests.app.surfaces.osc.test_server import Phone, code_of

FLOOD = 20_000


@pytest.fixture
def guarded():
    made = Phone(trusts_loopback=False)
    yield made
    made.close()


@pytest.fixture
def stranger():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(1.0)
        yield sock


def flood(guarded: Phone, stranger: socket.socket, packet: bytes, count: int = FLOOD) -> None:
    for _ in range(count):
        stranger.sendto(packet, guarded.port)


def test_a_flood_at_the_door_loses_nothing_of_a_guest(guarded, stranger):
    guarded.say("/pair", code_of(guarded.guests, "full"))
    flood(guarded, stranger, write_message(Message("/strip/2/fader_db", (-60.0,))))
    for strip in range(10):
        guarded.ours.sendto(write_message(Message(f"/strip/{strip + 1}/pan", (0.25,))), guarded.port)
    flood(guarded, stranger, b"\xff" * 1400)
    guarded.server.listen(guarded.desk.pass_time(0.02))
    guarded.desk.pass_time(0.02)
    assert [guarded.desk.heard(f"strip/{n}", "pan") for n in range(10)] == [0.25] * 10
    assert guarded.desk.heard("strip/1", "fader_db") == 0.0


def test_of_strangers_a_round_reads_a_few(guarded, stranger):
    now = guarded.desk.now
    for rounds in (1, 2, 3):
        flood(guarded, stranger, b"/pair\0\0\0", 1000)
        for _ in range(20):
            guarded.server.listen(now)
        assert guarded.guests.refused <= rounds * STRANGERS_A_ROUND
        now += 0.0101
    assert guarded.guests.refused == 3 * STRANGERS_A_ROUND


def test_a_guest_who_floods_has_a_share_and_others_theirs(guarded, stranger):
    code = code_of(guarded.guests, "full")
    guarded.say("/pair", code)
    stranger.sendto(write_message(Message("/pair", (code,))), guarded.port)
    guarded.server.listen(guarded.desk.pass_time(0.02))
    much = write_bundle([Message("/strip/1/fader_db", (-float(n % 40),)) for n in range(16)])[0]
    flood(guarded, stranger, much, 200)
    guarded.ours.sendto(write_message(Message("/strip/2/fader_db", (-7.0,))), guarded.port)
    now = guarded.desk.pass_time(0.02)
    obeyed = []
    guarded.server._obey = lambda message, *_: obeyed.append(message.address)
    for _ in range(50):
        guarded.server.listen(now)
    assert obeyed.count("/strip/2/fader_db") == 1
    assert MESSAGES_A_ROUND <= obeyed.count("/strip/1/fader_db") < MESSAGES_A_ROUND + 16


def test_who_floods_with_bundles_waits_until_all_of_it_is_paid(guarded, stranger):
    stranger.sendto(write_message(Message("/pair", (code_of(guarded.guests, "full"),))), guarded.port)
    guarded.server.listen(guarded.desk.pass_time(0.02))
    heavy = write_bundle([Message("/strip/1/pan", (0.1,))] * 250, most_bytes=8192)[0]
    obeyed = []
    guarded.server._obey = lambda message, *_: obeyed.append(message.address)
    flood(guarded, stranger, heavy, 20)
    now = guarded.desk.now
    for _ in range(10):
        guarded.server.listen(now)
        now += 0.0101
    assert len(obeyed) <= 10 * MESSAGES_A_ROUND + 250


def test_the_port_stays_ours(guarded, stranger):
    code = code_of(guarded.guests, "full")
    guarded.say("/pair", code)
    stranger.sendto(write_message(Message("/pair", (code,))), guarded.port)
    guarded.server.listen(guarded.desk.pass_time(0.02))
    assert len(guarded.server._lines._lines) == 2
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError):
            thief.bind(guarded.port)


def test_programs_that_say_one_thing_from_ever_new_ports_crowd_out_nobody(guarded):
    guarded.server._trusts_loopback = True
    guarded.guests.pair(("192.0.2.9", 9000), code_of(guarded.guests, "full"), 0.0, place="192.0.2.9")
    for number in range(500):
        packet = write_message(Message("/strip/1/fader_db", (-float(number % 40),)))
        guarded.server._hear(packet, ("127.0.0.1", 20000 + number), guarded.desk.now)
    guarded.hear()
    assert guarded.guests.is_in(("192.0.2.9", 9000))
    assert len(guarded.guests.list()) == MOST_OF_A_PLACE + 1
    assert len(guarded.server._heard_at) <= MOST_OF_A_PLACE + 1


def test_sockets_of_those_who_left_are_closed(guarded):
    for _ in range(30):
        guarded.say("/pair", code_of(guarded.guests, "full"))
        guarded.say("/leave")
        guarded.desk.pass_time(1.0)
        guarded.hear()
        assert not guarded.server._lines._lines
    guarded.say("/strip/1/fader_db", -6.0)
    assert guarded.desk.heard("strip/0", "fader_db") == 0.0
