"""Offline: one listening, one governed answer, faster than real time."""

from __future__ import annotations

import time

import numpy as np
import pytest

from models.governor import MOST_TOTAL_BOOST_DB, find_authority
from models.minds import UnknownMindError
from models.offline import settle
from tests.models.tracks import RATE, cut, faders, make_audio, make_mix, make_tracks


def settle_audio(audio: np.ndarray, frames: int = 4800, **options):
    mix = make_mix(len(audio))
    return settle("level", make_tracks(mix), cut(audio, frames), RATE, mix, **options)


def test_a_song_is_settled_level_with_reasons_and_no_hurry():
    audio = make_audio([-14.0, -30.0, -22.0, -np.inf], 4.0)
    prediction = settle_audio(audio)
    wanted = faders(prediction)
    assert set(wanted) == {"strip/0", "strip/1", "strip/2"} == set(prediction.because)
    assert wanted["strip/1"] - wanted["strip/0"] > 10.0


def test_any_blocks_give_the_same_and_progress_counts_frames():
    audio = make_audio([-20.0, -30.0], 3.0)
    told: list[int] = []
    odd = settle_audio(audio, 1023, progress=told.append)
    assert faders(odd) == pytest.approx(faders(settle_audio(audio, audio.shape[1])), abs=1e-6)
    assert told[-1] == audio.shape[1] and told == sorted(told)


@pytest.mark.parametrize("attenuate_only", [False, True])
def test_the_answer_is_governed(attenuate_only):
    levels_db = [-70.0, -10.0, -65.0, -60.0, -12.0, -68.0]
    wanted = faders(settle_audio(make_audio(levels_db, 2.0), attenuate_only=attenuate_only)).values()
    authority = find_authority("fader_db")
    assert all(authority.low <= value <= authority.high for value in wanted)
    assert sum(max(0.0, value) for value in wanted) <= (0.0 if attenuate_only else MOST_TOTAL_BOOST_DB + 1e-6)


def test_nothing_heard_moves_nothing():
    assert settle("level", make_tracks(make_mix(2)), [], RATE, make_mix(2)).moves == ()
    assert settle_audio(make_audio([-20.0], 0.05)).moves == ()


def test_an_unknown_mind_is_refused():
    with pytest.raises(UnknownMindError):
        settle("nobody", (), [], RATE, make_mix(0))


def test_32_tracks_are_heard_much_faster_than_they_play():
    audio = make_audio([-20.0] * 32, 10.0)
    spent = []
    for _ in range(3):
        begun = time.process_time()
        settle_audio(audio)
        spent.append(time.process_time() - begun)
    assert 10.0 / min(spent) >= 20.0
