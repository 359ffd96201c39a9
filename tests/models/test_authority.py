"""Authority: every parameter a mind may move has a row that fits its own."""

import pytest

from engine.console.params import PARAMS
from models.authority import find_authority, list_controls

CONTROLS = [row for rows in list_controls() for row in rows]


@pytest.mark.parametrize("row", CONTROLS, ids=lambda row: row.name)
def test_the_reach_of_a_mind_is_within_the_reach_of_a_hand(row):
    authority = find_authority(row.name)
    assert row.low <= authority.low < authority.high <= row.high
    assert authority.low <= max(row.default, authority.low) <= authority.high
    assert 0 < authority.deadband < authority.per_s


def test_what_makes_a_strip_louder_is_known():
    louder = {row.name for row in list_controls()[0] if find_authority(row.name).louder}
    assert louder == {
        *("fader_db", "comp_makeup_db", "reverb_send_db", "delay_send_db"),
        *(f"eq{band}_gain_db" for band in range(1, 5)),
    }


def test_nobody_has_authority_over_what_only_people_move():
    for kind, rows in zip(("strip", "master"), list_controls(), strict=True):
        assert rows == tuple(row for row in PARAMS[kind] if row.automatic)
    with pytest.raises(KeyError, match="mute"):
        find_authority("mute")
