"""OSC bytes: what is written is read, by python-osc too; what is wrong is refused."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage

from app.surfaces.osc.packets import (
    AT_ONCE,
    BUNDLE,
    MOST_DEPTH,
    Message,
    PacketError,
    read_packet,
    write_bundle,
    write_message,
)

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
ARGUMENTS = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    TEXT,
    st.booleans(),
    st.none(),
)
MESSAGES = st.builds(Message, TEXT.map(lambda text: "/" + text), st.lists(ARGUMENTS, max_size=6).map(tuple))


def fits(number: float) -> bool:
    """Whether a number is one that four bytes hold exactly, or one far too large for them."""
    return abs(number) > 3.5e38 or struct.unpack(">f", struct.pack(">f", number))[0] == number


@given(MESSAGES)
def test_a_message_comes_back(message):
    assert read_packet(write_message(message)) == [message]


@given(st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False).filter(fits))
def test_numbers_of_any_size_come_back_and_another_library_reads_them(number):
    packet = write_message(Message("/a", (number,)))
    assert read_packet(packet) == [Message("/a", (number,))]
    assert OscMessage(packet).params == [number]


@given(MESSAGES)
def test_another_library_reads_the_same(message):
    theirs = OscMessage(write_message(message))
    assert (theirs.address, tuple(theirs.params)) == (message.address, message.arguments)


@given(st.lists(MESSAGES, min_size=1, max_size=12), st.integers(200, 1400))
def test_bundles_keep_the_order_and_fit(messages, most):
    packets = write_bundle(messages, most)
    assert [each for packet in packets for each in read_packet(packet)] == messages
    largest = max(len(write_message(each)) for each in messages) + 20
    assert all(len(packet) <= max(most, largest) for packet in packets)
    assert sum(OscBundle(packet).num_contents for packet in packets) == len(messages)


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_noise_is_refused_or_read(data):
    try:
        messages = read_packet(data)
    except PacketError:
        return
    assert all(each.address.startswith("/") for each in messages)


@settings(max_examples=300)
@given(MESSAGES, st.data())
def test_every_cut_is_refused_or_a_shorter_truth(message, data):
    whole = write_message(message)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        read = read_packet(cut)
    except PacketError:
        return
    assert read == [Message(message.address)] and len(cut) % 4 == 0


def nest(depth: int) -> bytes:
    packet = write_message(Message("/a"))
    for _ in range(depth):
        packet = BUNDLE + AT_ONCE + struct.pack(">i", len(packet)) + packet
    return packet


def test_bundles_nest_as_deep_as_anybody_needs_and_no_deeper():
    assert read_packet(nest(MOST_DEPTH)) == [Message("/a")]
    with pytest.raises(PacketError):
        read_packet(nest(MOST_DEPTH + 1))
    with pytest.raises(PacketError):
        read_packet(nest(300))


@pytest.mark.parametrize(
    "data",
    [
        BUNDLE + AT_ONCE + struct.pack(">i", -4) + b"/a\0\0",
        BUNDLE + AT_ONCE + struct.pack(">i", 0),
        BUNDLE + AT_ONCE + struct.pack(">i", 2**31 - 1) + b"/a\0\0",
        BUNDLE + b"\0\0",
        b"/a\0\0,f\0\0\x7f\xc0\0\0",
        b"/a\0\0,d\0\0\x7f\xf0\0\0\0\0\0\0",
        b"/a\0\0,b\0\0\xff\xff\xff\xff",
        b"/a\0\0,s\0\0abcd",
        b"/a\0\0,i\0\0\0\0",
        b"/a\0\0,i\0\0\0\0\0\0\0\0\0\0",
        b"/a\xff\0,\0\0\0",
        b"/a\0x",
        b"a\0\0\0",
        b"",
        b"/" * 9000,
    ],
)
def test_what_is_wrong_is_refused(data):
    with pytest.raises(PacketError):
        read_packet(data)
