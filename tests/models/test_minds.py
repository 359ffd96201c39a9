"""Minds: listed, made by name, and a wrong name is helped."""

import pytest

from models.minds import UnknownMindError, list_minds, make_mind


def test_every_listed_mind_can_be_made_and_explains_itself():
    for info in list_minds():
        mind = make_mind(info.name)
        assert mind.name == info.name and mind.hop_s > 0
        assert info.summary


def test_each_call_makes_a_mind_of_its_own():
    assert make_mind("level") is not make_mind("level")


@pytest.mark.parametrize("name", ["levle", "Level", "lev"])
def test_a_near_name_is_guessed(name):
    with pytest.raises(UnknownMindError, match=f"'{name}'; did you mean 'level'"):
        make_mind(name)


def test_any_other_name_is_answered_with_all_there_are():
    with pytest.raises(UnknownMindError, match="there are: level") as caught:
        make_mind("zebra")
    assert "did you mean" not in str(caught.value)
