"""Style inputs on the command line: read as the card allows, else one line that says why."""

import pytest

from app.styles import StyleError, read_macros


def test_values_are_read_by_name_and_the_last_counts():
    assert read_macros("console", []) == {}
    assert read_macros("level", []) == {}
    assert read_macros("console", ["drums=+3", " bass = -2.5 ", "drums=1"]) == {"drums": 1.0, "bass": -2.5}


@pytest.mark.parametrize(
    ("mind", "told", "word"),
    [
        ("level", "drums=3", "level has no style inputs"),
        ("console", "drums", "NAME=NUMBER"),
        ("console", "drms=3", "did you mean 'drums'"),
        ("console", "triangle=3", "drums, bass, music, voice"),
        ("console", "drums=loud", "'loud' is no number"),
        ("console", "drums=", "is no number"),
        ("console", "drums=nan", "out of -12 to 12 dB"),
        ("console", "drums=+12.1", "12.1 is out of -12 to 12 dB"),
    ],
)
def test_what_cannot_be_set_is_said_in_one_line(mind, told, word):
    with pytest.raises(StyleError) as raised:
        read_macros(mind, ["bass=1", told] if mind == "console" else [told])
    assert word in str(raised.value)
    assert "\n" not in str(raised.value)
