"""Panning: the low end and the voice in the middle, the rest spread so that left weighs what right does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.roles import ROLES
from models.rules.panning import PAIR, TILT_DB, place
from models.rules.scene import WEIGHT
from tests.models.rules.scenes import make_scene, make_spectrum, nothing_before

MUSIC = ["electric guitar", "keys", "strings", "hat", "acoustic guitar", "percussion", "backing vocal"]


def decide(roles, levels_db=None, names=None, before=None):
    levels_db = levels_db or [-20.0] * len(roles)
    spectra = np.stack([make_spectrum(150, 5000, level) for level in levels_db])
    scene = make_scene(roles, spectra, names=names)
    return place(scene, spectra * WEIGHT, before or nothing_before(len(roles)))


def measure_tilt(pans, levels_db):
    power = 10 ** (np.array(levels_db) / 10)
    lean = np.sin(np.pi / 2 * pans)
    return 10 * np.log10((power * (1 + lean)).sum() / (power * (1 - lean)).sum())


def test_kick_snare_bass_and_lead_vocal_stay_in_the_middle():
    pans = decide(["kick", "snare", "bass", "lead vocal", "speech", "drums", *MUSIC]).values["pan"]
    assert not pans[:6].any() and np.abs(pans[6:]).min() > 0.04


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ROLES), st.floats(-40.0, -10.0)), min_size=1, max_size=12))
def test_left_and_right_always_weigh_alike(tracks):
    roles, levels_db = map(list, zip(*tracks, strict=True))
    pans = decide(roles, levels_db).values["pan"]
    assert abs(measure_tilt(pans, levels_db)) <= TILT_DB + 0.01
    assert np.abs(pans).max() <= 1.0


def test_two_of_a_kind_go_to_opposite_sides():
    left, right = decide(["electric guitar", "electric guitar"]).values["pan"]
    assert left == -right != 0.0


def test_names_choose_sides_and_pairs_go_far():
    pans = decide(["overheads"] * 2 + ["keys"], names=["OH R", "OH L", "Keys"]).values["pan"]
    assert pans[:2] == pytest.approx([PAIR, -PAIR])


def test_a_lone_overhead_stays_in_the_middle():
    assert decide(["overheads", "kick"]).values["pan"][0] == 0.0


def test_a_side_once_chosen_is_kept():
    before = nothing_before(2) | {"pan": np.array([0.5, -0.5])}
    assert (np.sign(decide(["keys", "electric guitar"], None, None, before).values["pan"]) == [1, -1]).all()


def test_stereo_tracks_are_not_panned():
    spectra = np.stack([make_spectrum(150, 5000)] * 2)
    scene = make_scene(["keys", "strings"], spectra)._replace(mono=np.array([False, True]))
    assert np.isnan(place(scene, spectra * WEIGHT, nothing_before(2)).values["pan"][0])
