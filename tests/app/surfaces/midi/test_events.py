"""Bytes and events: a round trip, and garbage that means nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from app.surfaces.midi.assembler import Assembler, find_clash
from app.surfaces.midi.events import HIGHEST, Address, Event, parse_event, split_messages, write_event
from app.surfaces.midi.relative import read_ticks, write_ticks

CHANNELS = st.integers(1, 16)
PLAIN = st.one_of(
    st.builds(Address, st.sampled_from(["note", "cc"]), CHANNELS, st.integers(0, 127)),
    st.builds(Address, st.sampled_from(["bend", "pressure", "program"]), CHANNELS),
)
LONG = st.one_of(
    st.builds(Address, st.just("cc14"), CHANNELS, st.integers(0, 31)),
    st.builds(Address, st.just("nrpn"), CHANNELS, st.integers(0, 16383)),
)


@st.composite
def events(draw, addresses):
    address = draw(addresses)
    return Event(address, draw(st.integers(0, HIGHEST[address.kind])))


@given(events(PLAIN))
def test_what_is_written_is_read(event):
    assert parse_event(write_event(event)) == event


@given(st.binary(max_size=200).map(lambda data: bytes(byte & 0x7F for byte in data)))
def test_system_exclusive_is_read_whole(data):
    event = Event(Address("sysex", 1), 0, data)
    expected = event if data else parse_event(write_event(event))
    assert parse_event(write_event(event)) == expected


@given(st.lists(events(LONG), min_size=1, max_size=20))
def test_fourteen_bits_come_whole_once_the_fine_half_is_known(said):
    assume(find_clash({event.address for event in said}) is None)
    assembler = Assembler(event.address for event in said)
    for event in said:
        parsed = [parse_event(message) for message in split_messages(write_event(event))]
        assert [assembler.feed(each) for each in parsed if each is not None][-1] == event


def test_a_controller_without_fine_halves_is_heard():
    address = Address("cc14", 1, 7)
    assembler = Assembler([address])
    whole = assembler.feed(Event(Address("cc", 1, 7), 64))
    assert whole == Event(address, 64 << 7)
    assert assembler.feed(Event(Address("cc", 1, 8), 3)) == Event(Address("cc", 1, 8), 3)


def test_after_a_registered_number_data_is_not_ours():
    assembler = Assembler([Address("nrpn", 1, 300)])
    for number, value in ((99, 300 >> 7), (98, 300 & 0x7F), (101, 0), (100, 0)):
        assert assembler.feed(Event(Address("cc", 1, number), value)) is None
    assert assembler.feed(Event(Address("cc", 1, 6), 9)) is None


@given(st.binary(max_size=12))
def test_garbage_is_no_event_or_one_that_can_be_written_again(message):
    event = parse_event(message)
    if event is not None:
        again = parse_event(write_event(event))
        assert again == event


@given(st.binary(min_size=1, max_size=40))
def test_cut_system_exclusive_is_none(data):
    inside = bytes(byte & 0x7F for byte in data)
    assert parse_event(b"\xf0" + inside) is None
    assert parse_event(b"\xf0" + inside + b"\x90\xf7") is None
    assert parse_event(b"\xf0" * 2000) is None


@given(st.sampled_from(["twos", "offset", "sign"]), st.integers(-63, 63))
def test_ticks_come_back(encoding, ticks):
    value = write_ticks(encoding, ticks)
    assert 0 <= value <= 127
    assert read_ticks(encoding, value) == ticks
