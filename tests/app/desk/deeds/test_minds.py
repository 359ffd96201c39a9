"""Minds: style inputs are kept as far as the mind that mixes has them."""

from __future__ import annotations

import math

import pytest

from app.desk.desk import Desk
from engine.console.session import Session
from models.card import Macro

KNOWN = (Macro("drums", -12.0, 12.0, 0.0, "dB"), Macro("bass", -12.0, 12.0, 0.0, "dB"))


@pytest.fixture
def desk():
    return Desk(Session(mind="console", macros={"bass": 2.0, "other": 1.0}))


def test_style_inputs_are_clamped_and_those_not_named_stay(desk):
    assert desk.set_macros({"drums": 40.0}, KNOWN) == ""
    assert desk.session.macros == {"drums": 12.0, "bass": 2.0, "other": 1.0}


def test_what_the_mind_has_not_is_ignored_and_said(desk):
    said = desk.set_macros({"triangle": 3.0, "drums": math.nan, "bass": 4.0}, KNOWN)
    assert desk.session.macros == {"bass": 4.0, "other": 1.0}
    assert "console has no style input 'triangle'; it has drums, bass" in said
    assert "drums: no number" in said
    assert "it has none" in desk.set_macros({"drums": 3.0}, ())
    assert desk.session.macros == {"bass": 4.0, "other": 1.0}


def test_while_nobody_knows_what_there_is_everything_is_kept(desk):
    assert desk.set_macros({"drums": 3.0}, None) == ""
    assert desk.session.macros["drums"] == 3.0


def test_another_mind_leaves_them_as_they_are(desk):
    desk.set_mind("level", "run", False, 1.0)
    assert desk.session.macros == {"bass": 2.0, "other": 1.0}
