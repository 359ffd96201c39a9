"""A surface's wire: what a desk does not take is not kept without end, and the desk is found again."""

from __future__ import annotations

from pathlib import Path

from app.link import DOOR, ToDesk
from app.orders.mix import Touch
from app.surfaces.desk_wire import MOST_UNSENT, DeskWire
from engine.console.moves import Move
from engine.wire import Door

MESSAGE = Touch([Move("strip/1", "fader_db", -6.0)] * 200)


def test_a_desk_that_takes_nothing_is_hung_up_on_and_knocked_at_again(tmp_path: Path):
    door = Door(tmp_path / DOOR, ToDesk)
    wire = DeskWire(tmp_path)
    for now in (1.0, 2.0):
        wire.poll(now)
        assert wire.is_linked
        deaf = door.accept()
        assert deaf is not None
        said = 0
        while wire.is_linked:
            wire.send(MESSAGE)
            said += 1
            assert all(each.unsent_bytes <= MOST_UNSENT for each in wire.wires)
            assert said < 10_000
        deaf.close()
    wire.poll(3.0)
    hears = door.accept()
    assert hears is not None
    wire.send(MESSAGE)
    assert hears.receive(1.0) == [MESSAGE]
    for each in (wire, hears, door):
        each.close()
