"""RoleFinder: people before names, names before sound, and never surer than its source."""

import numpy as np

from models.features import Ears
from models.predictor import TrackInfo
from models.role_finder import Found, RoleFinder
from models.roles import ROLES

TRACKS = (TrackInfo("Kick", "snare", (0,)), TrackInfo("Gtr", "", (1,)), TrackInfo("Track 3", "", (2,)))
NOTHING = Ears(((0,), (1,), (2,)), 48000).features()


class Oracle:
    """Hears the same everywhere."""

    def __init__(self, role, sure):
        self.likely = np.zeros((3, len(ROLES)))
        self.likely[:, ROLES.index(role)] = sure

    def classify(self, features):
        return self.likely


def test_what_is_set_counts_before_names_and_the_rest_is_unknown():
    found = RoleFinder(TRACKS).find(NOTHING)
    assert found == (Found("snare", 1.0, "set"), Found("electric guitar", 0.7, "name"), Found())


def test_sound_tells_what_no_name_does_and_beats_only_a_name_less_sure():
    faint = RoleFinder(TRACKS, Oracle("acoustic guitar", 0.6)).find(NOTHING)
    assert [found.role for found in faint] == ["snare", "electric guitar", "acoustic guitar"]
    strong = RoleFinder(TRACKS, Oracle("acoustic guitar", 0.9)).find(NOTHING)
    assert strong[1:] == (Found("acoustic guitar", 0.9, "sound"),) * 2
    assert strong[0] == Found("snare", 1.0, "set")


def test_a_role_may_be_set_in_other_words():
    found = RoleFinder((TrackInfo("1", "Gesang", (0,)), TrackInfo("2", "nonsense", (0,)))).find(NOTHING)
    assert found == (Found("lead vocal", 1.0, "set"), Found())
