"""Mapping files: those that come with Deskhand are sound, and a wrong one says what and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.midi.events import Address, Event, split_messages, write_event
from app.surfaces.midi.mapped import Mapped
from app.surfaces.midi.mapping import (
    MAPS,
    MappingError,
    list_mappings,
    load_mapping,
    pick_mapping,
    read_address,
    read_mapping,
    write_address,
)
from app.surfaces.targets import Value
from engine.console.moves import Hold
from tests.app.surfaces.fakes import FakeDesk

SHIPPED = sorted(MAPS.glob("*.toml"))

LITTLE = b"""
name = "Little"
ports = ["little"]
bank = 4
[[control]]
midi = "cc 1 0..3"
moves = "strip 1..4 fader_db"
mode = "pickup"
[[control]]
midi = "cc 1 20"
moves = "strip 1 pan"
mode = "twos"
shows = "cc 1 20"
[[control]]
midi = "cc14 2 5"
moves = "master fader_db"
mode = "jump"
shows = "cc14 2 5"
[[control]]
midi = "note 1 10..13"
moves = "strip 1..4 mute"
mode = "toggle"
shows = "note 1 10..13"
[[control]]
midi = "note 1 14"
moves = "strip 2 solo"
mode = "momentary"
[[control]]
midi = "note 1 20"
moves = "bank_right"
mode = "toggle"
[[control]]
midi = "note 1 21"
moves = "freeze"
mode = "toggle"
shows = "note 1 21"
values = [1, 5]
[[control]]
midi = "note 1 22"
moves = "mute_group 2"
mode = "toggle"
[[control]]
midi = "nrpn 3 300"
moves = "dca 1"
mode = "jump"
"""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_comes_with_deskhand_is_sound(path):
    mapping = load_mapping(path)
    assert mapping.name and (mapping.controls or mapping.protocol == "mcu")
    if mapping.protocol == "map":
        params = {each.target.param for each in mapping.controls if isinstance(each.target, Value)}
        assert {"fader_db", "pan", "mute"} <= params


def test_the_best_known_name_wins():
    mappings, faults = list_mappings(MAPS / "none")
    assert not faults
    names = {
        "X-TOUCH MINI:X-TOUCH MINI MIDI 1": "Behringer X-Touch Mini",
        "X-Touch:X-Touch X-TOUCH_INT": "Mackie Control",
        "nanoKONTROL2:nanoKONTROL2 _ CTRL": "KORG nanoKONTROL2",
        "MIDI Mix:MIDI Mix MIDI 1": "Akai MIDImix",
        "Launch Control XL:Launch Control XL": "Novation Launch Control XL",
        "Akai APC40 MkII:APC40 mkII": "Akai APC40",
    }
    for port, name in names.items():
        found = pick_mapping(mappings, port)
        assert found is not None and found.name == name
    assert pick_mapping(mappings, "Midi Through Port-0") is None


def test_a_persons_mapping_goes_before_ours_and_a_wrong_one_is_told(tmp_path):
    (tmp_path / "mine.toml").write_bytes(LITTLE.replace(b'"little"', b'"nanoKONTROL2"'))
    (tmp_path / "wrong.toml").write_text("name = 3")
    mappings, faults = list_mappings(tmp_path)
    found = pick_mapping(mappings, "nanoKONTROL2")
    assert found is not None and found.name == "Little"
    assert len(faults) == 1 and "wrong.toml" in faults[0]


@pytest.mark.parametrize(
    "old, new, words",
    [
        (b'moves = "strip 1 pan"', b'moves = "strip 0 pan"', "number from 1"),
        (b'moves = "strip 1 pan"', b'moves = "strip 1 pain"', "it has trim_db"),
        (b'moves = "strip 1 pan"', b'moves = "strap 1 pan"', "targets are like"),
        (b'mode = "twos"', b'mode = "toggle"', "pickup, jump"),
        (b'mode = "twos"', b'mode = "sideways"', "sideways"),
        (b'midi = "cc 1 20"', b'midi = "cc 17 20"', "channels are 1 to 16"),
        (b'midi = "cc 1 20"', b'midi = "cc 1 128"', "numbers 0 to 127"),
        (b'midi = "cc 1 20"', b'midi = "ccc 1 20"', "must begin with"),
        (b'midi = "cc 1 20"', b'midi = "cc 1 2"', "stands for two things"),
        (b'midi = "cc 1 20"', b'midi = "cc 2 37"', "cc 2 37 and cc14 2 5 share messages"),
        (b'midi = "cc 1 20"', b'midi = "note 1 50"', "note is none"),
        (b'"strip 1..4 fader_db"', b'"strip 1..3 fader_db"', "not of one length"),
        (b"values = [1, 5]", b"values = [1, 500]", "values must be"),
        (b"bank = 4", b"bank = 0", "bank must be"),
        (b"bank = 4", b"release_s = -1.0", "release_s"),
        (b'ports = ["little"]', b"ports = []", "ports must name"),
        (b'name = "Little"', b'name = "Little', "m.toml"),
    ],
)
def test_a_wrong_file_says_what_and_where(old, new, words):
    assert old in LITTLE
    with pytest.raises(MappingError) as caught:
        read_mapping(LITTLE.replace(old, new, 1), "m.toml")
    assert "m.toml" in str(caught.value) and words in str(caught.value)


@given(
    st.one_of(
        st.builds(Address, st.sampled_from(["note", "cc"]), st.integers(1, 16), st.integers(0, 127)),
        st.builds(Address, st.sampled_from(["bend", "pressure"]), st.integers(1, 16)),
        st.builds(Address, st.just("nrpn"), st.integers(1, 16), st.integers(0, 16383)),
    )
)
def test_an_address_is_read_as_it_is_written(address):
    assert read_address(write_address(address)) == address


class Little:
    """The little controller on a desk."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.mapped = Mapped(read_mapping(LITTLE, "little"), self.desk.hand())

    def say(self, address: str, value: int) -> None:
        for message in split_messages(write_event(Event(read_address(address), value))):
            self.mapped.feed(message, self.desk.now)
        self.desk.pass_time(0.02)


@pytest.fixture
def little() -> Little:
    return Little()


def test_a_fader_without_a_motor_picks_up_and_then_holds(little):
    little.say("cc 1 0", 10)
    assert little.desk.heard("strip/0", "fader_db") == 0.0
    assert little.desk.hold("strip/0", "fader_db") is Hold.AUTO
    for value in (40, 80, 115):
        little.say("cc 1 0", value)
    assert little.desk.heard("strip/0", "fader_db") > 5.0
    assert little.desk.hold("strip/0", "fader_db") is Hold.HELD


def test_after_a_bank_shift_it_has_to_be_met_again(little):
    for value in (90, 100, 127):
        little.say("cc 1 0", value)
    little.say("note 1 20", 127)
    little.say("cc 1 0", 120)
    assert little.desk.heard("strip/4", "fader_db") == 0.0
    little.say("cc 1 0", 95)
    little.say("cc 1 0", 90)
    assert little.desk.heard("strip/4", "fader_db") == pytest.approx(-1.65, abs=0.1)
    assert little.desk.heard("strip/0", "fader_db") == 10.0


def test_encoders_fourteen_bits_keys_and_numbers(little):
    little.say("cc 1 20", 127)
    assert little.desk.heard("strip/0", "pan") == pytest.approx(-2 / 128)
    little.say("cc14 2 5", 12288)
    assert little.desk.heard("master", "fader_db") == pytest.approx(0.0, abs=0.01)
    little.say("note 1 11", 100)
    little.say("note 1 11", 0)
    assert little.desk.heard("strip/1", "mute") == 1.0
    little.say("note 1 11", 100)
    assert little.desk.heard("strip/1", "mute") == 0.0
    little.say("note 1 14", 100)
    assert little.desk.heard("strip/1", "solo") == 1.0
    little.say("note 1 14", 0)
    assert little.desk.heard("strip/1", "solo") == 0.0
    little.say("note 1 22", 127)
    assert little.desk.desk.session.over.mute_groups[1].active
    little.say("nrpn 3 300", 8192)
    assert little.desk.desk.session.over.dcas[0].fader_db == pytest.approx(-10.0, abs=0.01)


def test_lights_follow_whoever_moves_and_are_told_only_changes(little):
    first = little.mapped.show(little.desk.now)
    assert bytes((0x90, 21, 1)) in first and bytes((0xB0, 20, 64)) in first
    assert not little.mapped.show(little.desk.now)
    little.say("note 1 21", 127)
    assert little.mapped.show(little.desk.now) == [bytes((0x90, 21, 5))]
    little.mapped.forget()
    assert len(little.mapped.show(little.desk.now)) == len(first)
