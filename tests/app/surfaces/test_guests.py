"""Nobody comes in without a code, and nobody moves what is not theirs."""

from hypothesis import given
from hypothesis import strategies as st

from app.surfaces.guests import LOCKED_S, MOST_GUESTS, MOST_WATCHED, TRIES, Guest, Guests
from engine.console.params import PARAMS
from engine.console.state import split_place

PLACES = ("strip/3", "monitor/1", "monitor/0", "master")
ROWS = [(place, row.name) for place in PLACES for row in PARAMS[split_place(place)[0]]]


def code_of(guests: Guests, role: str, monitor: int = 0) -> str:
    return next(c for c, g in guests.codes.items() if (g.role, g.monitor) == (role, monitor))


def test_a_code_lets_in_as_what_it_says():
    guests = Guests()
    assert guests.find("tablet") is None
    assert guests.pair("tablet", code_of(guests, "monitor", 2), 0.0, "Ann") == Guest("monitor", 2, "Ann")
    assert guests.find("tablet") == Guest("monitor", 2, "Ann")
    guests.leave("tablet")
    assert guests.find("tablet") is None


@given(st.sampled_from(ROWS))
def test_a_musician_moves_only_their_own_sends(row):
    place, param = row
    mine = Guest("monitor", 2).may_move(place, param)
    assert mine == (
        (place == "strip/3" and param in ("monitor2_send_db", "monitor2_pan"))
        or (place, param) == ("monitor/1", "fader_db")
    )
    assert Guest("full").may_move(place, param)
    assert not Guest("read").may_move(place, param)


def test_guessing_is_stopped_and_forgiven_later():
    guests = Guests()
    right = code_of(guests, "full")
    wrong = next(code for code in ("000000", "000001", "000002") if code not in guests.codes)
    for _ in range(TRIES):
        assert guests.pair("thief", wrong, 10.0) is None
    assert guests.pair("thief", right, 10.0 + LOCKED_S / 2) is None
    assert guests.pair("friend", right, 10.0) is not None
    assert guests.pair("thief", right, 10.5 + LOCKED_S) is not None
    assert guests.refused == TRIES + 1


def test_neither_guests_nor_guesses_grow_for_ever():
    guests = Guests()
    for number in range(MOST_WATCHED + 100):
        guests.pair(number, "", 0.0)
        guests.admit(("in", number), Guest("read"))
    assert len(guests.list()) == MOST_GUESTS
    assert len(guests._wrong) == MOST_WATCHED


def test_codes_are_renewed_and_who_is_in_stays():
    guests = Guests()
    old = set(guests.codes)
    guests.pair("tablet", code_of(guests, "read"), 0.0)
    guests.renew()
    assert set(guests.codes) != old and guests.find("tablet") is not None
