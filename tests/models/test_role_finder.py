"""RoleFinder: people before names, names before sound, and never surer than its source."""

import numpy as np
import pytest

from models.predictor import TrackInfo
from models.role_finder import Found, RoleFinder
from models.roles import ROLES

TRACKS = (TrackInfo("Kick", "snare", (0,)), TrackInfo("Gtr", "", (1,)), TrackInfo("Track 3", "", (2,)))


class Oracle:
    """Hears the same everywhere."""

    hearings = 1

    def __init__(self, role, sure):
        self.answer = np.zeros((3, len(ROLES)))
        self.answer[:, ROLES.index(role)] = sure
        self.fed = 0

    def feed(self, block):
        self.fed += 1

    def likely(self):
        return self.answer


def test_what_is_set_counts_before_names_and_the_rest_is_unknown():
    found = RoleFinder(TRACKS).find()
    assert found == (Found("snare", 1.0, "set"), Found("electric guitar", 0.7, "name"), Found())


def test_sound_tells_what_no_name_does_and_beats_only_a_name_less_sure():
    faint = RoleFinder(TRACKS, Oracle("acoustic guitar", 0.6)).find()
    assert [found.role for found in faint] == ["snare", "electric guitar", "acoustic guitar"]
    strong = RoleFinder(TRACKS, Oracle("acoustic guitar", 0.9)).find()
    assert strong[1:] == (Found("acoustic guitar", 0.9, "sound"),) * 2
    assert strong[0] == Found("snare", 1.0, "set")


def test_a_role_may_be_set_in_other_words():
    found = RoleFinder((TrackInfo("1", "Gesang", (0,)), TrackInfo("2", "nonsense", (0,)))).find()
    assert found == (Found("lead vocal", 1.0, "set"), Found())


def test_likelihoods_put_names_and_sound_together_and_are_certain_where_a_person_was():
    likely = RoleFinder(TRACKS, Oracle("acoustic guitar", 0.6)).likely()
    assert likely[0].tolist() == np.eye(len(ROLES))[ROLES.index("snare")].tolist()
    assert likely[1, ROLES.index("electric guitar")] == pytest.approx(0.7)
    assert likely[1, ROLES.index("acoustic guitar")] == pytest.approx(0.3 * 0.6)
    assert likely[2].sum() == pytest.approx(0.6)
    assert not RoleFinder(TRACKS[2:]).likely().any()


def test_nobody_listens_where_all_is_set():
    oracle = Oracle("bass", 1.0)
    finder = RoleFinder(TRACKS[:1], oracle)
    finder.feed(np.zeros((1, 10)))
    assert oracle.fed == 0 and finder.version == 0
