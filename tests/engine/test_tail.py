"""The compiled tail nulls against the plain one, whatever moves and however time is cut; laws of both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.state import Mix
from engine.strips.core import Core
from engine.strips.fused import FusedBank
from engine.tail import FusedTail, PlainTail, Tail
from engine.target import BUS_ROWS, MASTER, MONITOR, Target, make_target
from tests.signals import make_mix, noise

LONGEST = 512
PLACES = [
    *((f"group/{n}", name) for n in (0, 3) for name in ("fader_db", "mute")),
    *(("reverb", "fader_db"), ("delay", "mute"), ("master", "fader_db"), ("master", "comp_makeup_db")),
    *((f"monitor/{n}", "fader_db") for n in (0, 3)),
]
moves = st.lists(
    st.tuples(st.integers(0, 3000), st.sampled_from(PLACES), st.floats(-40, 6)), min_size=0, max_size=12
)
cuts = st.lists(st.integers(3, LONGEST), min_size=1, max_size=5)


def make_pair(core: Core, target: Target) -> tuple[FusedTail, np.ndarray, PlainTail]:
    """Both tails, and the rows that the compiled one works on."""
    bank = FusedBank(core, target, 2, 48000, LONGEST)
    return FusedTail(bank, target, 48000, LONGEST), bank.out, PlainTail(target, 48000, LONGEST)


def pass_through(tail: Tail, rows: np.ndarray, now: int) -> bool:
    tail.add_returns(rows, now)
    tail.scale_master(rows, now)
    return tail.finish(rows, now)


@settings(max_examples=40, deadline=None)
@given(moves, cuts)
def test_compiled_and_plain_null(compiled, moves, sizes):
    mix: Mix = make_mix([{}, {}])
    fused, out, plain = make_pair(compiled, make_target(mix))
    todo = sorted(moves)
    audio, now, turn = noise(BUS_ROWS, 4096, 0.5), 0, 0
    while now < audio.shape[1]:
        while todo and todo[0][0] <= now:
            (place, name), value = todo[0][1:]
            mix = mix.put(
                place,
                name,
                float(value > -17) if name == "mute" else abs(value) if "makeup" in name else value,
            )
            target = make_target(mix)
            fused.move(target, now)
            plain.move(target, now)
            todo.pop(0)
        frames = min(sizes[turn % len(sizes)], audio.shape[1] - now)
        rows, same = out[:, :frames], audio[:, now : now + frames].copy()
        rows[:] = same
        assert pass_through(fused, rows, now)
        assert pass_through(plain, same, now)
        assert np.abs(rows - same).max() <= 2e-6 * max(1.0, np.abs(same).max())
        now, turn = now + frames, turn + 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("row", [MASTER, 7, MONITOR, BUS_ROWS - 1])
@pytest.mark.parametrize("at", [0, 41, 63])
def test_what_is_no_number_is_told_of(compiled, bad, row, at):
    fused, out, plain = make_pair(compiled, make_target(make_mix([{}])))
    for tail, rows in ((fused, out[:, :64]), (plain, np.zeros((BUS_ROWS, 64), np.float32))):
        rows[:] = 0.25
        assert tail.finish(rows, 0)
        rows[row, at] = bad
        assert not tail.finish(rows, 64)


def test_monitors_stay_within_full_scale_and_the_others_as_they_are(compiled):
    fused, out, plain = make_pair(compiled, make_target(make_mix([{}])))
    for tail, rows in ((fused, out[:, :50]), (plain, np.zeros((BUS_ROWS, 50), np.float32))):
        rows[:] = np.linspace(-3, 3, 50)
        assert tail.finish(rows, 0)
        np.testing.assert_array_equal(
            rows[MONITOR:], np.clip(rows[MASTER], -1, 1)[None].repeat(BUS_ROWS - MONITOR, 0)
        )
        np.testing.assert_array_equal(
            rows[:MONITOR], np.linspace(-3, 3, 50, dtype=np.float32)[None].repeat(MONITOR, 0)
        )
