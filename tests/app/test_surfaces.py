"""Several surfaces on one desk end with the same state, whatever they say and in whatever order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.orders.mix import (
    Copy,
    DeleteScene,
    Gesture,
    Give,
    GiveMany,
    Paste,
    PreviewScene,
    RecallScene,
    Redo,
    SetDca,
    SetMind,
    SetMuteGroup,
    SetSafe,
    SetSolo,
    StoreScene,
    Touch,
    Undo,
)
from app.orders.show import Compare, Listen
from engine.console.groups import lay_over
from engine.console.moves import Hold, Move
from engine.console.state import Mix
from engine.messages import DOOR, FromEngine
from engine.wire import knock
from tests.app.desks import SteppedDesk
from tests.app.shows import set_folders

places = st.sampled_from(["strip/0", "strip/1", "strip/2"])
moves = st.builds(
    Move, places, st.sampled_from(["fader_db", "pan", "mute", "eq1_gain_db"]), st.floats(-20, 10)
)
messages = st.one_of(
    st.builds(Touch, st.lists(moves, min_size=1, max_size=3)),
    st.builds(Give, places, st.just("fader_db"), st.sampled_from(Hold)),
    st.builds(GiveMany, st.lists(st.tuples(places, st.just("pan")), min_size=1), st.sampled_from(Hold)),
    st.builds(Gesture, st.booleans()),
    st.just(Undo()),
    st.just(Redo()),
    st.builds(SetMind, st.just("level"), st.just("freeze"), st.booleans(), st.floats(0, 1)),
    st.builds(StoreScene, st.sampled_from("ab")),
    st.builds(RecallScene, st.sampled_from("ab"), st.sampled_from([0.0, 0.05])),
    st.builds(DeleteScene, st.sampled_from("ab")),
    st.builds(PreviewScene, st.sampled_from(["", "a"])),
    st.builds(SetSafe, st.just(["strip/0"]), st.just(["pan"]), st.booleans()),
    st.builds(Copy, places),
    st.builds(Paste, st.just(["strip/2"]), st.just(["eq", "pan"])),
    st.builds(SetDca, st.integers(0, 1), members=st.just(["strip/0", "strip/1"]), fader_db=st.floats(-20, 5)),
    st.builds(SetMuteGroup, st.just(0), members=st.just(["strip/2"]), active=st.booleans()),
    st.builds(SetSolo, st.sampled_from(["place", "pfl", "afl"])),
    st.builds(Listen, st.sampled_from(["", "hand", "mind", "scene:a"])),
    st.builds(Compare, st.lists(st.sampled_from(["", "hand", "scene:a"]), min_size=1, max_size=3)),
)
scripts = st.lists(st.tuples(st.integers(0, 1), messages, st.booleans()), max_size=25)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("surfaces")
    with pytest.MonkeyPatch.context() as patch:
        set_folders(patch, folder)
        desk = SteppedDesk(folder)
        surface = desk.surface()
        surface.wait(lambda s: s.status.engine == "plays" and s.status.mind.endswith("mixes"))
        surface.wire.close()
        yield desk
        desk.process.finish()


def ask_engine(runtime: Path) -> Mix:
    """The mix that the engine plays; on a busy machine it may not have come to the desk's last word yet."""
    engine = knock(runtime / DOOR, FromEngine)
    try:
        return engine.receive(5.0)[0].mix
    finally:
        engine.close()


@given(script=scripts)
@example(script=[(0, Touch([Move("strip/0", "fader_db", -9.0)]), True), (1, Listen("mind"), False)])
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_surfaces_end_with_the_same_state_and_the_engine_plays_it(desk, script):
    surfaces = [desk.surface(), desk.surface()]
    for who, message, step in script:
        surfaces[who].say(message)
        if step:
            desk.process.step()
    for surface in surfaces:
        surface.say(Gesture(False), Listen(""))
    one, other = desk.settle(*surfaces)
    surfaces[0].wait(lambda s: s.saved and not s.fading)
    one, other = desk.settle(*surfaces)
    assert one == other
    late = desk.surface()
    assert late.listen() == structs.replace(one)
    wanted = lay_over(one.session.layers.effective(), one.session.over)
    until = time.monotonic() + 5.0
    while (played := ask_engine(desk.runtime)) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert played == wanted
    for surface in (*surfaces, late):
        surface.wire.close()
    desk.process.step()


def test_what_one_surface_cannot_do_stops_neither_itself_nor_the_other(desk):
    one, other = desk.surface(), desk.surface()
    one.say(Touch([Move("strip/9", "fader_db", 0.0)]), Touch([Move("strip/0", "fader_db", -11.0)]))
    other.say(RecallScene("nowhere"))
    state = other.wait(lambda s: s.session.layers.heard("strip/0", "fader_db") == -11.0)
    assert state.session.layers.hold("strip/0", "fader_db") is not Hold.AUTO
    other.wait(lambda s: "nowhere" in s.status.complaint or "strip/9" in s.status.complaint)
    one.wire.close()
    other.wire.close()
    desk.process.step()


def test_a_surface_that_dies_in_the_middle_of_a_gesture_ends_it(desk):
    one = desk.surface()
    one.say(Gesture(True), Touch([Move("strip/1", "pan", 0.25)]))
    one.wait(lambda s: s.session.layers.heard("strip/1", "pan") == 0.25)
    one.wire.close()
    other = desk.surface()
    other.say(Touch([Move("strip/1", "pan", -0.25)]), Undo())
    state = other.wait(lambda s: s.redo == "pan of Strip 1")
    assert state.session.layers.heard("strip/1", "pan") == 0.25
    other.wire.close()
    desk.process.step()


def test_a_surface_that_did_not_read_for_long_ends_with_what_is(desk):
    quick, slow = desk.surface(), desk.surface()
    until = time.monotonic() + 6.0
    turn = 0
    while time.monotonic() < until and not desk.process._callers.slow:
        turn += 1
        quick.say(Touch([Move("strip/0", "pan", (turn % 100) / 100)]))
        desk.process.step()
        quick.listen()
    assert desk.process._callers.slow, "the surface was never slow"
    quick.say(Touch([Move("strip/0", "pan", -0.5)]))
    until = time.monotonic() + 2.0
    while time.monotonic() < until:
        desk.process.step()
        quick.listen()
    (last,) = desk.settle(slow)
    assert last.session.layers.heard("strip/0", "pan") == -0.5
    assert not desk.process._callers.slow
    for surface in (quick, slow):
        surface.wire.close()
