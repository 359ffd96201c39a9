"""Tagger: one window at a time, of what plays, at a pace, and never in the way of hops."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.roles import ROLES
from models.tagger import PACE_S, RATE, REST_S, WINDOW, Tagger, hear_roles

HOP = 800
WINDOW_S = WINDOW / RATE


class Fake:
    """Tells a role from the sound's sign; counts."""

    def __init__(self):
        self.heard = []

    def __call__(self, audio):
        self.heard.append(audio)
        return np.eye(len(ROLES))[int(audio.mean() > 0.0)]


def feed(tagger, block, seconds):
    hop = np.repeat(block[:, None], HOP, axis=1).astype(np.float32)
    for _ in range(round(seconds * RATE / HOP)):
        tagger.feed(hop)


def test_a_track_is_known_after_one_window_and_each_by_its_own_sound():
    fake = Fake()
    tagger = Tagger(((0,), (1, 2)), RATE, True, fake)
    feed(tagger, np.array([0.5, -0.5, -0.3]), WINDOW_S - 0.1)
    assert not tagger.likely().any()
    feed(tagger, np.array([0.5, -0.5, -0.3]), 2.0 * PACE_S + 0.2)
    assert tagger.likely().argmax(axis=1).tolist() == [1, 0]
    assert np.allclose(fake.heard[1], -0.4)


def test_silence_and_what_is_far_under_the_usual_is_not_heard():
    fake = Fake()
    tagger = Tagger(((0,),), RATE, True, fake)
    feed(tagger, np.array([0.0]), 10.0)
    assert tagger.hearings == 0
    feed(tagger, np.array([0.5]), 4.0)
    feed(tagger, np.array([0.01]), 60.0)
    assert tagger.hearings == 1


def test_many_tracks_are_heard_at_a_pace_and_then_seldom():
    fake = Fake()
    tagger = Tagger(tuple((n,) for n in range(32)), RATE, True, fake)
    feed(tagger, np.full(32, 0.1), WINDOW_S + 1.0)
    assert len(fake.heard) <= 1.0 / PACE_S + 2
    feed(tagger, np.full(32, 0.1), 300.0)
    seldom = 32 * (300.0 / REST_S[-1] + len(REST_S))
    assert 32 * 3 < len(fake.heard) <= seldom


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(200, 20000), min_size=1, max_size=8))
def test_any_cut_of_the_sound_gives_the_same_first_window(cuts):
    sound = np.random.default_rng(0).normal(0.0, 0.1, WINDOW + 5000).astype(np.float32)
    fake = Fake()
    tagger = Tagger(((0,),), RATE, True, fake)
    at = 0
    while at < len(sound):
        for cut in cuts:
            tagger.feed(sound[None, at : at + cut])
            at += cut
    assert np.array_equal(fake.heard[0], sound[:WINDOW])


def test_live_no_hop_waits_for_an_answer():
    begun, go_on = threading.Event(), threading.Event()

    def slow(audio):
        begun.set()
        assert go_on.wait(20.0)
        return np.eye(len(ROLES))[5]

    tagger = Tagger(((0,),), RATE, False, slow)
    feed(tagger, np.array([0.5]), WINDOW_S + 0.5)
    assert begun.wait(20.0) and not tagger.likely().any()
    go_on.set()
    deadline = time.monotonic() + 20.0
    while tagger.hearings == 0 and time.monotonic() < deadline:
        feed(tagger, np.array([0.5]), 0.05)
        time.sleep(0.01)
    assert tagger.likely().argmax() == 5


def test_a_network_that_fails_is_told_of_once_it_answers():
    def broken(audio):
        raise ValueError("broken")

    tagger = Tagger(((0,),), RATE, True, broken)
    with pytest.raises(ValueError, match="broken"):
        feed(tagger, np.array([0.5]), WINDOW_S + 0.5)


def test_what_ships_gives_likelihoods_and_the_level_does_not_matter():
    time_s = np.arange(WINDOW) / RATE
    beat = np.random.default_rng(1).normal(0.0, 0.1, WINDOW) * np.exp(-(time_s % 0.5) * 60.0)
    loud, soft = hear_roles(beat.astype(np.float32)), hear_roles((0.01 * beat).astype(np.float32))
    assert loud.shape == (len(ROLES),) and loud.min() >= 0.0
    assert loud.sum() == pytest.approx(1.0, abs=1e-4)
    assert np.allclose(loud, soft, atol=1e-3)
    assert ROLES[int(loud.argmax())] in ("snare", "hat", "percussion", "drums", "overheads", "kick", "toms")
