"""What people ask of the player: any order leaves a transport that can be played, or changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.show import Roll
from app.process.rolling import roll_on
from engine.console.transport import SHORTEST_LOOP_S, Transport

RATE, FRAMES = 48000, 480_000
seconds = st.none() | st.floats(-20, 20) | st.sampled_from([float("nan"), float("inf")])
switch = st.none() | st.booleans()


@given(st.lists(st.builds(Roll, switch, seconds, seconds, switch, seconds, seconds), max_size=8))
def test_any_orders_leave_a_transport_that_can_be_played(rolls):
    transport = Transport()
    for roll in rolls:
        before = transport
        try:
            transport, seek = roll_on(transport, roll, FRAMES, RATE)
        except ValueError as error:
            assert "loop" in str(error) or "number of seconds" in str(error)
            assert transport is before
            continue
        assert seek is None or 0 <= seek < FRAMES
        assert 0 <= transport.start <= FRAMES and 0 <= transport.end <= FRAMES
        assert not transport.loop or transport.end - transport.start >= SHORTEST_LOOP_S * RATE
        assert transport.playing == (before.playing if roll.playing is None else roll.playing)
        if roll.loop is not None:
            assert transport.loop == roll.loop
        assert roll_on(transport, Roll(), FRAMES, RATE) == (transport, None)


@given(st.integers(0, FRAMES - 1), st.floats(-30, 30))
def test_a_step_goes_from_where_the_player_is_and_stays_within_the_material(position, step):
    _, seek = roll_on(Transport(), Roll(step_s=step), FRAMES, RATE, position)
    assert seek == min(max(0, round(position + step * RATE)), FRAMES - 1)


def test_a_loop_without_a_region_says_how_to_make_one():
    with pytest.raises(ValueError, match="drag over the waveform"):
        roll_on(Transport(), Roll(loop=True), FRAMES, RATE)
    with pytest.raises(ValueError, match=r"lasts 0\.1 s or more"):
        roll_on(Transport(), Roll(start_s=3, end_s=2), FRAMES, RATE)
