"""What the window says of DCAs, mute groups and solos is what the engine plays."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.shown.board import view_places
from app.shown.over import list_clearing, list_lies, list_soloed, name_some, toggle_member
from app.state import State, Status
from engine.console.groups import Dca, MuteGroup, Over, Solo, lay_over
from engine.console.layers import Layers
from engine.console.moves import apply
from engine.console.session import Session
from engine.console.state import Mix, Strip
from engine.console.units import OFF_DB
from engine.target import MASTER, make_target

MIX = Mix(strips=tuple(Strip(name, inputs=(n,)) for n, name in enumerate("ABCD")))
places = st.sampled_from(["strip/0", "strip/1", "strip/2", "strip/3", "group/1", "reverb", "master"])
members = st.lists(places, max_size=4, unique=True).map(tuple)
levels = st.one_of(st.just(OFF_DB), st.just(0.0), st.floats(-60, 10))
dcas = st.lists(st.builds(Dca, st.just("Drums"), members, levels, st.booleans()), max_size=4).map(tuple)
mutes = st.lists(st.builds(MuteGroup, st.just("Band"), members, st.booleans()), max_size=3).map(tuple)
overs = st.builds(Over, dcas, mutes)


@st.composite
def mixes(draw):
    mix = MIX
    for place in mix.places():
        mix = mix.put(place, "fader_db", draw(levels)).put(place, "mute", draw(st.integers(0, 1)))
    for index in range(4):
        for name in ("solo", "safe"):
            mix = mix.put(f"strip/{index}", name, draw(st.integers(0, 1)))
    return mix


def show(mix, over):
    return State(Session(layers=Layers(mix, mix), over=over), {}, Status(), 1)


@given(mixes(), overs)
def test_the_tick_is_where_the_engine_plays_the_fader(mix, over):
    played = lay_over(mix, over)
    for place, view in view_places(show(mix, over)).items():
        assert view.value("fader_db") == mix.get(place, "fader_db")
        tick = view.played_db()
        assert (mix.get(place, "fader_db") if tick is None else tick) == played.get(place, "fader_db")


@given(mixes(), overs)
def test_a_strip_is_said_to_be_silenced_where_something_else_keeps_it_from_the_mix(mix, over):
    for index in range(4):
        place = f"strip/{index}"
        open_mix = mix.put_all(place, {"fader_db": 0.0, "mute": 0.0})
        still = structs.replace(over, dcas=tuple(structs.replace(dca, fader_db=0.0) for dca in over.dcas))
        sends = make_target(lay_over(open_mix, still)).sends
        lies = list_lies(mix, over)[place]
        assert bool(lies.silenced) == (not sends[MASTER : MASTER + 2, index].any())
        by_others = any(place in row.members for row in over.dcas if row.mute) or bool(lies.active)
        assert lies.by_solo == (bool(lies.silenced) and not by_others)


@given(mixes())
def test_with_nothing_over_it_a_mix_has_no_marks(mix):
    for index in range(4):
        mix = mix.put(f"strip/{index}", "solo", 0)
    for lies in list_lies(mix, Over()).values():
        assert (lies.dcas, lies.mute_groups, lies.silenced, lies.words, lies.offset_db) == ((), (), "", "", 0)


@given(mixes(), st.sampled_from(["place", "pfl", "afl"]))
def test_clearing_ends_every_solo_and_nothing_else(mix, mode):
    state = show(mix, Over(solo=Solo(mode, 2)))
    cleared = mix
    for move in list_clearing(state):
        cleared = apply(cleared, move)
    assert list_soloed(show(cleared, Over())) == []
    for place in list_soloed(state):
        cleared = cleared.put(place, "solo", 1)
    assert cleared == mix


@given(members, places)
def test_toggling_a_member_twice_changes_nothing(before, place):
    once = toggle_member(before, place)
    assert (place in once) == (place not in before)
    assert sorted(toggle_member(tuple(once), place)) == sorted(before)


def test_it_is_said_who_silences_a_strip():
    over = Over(
        (Dca("Drums", ("strip/0",), -6.0, True), Dca("DCA 2", ("strip/0",), OFF_DB, False)),
        (MuteGroup("Band", ("strip/0", "strip/1"), True),),
    )
    lies = list_lies(MIX.put("strip/3", "solo", 1), over)
    assert lies["strip/0"].silenced == "DCA Drums and mute group Band and the solo of D"
    assert lies["strip/2"].silenced == "the solo of D" and lies["strip/2"].by_solo
    assert lies["strip/0"].words.split("\n") == [
        "DCA Drums: −6.0 dB, muted",
        "DCA 2: off",
        "Heard at off",
        "mute group Band: on",
    ]
    assert name_some(["A", "B", "C"]) == "A and 2 more"
