"""Surfaces are told everything that they could show."""

from __future__ import annotations

import app.process.telling
from app.state import State
from tests.app.desks import SteppedDesk


def test_no_part_of_a_state_is_left_to_its_default(folders, monkeypatch):
    said = {}

    def record(**fields):
        said.update(fields)
        return State(**fields)

    desk = SteppedDesk(folders)
    monkeypatch.setattr(app.process.telling, "State", record)
    desk.process._tell()
    desk.process.finish()
    assert set(said) == set(State.__struct_fields__)
    assert said["file"] == str(desk.file) and said["saved"]
