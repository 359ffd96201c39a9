"""Shared memory, the tap and the wire: whole or not at all."""

import socket
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.moves import Move
from engine.messages import Change, Quit, ToEngine
from engine.shared import Field, SharedArrays
from engine.tap import Tap
from engine.wire import Door, Wire, WireError, knock


def test_a_reader_never_sees_half_a_change(tmp_path):
    path = tmp_path / "shared"
    writer = SharedArrays.create(path, (Field("a", (4000,)), Field("b", (4000,))), {"rate": 1})
    reader = SharedArrays.open(path)
    stop = threading.Event()

    def write():
        value = 0
        while not stop.is_set():
            value += 1
            writer.begin()
            writer.arrays["a"][:] = value
            writer.arrays["b"][:] = -value
            writer.end()
            time.sleep(1e-4)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(300):
            read = reader.read("a", "b")
            assert (read["a"] == read["a"][0]).all()
            assert (read["a"] == -read["b"]).all()
    finally:
        stop.set()
        thread.join()


def test_a_writer_that_stops_half_way_is_noticed(tmp_path):
    writer = SharedArrays.create(tmp_path / "shared", (Field("a", (4,)),), {})
    writer.begin()
    with pytest.raises(TimeoutError):
        SharedArrays.open(tmp_path / "shared").read("a", tries=10)


def test_a_strange_file_is_refused(tmp_path):
    (tmp_path / "shared").write_bytes(b"something else entirely" * 10)
    with pytest.raises(ValueError, match="not a Deskhand"):
        SharedArrays.open(tmp_path / "shared")


@given(st.lists(st.integers(1, 700), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_tap_gives_back_what_was_written(tmp_path_factory, sizes):
    path = tmp_path_factory.mktemp("tap") / "tap"
    tap = Tap.create(path, 2, 48000, ring_frames=8192)
    reader = Tap.open(path)
    audio = np.random.default_rng(0).standard_normal((2, sum(sizes))).astype(np.float32)
    start = 0
    for size in sizes:
        tap.write(audio[:, start : start + size])
        start += size
    want = min(start, 3000)
    np.testing.assert_array_equal(reader.read(start - want, want), audio[:, start - want :])
    if start > 8192:
        assert reader.read(0, 100) is None
    with pytest.raises(ValueError, match="not written"):
        reader.read(start, 1)


def test_messages_cross_the_wire_whole_and_in_order(tmp_path):
    door = Door(tmp_path / "door", ToEngine)
    caller = knock(tmp_path / "door", ToEngine)
    wire = door.accept()
    assert wire is not None
    sent = [Change([Move(f"strip/{n}", "pan", 0.5)], bytes(n * 1000)) for n in range(60)]
    for message in sent:
        caller.send(message)
    got = []
    while len(got) < len(sent):
        caller.flush()
        got += wire.receive(0.5)
    assert got == sent
    caller.send(Quit())
    assert wire.receive(1.0) == [Quit()]
    caller.close()
    with pytest.raises(WireError):
        while True:
            wire.receive(0.5)
    wire.close()
    door.close()
    with pytest.raises(WireError):
        knock(tmp_path / "door", ToEngine)


@pytest.mark.parametrize("junk", [b"\xff\xff\xff\xff", b"\x03\x00\x00\x00abc"])
def test_a_caller_who_talks_nonsense_is_hung_up_on(junk):
    ours, theirs = socket.socketpair()
    wire = Wire(ours, ToEngine)
    theirs.send(junk)
    with pytest.raises(WireError):
        wire.receive(0.5)
    assert wire.closed
    theirs.close()
