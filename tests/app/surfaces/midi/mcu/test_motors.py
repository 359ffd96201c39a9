"""What a motor says of its own accord is no finger, and a finger is heard whatever the motor did."""

from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.midi.mcu.motors import JUST_S, LATE_S, NEAR, REACH_S, Motors

shares = st.floats(0.0, 1.0)
ways = st.lists(st.tuples(st.floats(0.0, 0.1), shares), min_size=1, max_size=20)


def ride(motors: Motors, way: list[tuple[float, float]]) -> float:
    """A motor is sent from place to place; the time then."""
    now = 100.0
    for seconds, share in way:
        now += seconds
        motors.send(0, share, now)
    return now


@given(shares, ways, shares, st.floats(0.0, REACH_S - 0.01))
def test_a_motor_says_where_it_is_on_its_way_and_nobody_touched_it(start, way, along, late):
    motors = Motors()
    motors.stand(0, start, 99.0)
    now = ride(motors, way)
    before, after = way[-2][1] if len(way) > 1 else start, way[-1][1]
    assert motors.explain(0, before + along * (after - before), False, now + late)
    assert motors.explain(0, after, True, now + late)
    assert motors.explain(0, after, False, now + LATE_S - 0.01)


@given(shares, ways, shares, st.booleans())
def test_a_finger_anywhere_else_or_later_is_a_finger(start, way, share, touched):
    motors = Motors()
    motors.stand(0, start, 99.0)
    now = ride(motors, way)
    low = min(start, *(place for _, place in way)) - 2 * NEAR
    high = max(start, *(place for _, place in way)) + 2 * NEAR
    if not low <= share <= high:
        assert not motors.explain(0, share, touched, now)
        assert not motors.explain(0, share, touched, now + REACH_S + 0.01)
    assert not motors.explain(0, share, touched, now + LATE_S + 0.01)
    assert not motors.explain(1, share, touched, now)


@given(ways, shares)
def test_where_a_finger_left_it_its_next_way_begins(way, share):
    motors = Motors()
    now = ride(motors, way)
    motors.stand(0, share, now)
    assert motors.explain(0, way[-1][1], True, now + JUST_S / 2)
    motors.send(0, share, now)
    assert motors.explain(0, share, False, now)
    beside = share + 0.5 if share < 0.5 else share - 0.5
    if all(abs(beside - place) > NEAR for _, place in way):
        assert not motors.explain(0, beside, False, now)


@given(ways, shares, st.floats(JUST_S + 0.01, LATE_S))
def test_a_finger_that_comes_back_to_where_the_motor_was_sent_is_heard(way, share, later):
    motors = Motors()
    now = ride(motors, way)
    motors.stand(0, share, now + later)
    for _, place in way:
        if abs(place - share) > NEAR:
            assert not motors.explain(0, place, False, now + later + 0.01)
            assert not motors.explain(0, place, True, now + later + 0.01)
