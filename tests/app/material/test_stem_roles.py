"""Roles that people set: by argument or file, and one line for what cannot be."""

import pytest

from app.material.stem_roles import give_roles
from app.material.stems import StemsError
from engine.console.state import Mix, Strip

MIX = Mix(strips=(Strip("Track 1"), Strip("A=B", role="bass"), Strip("Gtr")))


def list_roles(mix):
    return [strip.role for strip in mix.strips]


def test_roles_are_set_by_name_and_the_rest_stays():
    assert list_roles(give_roles(MIX, ["track 1=lead vocal"])) == ["lead vocal", "bass", ""]
    assert list_roles(give_roles(MIX, ["A=B=kick", "Gtr = organ"])) == ["", "kick", "organ"]
    assert give_roles(MIX, []) == MIX


def test_roles_are_read_from_a_file(tmp_path):
    path = tmp_path / "roles.json"
    path.write_text('{"Gtr": "pad", "Track 1": "drums"}')
    assert list_roles(give_roles(MIX, [str(path)])) == ["drums", "bass", "pad"]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("Nobody=kick", "Track 1"),
        ("Gtr=lead vokal", "did you mean 'lead vocal'"),
        ("missing.json", "NAME=ROLE"),
    ],
)
def test_what_cannot_be_set_is_said_in_one_line(told, word):
    with pytest.raises(StemsError, match=word) as raised:
        give_roles(MIX, [told])
    assert "\n" not in str(raised.value)


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "roles.json"
    path.write_text("[1, 2]")
    with pytest.raises(StemsError, match="lead vocal"):
        give_roles(MIX, [str(path)])
