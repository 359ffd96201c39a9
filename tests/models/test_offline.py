"""Offline: cut as the blocks may be, the same is settled; and fast enough for a whole song."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.offline import cut_hops, settle
from models.predictor import list_tracks
from models.weighting import Weighting
from tests.models.material import RATE, make_mix, make_noise


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(1, 20))
def test_hops_are_the_audio_and_silence_to_the_last_hop_s_end(sizes, hop):
    audio = np.arange(2 * sum(sizes), dtype=np.float32).reshape(2, -1)
    blocks = np.split(audio, np.cumsum(sizes)[:-1], axis=1) if sizes else []
    made = list(cut_hops(blocks, hop))
    assert all(block.shape == (2, hop) for block in made)
    assert len(made) == -(-audio.shape[1] // hop)
    if made:
        whole = np.concatenate(made, axis=1)
        assert np.array_equal(whole[:, : audio.shape[1]], audio)
        assert not whole[:, audio.shape[1] :].any()


@settings(max_examples=5, deadline=None)
@given(st.integers(100, 30000))
def test_blocks_of_any_size_settle_the_same(size):
    audio, mix = make_noise([-20.0, -30.0], 3.0), make_mix(2)
    blocks = [audio[:, n : n + size] for n in range(0, audio.shape[1], size)]
    whole = settle("level", list_tracks(mix), (audio,), RATE, mix)
    cut = settle("level", list_tracks(mix), blocks, RATE, mix)
    assert cut.because == whole.because
    assert [m.value for m in cut.moves] == pytest.approx([m.value for m in whole.moves], abs=1e-6)


def test_progress_tells_the_frames_heard():
    told, mix = [], make_mix(1)
    settle(
        "level",
        list_tracks(mix),
        np.split(make_noise([-20.0], 1.0), 4, axis=1),
        RATE,
        mix,
        False,
        told.append,
    )
    assert told == [12000, 24000, 36000, 48000]


def test_attenuate_only_settles_without_a_boost():
    audio, mix = make_noise([-10.0, -40.0], 2.0), make_mix(2)
    prediction = settle("level", list_tracks(mix), (audio,), RATE, mix, attenuate_only=True)
    assert [move.place for move in prediction.moves] == ["strip/0"]


def test_nothing_heard_settles_nothing():
    mix = make_mix(2)
    assert settle("level", list_tracks(mix), (), RATE, mix).moves == ()


def test_hearing_a_song_of_32_tracks_costs_hardly_more_than_weighting_it():
    audio, mix = make_noise([-20.0] * 32, 5.0), make_mix(32)
    blocks = [audio[:, n : n + 4800] for n in range(0, audio.shape[1], 4800)]
    ratios = []
    for _ in range(3):
        begun = time.process_time()
        settle("level", list_tracks(mix), blocks, RATE, mix)
        heard = time.process_time()
        weighting = Weighting(RATE, 32)
        for block in blocks:
            weighting.process(block)
        ratios.append((heard - begun) / (time.process_time() - heard))
    assert min(ratios) < 4.0
