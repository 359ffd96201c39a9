"""A fader without a motor never makes a value jump."""

from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.midi.pickup import NEAR, Pickup

SHARES = st.floats(0, 1)


@given(SHARES, st.lists(SHARES, min_size=1, max_size=30))
def test_nothing_moves_until_the_hardware_meets_the_value(value, way):
    pickup = Pickup()
    last = None
    for hardware in way:
        met = abs(hardware - value) <= NEAR or (
            last is not None and min(last, hardware) <= value <= max(last, hardware)
        )
        taken = pickup.take(hardware, value)
        assert taken == met
        if taken:
            break
        last = hardware


@given(SHARES, st.lists(SHARES, max_size=30))
def test_once_met_it_follows_wherever_it_goes(start, way):
    pickup = Pickup()
    assert pickup.take(start, start)
    value = start
    for hardware in way:
        assert pickup.take(hardware, value)
        value = hardware


def test_another_hand_breaks_the_tie_until_it_is_met_again():
    pickup = Pickup()
    assert pickup.take(0.5, 0.5)
    assert not pickup.take(0.52, 0.9)
    assert not pickup.take(0.6, 0.9)
    assert pickup.take(0.95, 0.9)


def test_a_shifted_bank_has_to_be_met_anew():
    pickup = Pickup()
    assert pickup.take(0.5, 0.5)
    pickup.drop()
    assert not pickup.take(0.55, 0.2)
    assert pickup.take(0.1, 0.2)
