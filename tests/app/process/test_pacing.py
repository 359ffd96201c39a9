"""What changes is passed on to everybody: nothing is lost, nobody waits too long, and each has its pace."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.process.pacing import MANY_MOVES, REMEMBER_S, SAVE_S, TELL_S, TICK_S, Pacing
from engine.console.moves import Move

LOOP_MS = 7
"""How often these loops come round; no part of any pace."""

SLACK_S = LOOP_MS / 1000 + 1e-9
QUIET_MS = 2000

moves = st.lists(
    st.builds(
        Move, st.sampled_from(["strip/0", "strip/1", "master"]), st.sampled_from(["a", "b"]), st.floats(0, 1)
    ),
    max_size=4,
)
many = st.floats(0, 1).map(lambda v: [Move(f"strip/{n}", "a", v) for n in range(MANY_MOVES + 1)])
events = st.one_of(
    st.tuples(st.just("sound"), moves | many),
    st.tuples(st.just("change"), moves | many),
    st.tuples(st.sampled_from(["untold", "unkept", "unloaded"]), st.just([])),
)


class Listener:
    """What somebody knows of what there is to know, and when they heard of it."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.since: float | None = None
        """Since when there is something they do not know."""

    def hear(self, now: float) -> None:
        self.times.append(now)
        self.since = None

    def miss(self, now: float) -> None:
        self.since = now if self.since is None else self.since

    def check(self, pace_s: float, now: float) -> None:
        assert self.since is None or now - self.since <= pace_s + SLACK_S
        assert all(after - before >= pace_s - 1e-9 for before, after in pairwise(self.times))


class House:
    """A pacing, and all who hear of what it takes."""

    def __init__(self) -> None:
        self.pacing = Pacing()
        self.now = 1000.0
        self.truth: dict[tuple[str, str], float] = {}
        self.played: dict[tuple[str, str], float] = {}
        self.engine, self.memory, self.load = Listener(), Listener(), Listener()
        self.mind, self.surfaces, self.disk = Listener(), Listener(), Listener()

    def happen(self, what: str, changes: list[Move]) -> None:
        """Something changes; whom it concerns, misses it."""
        missing = {"untold": [self.surfaces], "unkept": [self.memory], "unloaded": [self.load]}.get(what, [])
        if changes:
            missing = [self.engine, self.surfaces]
        if what == "change":
            missing = [*missing, self.mind, self.surfaces, self.disk]
        for listener in missing:
            listener.miss(self.now)
        self.truth |= {(move.place, move.param): move.value for move in changes}
        if what in ("sound", "change"):
            getattr(self.pacing, what)(changes)
        else:
            setattr(self.pacing, what, True)

    def go_round(self) -> None:
        """Pass on what is due, as the desk does."""
        parcel = self.pacing.take_for_engine(self.now)
        if parcel is not None:
            assert parcel.whole or parcel.moves or parcel.keep
            assert not (parcel.whole and parcel.moves)
            assert len(parcel.moves) <= MANY_MOVES
            told = {(move.place, move.param): move.value for move in parcel.moves}
            self.played = dict(self.truth) if parcel.whole else self.played | told
            self.engine.hear(self.now)
            if parcel.whole:
                self.load.since = None
            if parcel.keep or parcel.whole:
                self.memory.since = None
        if self.pacing.take_for_mind(self.now):
            self.mind.hear(self.now)
        if self.pacing.take_for_surfaces(self.now):
            self.surfaces.hear(self.now)
        if self.pacing.is_save_due(self.now):
            self.pacing.note_save(self.now)
            self.disk.hear(self.now)

    def wait(self, milliseconds: int) -> None:
        """Go round and round; each time everybody has heard in time, and not too often."""
        for _ in range(0, milliseconds, LOOP_MS):
            self.go_round()
            self.engine.check(TICK_S, self.now)
            self.memory.check(TICK_S, self.now)
            self.load.check(TELL_S, self.now)
            self.mind.check(TELL_S, self.now)
            self.surfaces.check(TELL_S, self.now)
            self.disk.check(SAVE_S, self.now)
            self.now += LOOP_MS / 1000


@given(st.lists(st.tuples(events, st.integers(0, 300)), max_size=12))
def test_whatever_happens_everybody_knows_it_in_time_and_at_their_own_pace(story):
    house = House()
    for (what, changes), pause_ms in story:
        house.happen(what, changes)
        house.wait(pause_ms)
    house.wait(QUIET_MS)
    assert house.played == house.truth
    assert not house.pacing.waits and not house.pacing.unsaved
    assert house.pacing.take_for_engine(house.now) is None


@given(st.lists(moves, min_size=1, max_size=6))
def test_of_each_parameter_the_engine_hears_the_last_value_once(story):
    pacing, last = Pacing(), {}
    for changes in story:
        pacing.sound(changes)
        last |= {(move.place, move.param): move for move in changes}
    parcel = pacing.take_for_engine(1.0)
    if last:
        assert parcel is not None
        assert {(move.place, move.param): move for move in parcel.moves} == last
        assert len(parcel.moves) == len(last)
    assert pacing.take_for_engine(2.0) is None


def test_what_only_sounds_is_neither_saved_nor_told_to_the_mind():
    pacing = Pacing()
    pacing.sound([Move("strip/0", "fader_db", -3.0)])
    assert pacing.waits and pacing.untold
    assert not pacing.is_save_due(1e6) and not pacing.take_for_mind(1e6)
    pacing.untold = False
    pacing.sound([])
    assert not pacing.untold


def test_a_session_goes_to_the_engine_for_safe_keeping_long_before_it_is_saved():
    pacing = Pacing()
    pacing.note_save(10.0)
    pacing.unkept = True
    assert pacing.take_for_engine(10.0) is not None
    pacing.change([])
    assert pacing.take_for_engine(10.0 + TICK_S) is None
    parcel = pacing.take_for_engine(10.0 + REMEMBER_S + TICK_S)
    assert parcel is not None and parcel.keep and not parcel.whole
    assert not pacing.is_save_due(10.0 + REMEMBER_S + TICK_S)
    assert pacing.is_save_due(10.0 + SAVE_S + TICK_S)


def test_a_whole_mix_makes_moves_of_before_needless_and_none_of_after():
    pacing = Pacing()
    pacing.sound([Move("strip/0", "fader_db", -3.0)])
    pacing.unloaded = True
    pacing.note_load(5.0)
    assert pacing.take_for_engine(6.0) is None and not pacing.unloaded
    after = Move("strip/0", "fader_db", -6.0)
    pacing.sound([after])
    parcel = pacing.take_for_engine(7.0)
    assert parcel is not None and parcel.moves == (after,)


def test_a_session_that_could_not_be_saved_is_due_again_in_time():
    pacing = Pacing()
    pacing.change([])
    assert pacing.is_save_due(10.0)
    pacing.note_save(10.0)
    assert not pacing.is_save_due(1e6)
    pacing.unsaved = True
    assert not pacing.is_save_due(10.0 + SAVE_S / 2) and pacing.is_save_due(10.0 + 2 * SAVE_S)


def test_whole_mixes_for_what_no_move_says_have_a_pace_and_moves_do_not_wait_for_it():
    pacing = Pacing()
    pacing.note_load(10.0)
    pacing.unloaded = True
    assert pacing.take_for_engine(10.0 + TELL_S / 2) is None
    pacing.sound([Move("strip/0", "fader_db", -3.0)])
    parcel = pacing.take_for_engine(10.0 + TELL_S / 2)
    assert parcel is not None and parcel.moves and not parcel.whole
    parcel = pacing.take_for_engine(10.0 + 2 * TELL_S)
    assert parcel is not None and parcel.whole
