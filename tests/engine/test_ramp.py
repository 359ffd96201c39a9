"""Laws of everything that moves."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.ramp import Ramp

moves = st.lists(st.tuples(st.integers(0, 2000), st.floats(-4, 4, width=32)), min_size=1, max_size=12)


def run(targets: list[tuple[int, float]], sizes: list[int], frames: int = 6000) -> np.ndarray:
    ramp = Ramp(np.zeros(1), 480, 512)
    ordered = sorted(targets, key=lambda pair: pair[0])
    out = np.zeros(frames)
    start = turn = 0
    while start < frames:
        while ordered and ordered[0][0] <= start:
            ramp.move(np.array([ordered.pop(0)[1]]), start)
        stop = min(frames, start + sizes[turn % len(sizes)], *([ordered[0][0]] if ordered else []))
        out[start:stop] = ramp.gain(np.ones((1, stop - start)), start)[0]
        start, turn = stop, turn + 1
    return out


@given(moves)
def test_a_ramp_never_overshoots_its_targets(targets):
    values = run(targets, [64])
    reach = [0.0, *(value for _, value in targets)]
    assert values.max() <= max(reach) + 1e-9
    assert values.min() >= min(reach) - 1e-9


@given(moves)
def test_a_ramp_ends_exactly_at_its_last_target(targets):
    last = sorted(targets, key=lambda pair: pair[0])[-1][0]
    finals = [value for frame, value in targets if frame == last]
    assert run(targets, [64])[-1] == finals[-1]


@given(moves, st.lists(st.integers(1, 512), min_size=1, max_size=6))
def test_the_way_of_cutting_blocks_changes_nothing(targets, sizes):
    np.testing.assert_allclose(run(targets, sizes), run(targets, [512]), atol=1e-9)


@given(moves)
def test_a_ramp_has_no_corners(targets):
    values = run(targets, [64])
    span = max(4.0, max(abs(value) for _, value in targets))
    assert np.abs(np.diff(values, 2)).max() < 12 * span * 2 * (np.pi / 480) ** 2


def test_a_ramp_at_rest_on_one_gives_the_audio_itself():
    ramp = Ramp(np.ones(2), 480, 64)
    audio = np.ones((2, 64))
    assert ramp.gain(audio, 0) is audio


def test_a_ramp_that_is_moved_but_never_read_does_not_grow():
    ramp = Ramp(np.zeros(1), 480, 64)
    for turn in range(1000):
        ramp.move(np.array([float(turn % 7)]), turn * 100)
    assert len(ramp.glides) <= 10
