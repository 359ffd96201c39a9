"""Table, equaliser, compressor, sends and master: small laws, and what they believe of the engine."""

import numpy as np
import pytest

from engine.console.params import INDEX
from engine.console.units import OFF_DB
from engine.render import Renderer
from models.bands import BAND_HZ
from models.loudness import LoudnessMeter
from models.response import band_power
from models.roles import ROLES
from models.rules.compressor import taken_db, tame
from models.rules.equaliser import MOST_BOOST_DB, MOST_CUT_DB, MOST_TAKEN_LU, shape
from models.rules.master import finish
from models.rules.scene import WEIGHT, loudness_change_db
from models.rules.sends import DELAY_DB, REVERB_DB, send
from models.rules.table import find_habits, list_rows
from tests.models.rules.band import measure_stems
from tests.models.rules.scenes import default_values, make_scene, make_spectrum, nothing_before, put
from tests.models.test_features import hear
from tests.signals import make_mix, noise, play

RATE = 48000


def test_every_role_has_a_row_and_sane_habits():
    rows = list_rows()
    assert set(ROLES) <= set(rows)
    for row in rows.values():
        assert -20.0 <= row.over_lu <= 0.0 and 0.0 <= row.pan <= 1.0 and 20.0 <= row.hpf_hz <= 400.0
        assert 1.0 <= row.ratio <= 8.0 and 0.0 <= row.weight <= 1.0


def test_a_doubtful_role_lies_between_its_own_habits_and_those_of_nobody():
    spectra = np.stack([make_spectrum(200, 5000)] * 3)
    over = [make_scene(["lead vocal"] * 3, spectra, sure).habits.over_lu[0] for sure in (0.0, 0.5, 1.0)]
    assert over[1] == pytest.approx((over[0] + over[2]) / 2) and over[2] == 0.0


def test_who_is_unknown_is_taken_for_what_it_sounds_like():
    spectra = np.stack([make_spectrum(40, 150), make_spectrum(200, 5000), make_spectrum(200, 5000)])
    scene = make_scene(["", "", ""], spectra)
    uneven = scene.features._replace(uneven_db=np.array([1.0, 1.0, 20.0]))
    rows = list_rows()
    found = find_habits(scene.found, uneven).over_lu
    assert found == pytest.approx([rows[name].over_lu for name in ("low", "", "striking")])


def test_a_high_pass_never_takes_what_is_heard():
    spectra = np.stack([make_spectrum(60, 120), make_spectrum(200, 5000)])
    scene = make_scene(["lead vocal", "lead vocal"], spectra)
    made = shape(scene, nothing_before(2))
    assert made.values["hpf_hz"][0] < 60.0 and made.values["hpf_hz"][1] == 90.0
    only = default_values(2)
    only[:, INDEX["strip"]["hpf_hz"]] = made.values["hpf_hz"]
    assert (-loudness_change_db(spectra, band_power("strip", only)) <= MOST_TAKEN_LU + 1e-6).all()
    assert "high-pass 90 Hz" in made.because[1]


@pytest.mark.parametrize("role", ROLES)
def test_the_equaliser_is_gentle_and_says_what_it_does(role):
    tilted = 10 ** (-0.1 * np.linspace(0, 60, len(BAND_HZ)))
    for spectrum in (tilted, tilted[::-1], np.ones(len(BAND_HZ))):
        made = shape(make_scene([role], spectrum[None] * 1e-3), nothing_before(1))
        for band in ("eq1", "eq2", "eq4"):
            gain = made.values[f"{band}_gain_db"][0]
            assert -MOST_CUT_DB <= gain <= MOST_BOOST_DB
            assert (f"{gain:+.1f} dB at" in made.because[0]) == (gain != 0.0)


def test_a_compressor_is_for_what_swings():
    spectra = np.stack([make_spectrum(200, 5000)])
    calm = tame(make_scene(["lead vocal"], spectra, swing_db=1.0), np.zeros(1), nothing_before(1))
    wild = tame(make_scene(["lead vocal"], spectra, swing_db=12.0), np.zeros(1), nothing_before(1))
    assert calm.values["comp_ratio"] == 1.0 and not calm.because[0]
    assert wild.values["comp_ratio"] == 3.0 and "takes 5.8 dB of its loudest" in wild.because[0]


def test_what_a_compressor_takes_is_foretold_within_a_decibel():
    frames = 8 * RATE
    slow = 10 ** (0.3 * np.sin(2 * np.pi * np.arange(frames) / (2 * RATE))).astype(np.float32)
    audio = noise(1, frames, 0.05) * slow
    features = hear(audio).whole()
    scene = make_scene(["lead vocal"], features.spectrum)._replace(features=features)
    settings = {"comp_threshold_db": -26.0, "comp_ratio": 3.0, "comp_attack_ms": 10.0}
    plain, squeezed = (measure_stems(audio, make_mix([row]))[0] for row in ({}, settings))
    foretold = taken_db(scene, np.zeros(1), np.array([-26.0]), np.array([3.0]))
    assert foretold[0] == pytest.approx(plain - squeezed, abs=1.0)


@pytest.mark.parametrize(("name", "back_db"), [("reverb", REVERB_DB), ("delay", DELAY_DB)])
def test_effects_come_back_as_loud_as_the_sends_believe(name, back_db):
    def measure(out):
        meter = LoudnessMeter(((0, 1),), RATE)
        meter.feed(out[:2, 2 * RATE :])
        return meter.integrated()[0]

    audio = noise(1, 6 * RATE, 0.02)
    dry = play(Renderer(make_mix([{}]), 1, RATE, 1024), audio, [1024])
    mix = make_mix([{f"{name}_send_db": 0.0}])
    wet = play(Renderer(mix, 1, RATE, 1024), audio, [1024]) - dry
    assert measure(wet) - measure(dry) == pytest.approx(back_db, abs=1.5)


def test_busy_tracks_get_less_room_and_the_low_end_none():
    spectra = np.stack([make_spectrum(200, 5000)] * 2)
    calm, busy = (
        send(make_scene(["lead vocal", "bass"], spectra, onsets_per_s=rate), nothing_before(2))
        for rate in (2.0, 8.0)
    )
    assert busy.values["reverb_send_db"][0] == calm.values["reverb_send_db"][0] - 4.0
    assert calm.values["reverb_send_db"][1] == OFF_DB and "reverb 16 dB under dry" in calm.because[0]


def test_the_master_leaves_finished_music_alone_and_bends_gently_towards_it():
    before = {"eq1_gain_db": np.nan, "eq4_gain_db": np.nan, "comp_threshold_db": np.nan}
    finished = (10 ** (-0.15 * np.log2(BAND_HZ / 1000.0)))[None] * 1e-3
    values, because = finish(finished * WEIGHT, before)
    assert values["eq1_gain_db"] == values["eq4_gain_db"] == 0.0 and because.startswith("glue 1.6:1 at ")
    dull = finished * 10 ** (-0.1 * np.maximum(0.0, 6 * np.log2(BAND_HZ / 2000.0)))
    values, because = finish(dull * WEIGHT, before)
    assert 0.5 < values["eq4_gain_db"] <= 1.5 and "under finished music" in because
    assert finish(np.zeros((1, len(BAND_HZ))), before) == ({}, "")


def test_what_a_stage_wants_can_be_put_into_values():
    values = put(default_values(1), {"hpf_hz": np.array([90.0]), "pan": np.array([np.nan])})
    assert values[0, INDEX["strip"]["hpf_hz"]] == 90.0 and values[0, INDEX["strip"]["pan"]] == 0.0
