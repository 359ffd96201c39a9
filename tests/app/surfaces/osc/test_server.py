"""OSC over real UDP on a desk: moves, questions, subscriptions; strangers change nothing, garbage neither."""

from __future__ import annotations

import random
import socket
import tracemalloc

import pytest

from app.orders.mix import SetMuteGroup, StoreScene
from app.surfaces.addresses import find_spot, name_address
from app.surfaces.guests import Guest, Guests
from app.surfaces.osc import server
from app.surfaces.osc.packets import Message, read_packet, write_bundle, write_message
from app.surfaces.osc.server import KEEP_S, OscServer
from app.surfaces.targets import Value
from engine.console.moves import Hold, Source
from engine.console.params import PARAMS, Param
from engine.console.state import split_place
from tests.app.surfaces.fakes import FakeDesk

STRANGER = ("192.0.2.7", 9999)


class Phone:
    """A client with a socket, and the server that it talks to."""

    def __init__(self, trusts_loopback: bool = True) -> None:
        self.desk = FakeDesk()
        self.guests = Guests()
        self.sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for each in self.sockets:
            each.bind(("127.0.0.1", 0))
            each.settimeout(1.0)
        self.ours, self.theirs = self.sockets
        self.port = self.theirs.getsockname()
        self.server = OscServer(
            self.theirs, self.desk.hand(Source.OSC), self.guests, trusts_loopback=trusts_loopback
        )

    def close(self) -> None:
        self.server.close()
        self.ours.close()

    def say(self, address: str, *arguments) -> None:
        self.ours.sendto(write_message(Message(address, arguments)), self.port)
        self.server.listen(self.desk.pass_time(0.02))
        self.desk.pass_time(0.02)

    def hear(self, peaks=(0.1,) * 10) -> dict[str, object]:
        """What is told now."""
        self.server.show(lambda: peaks, self.desk.pass_time(0.1))
        told = {}
        self.ours.setblocking(False)
        while True:
            try:
                data = self.ours.recv(65536)
            except BlockingIOError:
                return told
            for message in read_packet(data):
                told[message.address] = message.arguments[0]


@pytest.fixture
def phone():
    made = Phone()
    yield made
    made.close()


@pytest.fixture
def guarded():
    made = Phone(trusts_loopback=False)
    yield made
    made.close()


def list_rows(place: str) -> tuple[Param, ...]:
    kind, _ = split_place(place)
    return PARAMS[kind]


def code_of(guests: Guests, role: str, monitor: int = 0) -> str:
    return next(c for c, g in guests.codes.items() if (g.role, g.monitor) == (role, monitor))


def test_every_parameter_has_an_address_that_leads_back():
    for place in ("strip/4", "group/1", "monitor/3", "reverb", "delay", "master"):
        for row in list_rows(place):
            spot = find_spot(name_address(place, row.name))
            assert spot is not None and isinstance(spot.target, Value)
            assert (spot.place, spot.target.param) == (place, row.name)
    wrong = "/strip/0/pan /strip/x/pan /strip/3/pain /strip/3 / // /do/dance /dca/9/mute"
    for nothing in ("", *wrong.split()):
        assert find_spot(nothing) is None


def test_values_shares_switches_holds_and_touches(phone):
    desk = phone.desk
    phone.say("/strip/3/fader_db", -6.0)
    assert desk.heard("strip/2", "fader_db") == -6.0
    assert desk.hold("strip/2", "fader_db") is Hold.HELD
    phone.say("/strip/3/fader_db/pos", 0.5)
    assert desk.heard("strip/2", "fader_db") == pytest.approx(-10.0)
    phone.say("/strip/3/mute", True)
    assert desk.heard("strip/2", "mute") == 1.0
    phone.say("/strip/3/fader_db/hold", "locked")
    assert desk.hold("strip/2", "fader_db") is Hold.LOCKED
    phone.say("/strip/3/fader_db/hold", "auto")
    assert desk.hold("strip/2", "fader_db") is Hold.AUTO
    phone.say("/strip/1/pan/touch", 1)
    assert desk.hold("strip/0", "pan") is Hold.HELD
    phone.say("/dca/1/fader_db", -3)
    phone.say("/mute_group/2/active", 1)
    phone.say("/mind/amount", 0.25)
    phone.say("/do/freeze")
    session = desk.desk.session
    assert session.over.dcas[0].fader_db == -3.0 and session.over.mute_groups[1].active
    assert session.layers.amount == 0.25 and session.mode == "freeze"


def test_questions_are_answered(phone):
    phone.say("/strip/6/name")
    phone.say("/strip/6/pan")
    phone.say("/ping", 7)
    assert phone.hear() == {"/strip/6/name": "Vox", "/strip/6/pan": 0.0, "/pong": 7}


def test_scenes_are_recalled_by_name_and_number(phone):
    phone.desk.take(StoreScene("Verse"))
    phone.desk.tell()
    for by in ("Verse", 1):
        phone.say("/strip/1/fader_db", -40.0)
        phone.say("/scene/recall", by)
        assert phone.desk.heard("strip/0", "fader_db") == 0.0


def test_subscribers_hear_all_once_and_then_what_changes_until_they_are_forgotten(phone):
    phone.say("/subscribe", "/strip/2/", 20)
    first = phone.hear()
    assert first["/strip/2/name"] == "Snare" and all(address.startswith("/strip/2/") for address in first)
    assert phone.hear() == {}
    phone.say("/strip/2/fader_db", -5.0)
    assert phone.hear() == {"/strip/2/fader_db": -5.0, "/strip/2/fader_db/hold": "held"}
    assert phone.hear((0.1, 1.0)) == {"/strip/2/meter": 0.0}
    phone.desk.pass_time(KEEP_S)
    phone.hear()
    phone.say("/strip/2/fader_db", -7.0)
    assert phone.hear() == {}


def test_a_stranger_changes_nothing_until_a_code_lets_in(guarded):
    before = guarded.desk.desk.session
    guarded.say("/strip/1/fader_db", -6.0)
    guarded.say("/subscribe", "/")
    guarded.say("/pair", "not it", "phone")
    assert guarded.desk.desk.session == before and guarded.guests.refused == 3
    assert guarded.hear() == {"/paired": "refused"}
    guarded.say("/pair", code_of(guarded.guests, "full"), "phone")
    assert guarded.hear() == {"/paired": "full"}
    guarded.say("/strip/1/fader_db", -6.0)
    assert guarded.desk.heard("strip/0", "fader_db") == -6.0


def test_a_musician_moves_only_their_own_monitor(guarded):
    guarded.say("/pair", code_of(guarded.guests, "monitor", 2))
    guarded.say("/strip/1/monitor2_send_db", -10.0)
    assert guarded.desk.heard("strip/0", "monitor2_send_db") == -10.0
    before = guarded.desk.desk.session
    for address, value in (
        ("/strip/1/fader_db", -6.0),
        ("/strip/1/monitor1_send_db", -6.0),
        ("/master/mute", 1),
        ("/do/panic", 1),
        ("/mind/amount", 0.0),
        ("/dca/1/fader_db", -9.0),
        ("/scene/recall", 1),
    ):
        guarded.say(address, value)
    assert guarded.desk.desk.session == before


def test_a_flood_of_strangers_is_not_even_read(guarded, monkeypatch):
    read = []
    monkeypatch.setattr(server, "read_packet", lambda data: read.append(data) or read_packet(data))
    packets = [
        write_message(Message("/strip/1/fader_db", (-6.0,))),
        write_message(Message("/pair", ("000000",))),
    ]
    before = guarded.desk.desk.session
    for number in range(20_000):
        guarded.server._hear(packets[number % 2], (f"192.0.2.{number % 250}", 1024), guarded.desk.now)
    assert guarded.desk.desk.session == before
    assert len(read) == server.PAIRS_A_SECOND
    assert not guarded.server._subscribers


@pytest.mark.parametrize("paired", [False, True])
def test_malformed_packets_neither_change_nor_grow(guarded, paired):
    dice = random.Random(1)
    if paired:
        guarded.guests.admit(STRANGER, Guest("read"))
    whole = write_bundle([Message("/strip/1/fader_db", (-6.0, "x", True)), Message("/subscribe", ("/", 20))])[
        0
    ]
    before = guarded.desk.desk.session
    rounds = []
    for _ in range(2):
        tracemalloc.start()
        for _ in range(15_000):
            packet = bytearray(whole)
            for _ in range(dice.randint(1, 6)):
                packet[dice.randrange(len(packet))] = dice.randrange(256)
            guarded.server._hear(bytes(packet[: dice.randrange(len(packet) + 1)]), STRANGER, guarded.desk.now)
        rounds.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert guarded.desk.desk.session == before
    assert rounds[1] < 200_000


def test_wrong_types_and_numbers_change_nothing(phone):
    phone.desk.take(StoreScene("Verse"))
    phone.desk.take(SetMuteGroup(0, active=True))
    phone.desk.tell()
    before = phone.desk.desk.session
    for address, argument in (
        ("/strip/1/fader_db", "loud"),
        ("/strip/1/fader_db", None),
        ("/strip/99/fader_db", -6.0),
        ("/strip/1/nothing", 1),
        ("/strip/1/fader_db/hold", "forever"),
        ("/scene/recall", 9),
        ("/scene/recall", 0),
        ("/scene/recall", -1),
        ("/scene/recall", "none"),
        ("/strip/1/name", "Mine"),
    ):
        phone.say(address, argument)
    assert phone.desk.desk.session == before
    phone.say("/strip/1/fader_db", 1e30)
    assert phone.desk.heard("strip/0", "fader_db") == 10.0
    phone.say("/strip/1/fader_db/pos", -3.0)
    assert phone.desk.heard("strip/0", "fader_db") == -100.0
