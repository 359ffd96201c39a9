"""Level: everything that plays becomes equally loud, and nothing else moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.layers import Layers
from models.authority import find_authority
from models.governor import MOST_TOTAL_BOOST_DB
from models.level import MIX_LUFS, choose_target
from models.loudness import LoudnessMeter
from models.offline import settle
from models.predictor import list_tracks
from tests.models.material import RATE, follow, list_faders, make_mix, make_noise

LEVELS_DB = [-14.0, -40.0, -22.0, -31.0, -18.0, -27.0, -35.0, -16.0, -25.0, -29.0]


def start(strips):
    mix = make_mix(strips)
    return Layers(mix, mix)


def measure(audio, layers=None):
    """(tracks,) integrated loudness after the faders."""
    meter = LoudnessMeter(tuple((n,) for n in range(len(audio))), RATE)
    meter.feed(audio)
    return meter.integrated() + (list_faders(layers.effective()) if layers else 0.0)


def test_ten_uneven_tracks_are_equally_loud_within_ten_seconds():
    audio = make_noise(LEVELS_DB, 10.0)
    layers, _ = follow(audio, start(10))
    loud = measure(audio, layers)
    assert np.ptp(loud) < 1.0
    assert loud.mean() == pytest.approx(MIX_LUFS - 10.0, abs=0.5)
    summed = (audio * 10 ** (list_faders(layers.auto)[:, None] / 20)).sum(axis=0, keepdims=True)
    assert measure(summed)[0] == pytest.approx(MIX_LUFS, abs=0.5)


def test_a_balance_once_found_stays_still():
    layers, _ = follow(make_noise(LEVELS_DB, 30.0), start(10))
    _, later = follow(make_noise(LEVELS_DB, 30.0), layers)
    moved = [move for prediction in later for move in prediction.moves]
    assert len(moved) < 10


def test_silent_tracks_are_left_alone():
    audio = make_noise([-20.0, -30.0, -200.0, -70.0], 6.0)
    audio[2] = 0.0
    layers, said = follow(audio, start(4))
    assert (list_faders(layers.auto)[2:] == 0.0).all()
    assert {place for prediction in said for place in prediction.because} == {"strip/0", "strip/1"}


def test_a_pause_leaves_the_fader_where_it_was():
    audio = make_noise([-20.0, -35.0], 16.0)
    audio[1, 8 * RATE :] *= 10 ** (-26 / 20)
    before, _ = follow(audio[:, : 8 * RATE], start(2))
    after, _ = follow(audio, start(2))
    assert list_faders(after.auto)[1] == pytest.approx(list_faders(before.auto)[1], abs=0.1)


def test_who_only_hisses_is_no_louder_when_he_begins():
    audio = make_noise([-20.0, -22.0], 20.0)
    audio[1, : 10 * RATE] *= 10 ** (-40 / 20)
    hissing, _ = follow(audio[:, : 10 * RATE], start(2))
    assert list_faders(hissing.auto)[1] == 0.0
    playing, _ = follow(audio, start(2))
    assert np.ptp(measure(audio[:, 10 * RATE :], playing)) < 1.0


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_the_tracks_does_not_matter(order):
    audio = make_noise(LEVELS_DB[:5], 4.0)
    straight, _ = follow(audio, start(5))
    mixed, _ = follow(audio[order], start(5))
    assert list_faders(mixed.auto) == pytest.approx(list_faders(straight.auto)[order], abs=1e-6)


@settings(max_examples=5, deadline=None)
@given(st.floats(-10.0, 6.0), st.booleans())
def test_a_louder_input_has_a_lower_fader_and_a_trim_counts_as_input(change_db, by_trim):
    audio = make_noise([-20.0, -24.0, -26.0], 5.0)
    before, _ = follow(audio, start(3))
    if by_trim:
        after, _ = follow(audio, start([{}, {"trim_db": change_db}, {}]))
    else:
        audio[1] *= 10 ** (change_db / 20)
        after, _ = follow(audio, start(3))
    expected = list_faders(before.auto) - [0.0, change_db, 0.0]
    assert list_faders(after.auto) == pytest.approx(expected, abs=0.2)


def test_muted_tracks_do_not_lower_the_others():
    audio = make_noise([-20.0, -24.0], 5.0)
    alone, _ = follow(audio[:1], start(1))
    beside, _ = follow(audio, start([{}, {"mute": 1.0}]))
    assert list_faders(beside.auto)[0] == pytest.approx(list_faders(alone.auto)[0], abs=0.1)


def test_reasons_name_the_move_and_its_numbers():
    _, said = follow(make_noise([-14.0, -30.0, -70.0], 8.0), start(3))
    louder, softer = said[-1].because["strip/0"], said[-1].because["strip/1"]
    assert " LU over the common loudness (" in louder and louder.startswith("-")
    assert " LU under the common loudness (" in softer and softer.startswith("+")
    assert "target -23.0)" in softer


def test_what_is_settled_comes_from_the_parts_in_which_a_track_plays():
    audio = make_noise([-20.0, -30.0, -26.0], 20.0)
    audio[1, 6 * RATE :] = 0.0
    audio[2] = 0.0
    mix = make_mix(3)
    prediction = settle("level", list_tracks(mix), (audio,), RATE, mix)
    faders = {move.place: move.value for move in prediction.moves}
    assert set(faders) == {"strip/0", "strip/1"}
    assert faders["strip/1"] - faders["strip/0"] == pytest.approx(10.0, abs=0.3)
    loud = measure(audio)
    assert loud[0] + faders["strip/0"] == pytest.approx(MIX_LUFS - 3.0, abs=0.1)


@given(st.lists(st.floats(-60, 0), min_size=1, max_size=40))
def test_the_target_leaves_headroom_and_can_be_reached_within_the_boost(loud):
    loud = np.array(loud)
    target = choose_target(loud)
    assert target <= MIX_LUFS - 10 * np.log10(len(loud)) + 1e-9
    boosts = np.clip(target - loud, 0.0, find_authority("fader_db").high)
    assert boosts.sum() <= MOST_TOTAL_BOOST_DB + 1e-6
