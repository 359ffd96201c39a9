"""Laws of how minds behave over time, seen on minds made for it."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.console.moves import Move, Source
from engine.console.state import Mix
from models.evaluate.behaviour import (
    find_distances,
    ride,
    time_arrival,
    try_behaviour,
    try_breaks,
    try_entry,
    try_good_mix,
    try_start,
)
from models.evaluate.excerpt import EXCERPT_S, find_excerpt, hear_steps, play_at_once, time_entries
from models.evaluate.material import Material, equalise
from models.minds import MINDS
from models.predictor import Prediction, TrackInfo
from tests.models.evaluate.material import RATE, make_stems

TRACKS = tuple(TrackInfo(f"Input {n}", "", (2 * n, 2 * n + 1)) for n in range(3))
HOP_S = 0.1


class Puppet:
    """A mind that wants the faders that a function of the time says."""

    name, hop_s = "puppet", HOP_S

    def __init__(self, want_db: Callable[[float], list[float]]) -> None:
        self._want_db = want_db

    def start(self, tracks: tuple[TrackInfo, ...], rate: int, roles: object = None) -> None:
        self._hops, self._count = 0, len(tracks)

    def hear(self, block: np.ndarray) -> None:
        self._hops += 1

    def predict(self, block: np.ndarray, mix: Mix, at_frame: int) -> Prediction:
        self.hear(block)
        faders = self._want_db(self._hops * HOP_S) + [-9.0] * self._count
        moves = [Move(f"strip/{n}", "fader_db", faders[n], Source.MODEL) for n in range(self._count)]
        return Prediction(tuple(moves), confidence={f"strip/{n}": 1.0 for n in range(self._count)})

    def settled(self, mix: Mix) -> Prediction:
        return Prediction()


@pytest.fixture
def puppet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[float], list[float]]], str]:
    """Makes a mind called puppet that wants what it is told."""

    def make(want_db: Callable[[float], list[float]]) -> str:
        monkeypatch.setitem(MINDS, "puppet", (lambda: Puppet(want_db), ""))
        return "puppet"

    return make


@pytest.fixture(scope="module")
def material() -> Material:
    return equalise(make_stems(3, 24.0), RATE)


def test_arrival_is_when_it_stays_near() -> None:
    distances = np.array([5.0] * 10 + [0.5] * 5 + [5.0] * 5 + [0.5] * 80)
    assert time_arrival(distances, 0.1) == pytest.approx(2.0)
    assert time_arrival(np.full(50, 9.0), 0.1) == pytest.approx(5.0)


def test_the_volume_of_all_is_no_distance() -> None:
    goal = np.array([0.0, -3.0, 2.0])
    assert np.allclose(find_distances(goal + np.array([[0.0], [7.0]]), goal), 0.0)
    assert find_distances(np.array([[0.0, -3.0, 4.0]]), goal)[0] == pytest.approx([0.0, 0.0, 2.0])


def test_a_ride_has_every_hop(material: Material) -> None:
    ridden = ride("level", TRACKS, material)
    assert ridden.faders_db.shape == (round(24.0 / ridden.hop_s), 3)


def test_an_excerpt_begins_where_most_tracks_play_at_once() -> None:
    stems = [stem.copy() for stem in equalise(make_stems(3, EXCERPT_S + 10.0), RATE).stems]
    stems[0][:, : round(5.0 * RATE)] = 0.0
    stems[1][:, : round(7.0 * RATE)] = 0.0
    stems[2][:, round(7.5 * RATE) : round(7.6 * RATE)] = 0.0
    material = Material(stems, RATE)
    excerpt = find_excerpt(material)
    assert excerpt.start / RATE == pytest.approx(6.1, abs=0.2)
    part = material.cut(excerpt)
    assert part.stems[0].shape[1] == round(EXCERPT_S * RATE)
    assert play_at_once(hear_steps(part)).all()
    assert not play_at_once(hear_steps(material)).all()


def test_a_blip_is_not_playing_and_what_never_sounds_never_enters() -> None:
    stems = [stem.copy() for stem in equalise(make_stems(3, 8.0), RATE).stems]
    stems[1][:, round(0.3 * RATE) :] = 0.0
    stems[2][:] = 0.0
    sounding = hear_steps(Material(stems, RATE))
    assert play_at_once(sounding).tolist() == [True, False, False]
    assert time_entries(sounding).tolist() == [0.0, 0.0, np.inf]


def test_a_mind_that_knows_at_once_settles_as_fast_as_faders_may_go(material: Material, puppet) -> None:
    found = try_start(puppet(lambda at: [0.0, -12.0, 0.0]), TRACKS, material)
    assert 0.7 < found["settle_s"] < 1.2
    assert found["settle_s"] <= found["settle_all_s"] == pytest.approx(1.0, abs=0.3)
    assert found["prompt"] == 1.0
    assert found["jitter_db"] == 0.0


def test_a_mind_that_changes_its_view_late_is_late_for_that_fader_alone(material: Material, puppet) -> None:
    mind = puppet(lambda at: [0.0, -6.0, 0.0 if at < 8.0 else -6.0])
    found = try_start(mind, TRACKS, material)
    assert found["settle_all_s"] == pytest.approx(8.5, abs=0.3)
    assert found["prompt"] == pytest.approx(2.0 / 3.0)


def test_restless_faders_are_jitter(material: Material, puppet) -> None:
    found = try_start(puppet(lambda at: [-6.0 + 2.0 * (at % 2.0 < 1.0), -6.0, -6.0]), TRACKS, material)
    assert 0.3 < found["jitter_db"] < 0.8


def test_a_good_mix_that_is_left_alone_is_not_spoilt(material: Material, puppet) -> None:
    counts = np.ones(3)
    still = try_good_mix(puppet(lambda at: [-3.0, -3.0, -3.0]), TRACKS, material, material, counts)
    assert still == {"false_moves": 0.0, "spoilt_db": pytest.approx(0.0, abs=0.1)}
    worse = try_good_mix(puppet(lambda at: [-6.0, 0.0, 0.0]), TRACKS, material, material, counts)
    assert worse["false_moves"] == pytest.approx(1.0 / 3.0)
    assert worse["spoilt_db"] == pytest.approx(2.0, abs=0.1)
    counts[0] = 0.0
    unheard = try_good_mix(puppet(lambda at: [-6.0, 0.0, 0.0]), TRACKS, material, material, counts)
    assert unheard["spoilt_db"] == 0.0


def test_a_newcomer_is_timed_from_its_entry(material: Material, puppet) -> None:
    found = try_entry(puppet(lambda at: [-12.0, -12.0, -12.0]), TRACKS, material)
    assert 0.7 < found["entry_s"] < 1.2
    assert found["entry_others_db"] == 0.0
    assert found["recovery_s"] <= found["entry_s"]


def test_a_mind_that_goes_on_in_silence_is_held_and_caught(material: Material, puppet, monkeypatch) -> None:
    def wander(at: float) -> list[float]:
        return [-15.0 + 8.0 * np.sin(at + n) for n in range(3)]

    held = try_breaks(puppet(wander), TRACKS, material)
    assert held["solo_db"] > 1.0
    assert held["silence_db"] == held["solo_others_db"] == held["silent_track_db"] == 0.0
    monkeypatch.setattr("models.governor.SILENT_DB", -1000.0)
    caught = try_breaks(puppet(wander), TRACKS, material)
    assert min(caught["silence_db"], caught["solo_others_db"], caught["silent_track_db"]) > 1.0


def test_level_on_equal_stems_rests_and_stands_still_in_silence(material: Material) -> None:
    found = try_behaviour("level", TRACKS, material, Material(make_stems(3, 24.0), RATE), np.ones(3))
    assert found["settle_s"] < 6.0
    assert found["jitter_db"] < 0.3
    assert found["silence_db"] == found["silent_track_db"] == 0.0
    assert found["spoilt_db"] > 1.0
    assert np.isfinite(list(found.values())).all()
