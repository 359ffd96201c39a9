"""Minds by name."""

from __future__ import annotations

import pytest

from models.minds import UnknownMindError, list_minds, make_mind


def test_every_listed_mind_can_be_made_under_its_name():
    assert "level" in [info.name for info in list_minds()]
    for info in list_minds():
        assert make_mind(info.name).name == info.name
        assert info.summary


def test_an_unknown_mind_is_one_line_with_the_nearest_and_all():
    with pytest.raises(UnknownMindError) as error:
        make_mind("levle")
    text = str(error.value)
    assert "'levle'" in text and "did you mean 'level'?" in text and "\n" not in text
    with pytest.raises(UnknownMindError, match="there are: level"):
        make_mind("xyz")
