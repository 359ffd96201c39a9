"""What a person can mend is a line; what must not happen is none, so that it is not hidden."""

from __future__ import annotations

import pytest

from app.cli.faults import explain
from app.material.stems import StemsError
from app.show import ShowError
from engine.console.session import SessionError
from models.minds import UnknownMindError


@pytest.mark.parametrize("kind", [StemsError, SessionError, ShowError, UnknownMindError])
def test_errors_that_are_foreseen_speak_for_themselves(kind):
    assert explain(kind("band/01.wav: is no sound")) == "band/01.wav: is no sound"


def test_what_the_system_refuses_names_the_file_where_there_is_one_and_the_doctor():
    named = explain(PermissionError(13, "Permission denied", "show.json"))
    assert named == "show.json: Permission denied; see: deskhand doctor"
    assert explain(OSError(28, "No space left on device")) == "No space left on device; see: deskhand doctor"


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), ZeroDivisionError()])
def test_what_must_not_happen_is_not_explained_away(error):
    assert explain(error) is None
