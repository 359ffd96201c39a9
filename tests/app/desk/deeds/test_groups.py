"""Groups: what lies over a mix moves nobody's fader, and an order says only what it names."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk.deeds.groups import set_group
from app.orders.mix import SetDca, SetMuteGroup, SetSolo, Touch, Undo
from engine.console.groups import DCAS, MUTE_GROUPS
from engine.console.layers import Layers
from engine.console.moves import Move
from engine.console.params import MONITORS, find_param
from engine.console.session import Session
from tests.app.told import MIX, make_desk, say


def test_a_dca_moves_nobodys_fader():
    desk = make_desk()
    say(desk, Touch([Move("strip/0", "fader_db", -6.0)]))
    hand = desk.session.layers.hand
    say(desk, SetDca(0, "Band", ["strip/0", "strip/1"]), 5.0)
    moved = say(desk, SetDca(0, fader_db=-4.0), 6.0)
    say(desk, SetDca(0, fader_db=-5.0), 6.5)
    assert {(m.place, m.param, m.value) for m in moved} == {
        ("strip/0", "fader_db", -10.0),
        ("strip/1", "fader_db", -4.0),
    }
    assert desk.session.layers.hand == hand
    assert desk.history.undo_what == "fader of Band"
    say(desk, Undo(), 9.0)
    assert desk.mix.get("strip/0", "fader_db") == -6.0
    with pytest.raises(KeyError, match="strip/7"):
        say(desk, SetDca(0, members=["strip/7"]))
    with pytest.raises(KeyError, match="DCA 99"):
        say(desk, SetDca(98))


places = st.sampled_from([f"strip/{n}" for n in range(3)])
said = {"name": st.none() | st.text("abc", min_size=1), "members": st.none() | st.lists(places, max_size=4)}
dcas = st.builds(
    SetDca,
    st.integers(0, DCAS - 1),
    **said,
    fader_db=st.none() | st.floats(allow_nan=False),
    mute=st.none() | st.booleans(),
)
mute_groups = st.builds(
    SetMuteGroup, st.integers(0, MUTE_GROUPS - 1), **said, active=st.none() | st.booleans()
)


@given(st.lists(dcas | mute_groups, min_size=1, max_size=6))
def test_an_order_sets_what_it_names_of_one_group_and_nothing_else(orders):
    session = Session(layers=Layers(MIX, MIX))
    for order in orders:
        before, session = session, set_group(session, order).session
        assert session.layers is before.layers and session.over.solo is before.over.solo
        for field, kind in (("dcas", SetDca), ("mute_groups", SetMuteGroup)):
            rows = zip(getattr(before.over, field), getattr(session.over, field), strict=True)
            for index, (was, now) in enumerate(rows):
                meant = type(order) is kind and index == order.index
                for name in was.__struct_fields__:
                    wanted = getattr(order, name) if meant else None
                    if wanted is None:
                        assert getattr(now, name) == getattr(was, name)
                    elif name == "members":
                        assert now.members == tuple(dict.fromkeys(wanted))
                    elif name == "fader_db":
                        assert now.fader_db == find_param("strip", "fader_db").clamp(wanted)
                    else:
                        assert getattr(now, name) == wanted


def test_the_fader_of_a_dca_is_ridden_and_everything_else_is_a_step_of_its_own():
    desk = make_desk()
    for turn in range(5):
        say(desk, SetDca(2, fader_db=-1.0 - turn), turn / 10)
    assert len(desk.history) == 1
    for turn in range(4):
        say(desk, SetDca(2, mute=turn % 2 == 0), 0.5 + turn / 10)
    assert (len(desk.history), desk.history.undo_what) == (5, "DCA DCA 3")
    for turn in range(4):
        say(desk, SetMuteGroup(0, active=turn % 2 == 0), 1.0 + turn / 10)
    assert (len(desk.history), desk.history.undo_what) == (9, "mute group Mute 1")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (SetDca(DCAS, fader_db=0.0), f"no DCA {DCAS + 1}; there are {DCAS}"),
        (SetDca(-1), "no DCA 0"),
        (SetDca(0, members=["strip/7"]), "strip/7"),
        (SetDca(0, fader_db=math.nan), "must be a number"),
        (SetMuteGroup(MUTE_GROUPS, active=True), f"no mute group {MUTE_GROUPS + 1}; there are {MUTE_GROUPS}"),
        (SetMuteGroup(0, members=["strip/0", "nowhere"]), "nowhere"),
        (SetSolo("pfl", MONITORS + 1), f"monitors 1 to {MONITORS}"),
        (SetSolo("afl", 0), f"monitors 1 to {MONITORS}"),
    ],
)
def test_what_cannot_be_laid_over_a_mix_changes_nothing_and_is_explained(order, words):
    desk = make_desk()
    before = desk.session
    with pytest.raises((KeyError, ValueError), match=words):
        say(desk, order)
    assert desk.session is before and len(desk.history) == 0
