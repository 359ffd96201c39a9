"""Unmasking: who covers gives way exactly where it covers, and only to who matters more."""

import numpy as np
import pytest

from models.bands import BAND_HZ
from models.rules.scene import WEIGHT
from models.rules.unmasking import MOST_DB, make_room
from tests.models.rules.scenes import make_scene, make_spectrum, nothing_before

VOICE = make_spectrum(300, 5000, -24.0)


def decide(roles, spectra, before=None, **more):
    spectra = np.stack(spectra)
    scene = make_scene(roles, spectra, **more)
    return make_room(scene, spectra * WEIGHT, before or nothing_before(len(roles)))


def test_a_guitar_over_the_voice_gives_way_where_it_covers_it():
    guitar = make_spectrum(300, 5000, -40.0) + make_spectrum(2200, 3600, -24.0)
    made = decide(["lead vocal", "electric guitar", "keys"], [VOICE, guitar, make_spectrum(100, 250)])
    gains, hz = made.values["eq3_gain_db"], made.values["eq3_hz"]
    assert -MOST_DB <= gains[1] < -0.5 and gains[0] == gains[2] == 0.0
    assert 2200 <= hz[1] <= 3600 and np.isnan(hz[[0, 2]]).all()
    assert f"{gains[1]:+.1f} dB at " in made.because[1] and "makes room for lead vocal 0" in made.because[1]
    assert "masked by " in made.because[0] and "gets room from electric guitar 1" in made.because[0]
    assert not made.because[2]


@pytest.mark.parametrize("guitar", [make_spectrum(300, 5000, -30.0), make_spectrum(7000, 15000, -10.0)])
def test_a_guitar_that_is_softer_or_elsewhere_is_left_alone(guitar):
    made = decide(["lead vocal", "electric guitar"], [VOICE, guitar])
    assert not made.values["eq3_gain_db"].any() and made.because == ("", "")


def test_what_matters_more_gives_no_way():
    made = decide(["electric guitar", "lead vocal"], [VOICE, make_spectrum(300, 5000, -10.0)])
    assert not made.values["eq3_gain_db"].any()


def test_who_never_plays_at_the_same_time_covers_nothing():
    spectra = np.stack([VOICE, make_spectrum(300, 5000, -10.0)])
    scene = make_scene(["lead vocal", "keys"], spectra)
    apart = scene._replace(features=scene.features._replace(together=np.eye(2)))
    assert make_room(scene, spectra * WEIGHT, nothing_before(2)).values["eq3_gain_db"][1] < -0.5
    assert not make_room(apart, spectra * WEIGHT, nothing_before(2)).values["eq3_gain_db"].any()


def test_more_masking_asks_for_more_room_up_to_a_bound():
    cuts = [
        decide(["lead vocal", "pad"], [VOICE, make_spectrum(300, 5000, level)]).values["eq3_gain_db"][1]
        for level in (-30.0, -21.0, -20.0, -5.0)
    ]
    assert cuts[0] == 0.0 and (np.diff(cuts) < 0.0).all() and cuts[-1] >= -MOST_DB


def test_near_the_edge_a_cut_neither_comes_nor_goes():
    def cut(level, before):
        made = decide(["lead vocal", "pad"], [VOICE, make_spectrum(300, 5000, level)], before)
        return made.values

    first = cut(-19.5, None)
    assert first["eq3_gain_db"][1] < 0.0
    wanted = nothing_before(2) | {"eq3_gain_db": first["eq3_gain_db"], "eq3_hz": first["eq3_hz"]}
    softer = cut(-20.3, wanted)
    assert softer["eq3_gain_db"][1] == first["eq3_gain_db"][1]
    assert softer["eq3_hz"][1] == first["eq3_hz"][1]
    assert cut(-23.5, wanted)["eq3_gain_db"][1] == 0.0


def test_the_low_end_is_no_room_for_a_voice():
    voice = make_spectrum(120, 5000, -24.0)
    made = decide(["lead vocal", "bass"], [voice, make_spectrum(60, 200, -8.0)])
    assert not made.values["eq3_gain_db"].any()
    assert BAND_HZ[0] < 60
