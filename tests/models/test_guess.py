"""Guesses: the nearest name, or none."""

from models.guess import guess_meant

NAMES = ("level", "rules", "console")


def test_a_slip_is_understood_and_a_stranger_is_not():
    for word in ("levle", "Level", "LEVEL", "leve"):
        assert guess_meant(word, NAMES) == "did you mean 'level'? "
    assert guess_meant("nothing like it", NAMES) == ""
    assert guess_meant("level", ()) == ""
