"""What lies over a mix moves nobody's faders, and the engine hears the sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from engine.console.groups import Dca, MuteGroup, Over, Solo, find_members, lay_over
from engine.console.state import Mix, Strip
from engine.console.units import OFF_DB
from engine.target import BUS_ROWS, GROUP, MASTER, MONITOR, make_target

MIX = Mix(strips=tuple(Strip(name, inputs=(n,)) for n, name in enumerate("ABCD")))
places = st.sampled_from(["strip/0", "strip/1", "strip/2", "strip/3", "group/1", "reverb"])
members = st.lists(places, max_size=4, unique=True).map(tuple)
levels = st.one_of(st.just(OFF_DB), st.just(0.0), st.floats(-60, 10))
dcas = st.lists(st.builds(Dca, st.just("x"), members, levels, st.booleans()), max_size=4).map(tuple)
mutes = st.lists(st.builds(MuteGroup, st.just("m"), members, st.booleans()), max_size=3).map(tuple)


@st.composite
def mixes(draw):
    mix = MIX
    for place in mix.places():
        mix = mix.put(place, "fader_db", draw(levels)).put(place, "mute", draw(st.integers(0, 1)))
    return mix


@given(mixes(), dcas, mutes)
def test_members_play_their_fader_and_all_that_lies_over_it(mix, dcas, mutes):
    played = lay_over(mix, Over(dcas, mutes))
    for place in mix.places():
        over = [dca for dca in dcas if place in dca.members]
        own = mix.get(place, "fader_db")
        levels = [own, *(dca.fader_db for dca in over)]
        if OFF_DB in levels:
            assert played.get(place, "fader_db") == OFF_DB or all(level == 0.0 for level in levels[1:])
        else:
            assert played.get(place, "fader_db") == pytest.approx(
                min(10.0, max(OFF_DB, sum(levels))), abs=1e-9
            )
        muted = mix.get(place, "mute") or any(dca.mute for dca in over)
        muted = muted or any(group.active for group in mutes if place in group.members)
        assert played.get(place, "mute") == float(bool(muted))


@given(mixes())
def test_nothing_over_a_mix_is_the_mix_itself(mix):
    assert lay_over(mix, Over()) is mix


@given(mixes(), dcas, mutes)
def test_what_is_over_it_changes_faders_and_mutes_only(mix, dcas, mutes):
    played = lay_over(mix, Over(dcas, mutes))
    for place in mix.places():
        for name in ("fader_db", "mute"):
            played = played.put(place, name, mix.get(place, name))
    assert played == mix


def heard(mix, solo):
    """Send gains of the played mix, (bus rows, strips)."""
    return make_target(lay_over(mix, Over(solo=solo))).sends


@given(mixes(), st.sets(st.integers(0, 3), min_size=1), st.integers(1, 4), st.sampled_from(["pfl", "afl"]))
def test_a_solo_on_a_monitor_leaves_every_other_bus_alone(mix, soloed, monitor, mode):
    mix = (
        mix.put("strip/0", "reverb_send_db", -6.0)
        .put("strip/1", "reverb_pre", 1)
        .put("strip/1", "reverb_send_db", 0)
    )
    mix = mix.put("strip/2", "monitor1_send_db", -3.0).put("strip/3", "group", 2)
    alone = mix
    for index in soloed:
        mix = mix.put(f"strip/{index}", "solo", 1)
    solo, plain = heard(mix, Solo(mode, monitor)), heard(alone, Solo())
    bus = MONITOR + 2 * (monitor - 1)
    rest = [row for row in range(BUS_ROWS) if row not in (bus, bus + 1)]
    assert (solo[rest] == plain[rest]).all()
    for index in range(4):
        sent = solo[bus : bus + 2, index]
        if index not in soloed:
            assert (sent == 0).all()
        elif mode == "pfl":
            assert (sent**2).sum() == pytest.approx(1.0)
        else:
            main = plain[[MASTER, MASTER + 1] if index != 3 else [GROUP + 2, GROUP + 3], index]
            assert sent == pytest.approx(main)


@given(mixes(), st.sampled_from(["pfl", "afl"]))
def test_without_a_solo_the_monitor_plays_its_own(mix, mode):
    mix = mix.put("strip/1", "monitor2_send_db", -5.0)
    assert lay_over(mix, Over(solo=Solo(mode, 2))) is mix


def test_members_must_exist_and_count_once():
    assert find_members(MIX, ["strip/1", "reverb", "strip/1"]) == ("strip/1", "reverb")
    with pytest.raises(KeyError, match="strip/9"):
        find_members(MIX, ["strip/9"])
    assert structs.replace(Over(), solo=Solo("pfl")).solo.monitor == 4
