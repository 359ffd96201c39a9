"""Laws of trials: what a mind is told, what a mix scores, and how minds behave over time."""

from pathlib import Path

import numpy as np
import pytest

from engine.soundfiles import read_audio
from models.evaluate.baselines import mix_randomly, solve_oracle
from models.evaluate.material import (
    COMMON_LUFS,
    Material,
    collapse,
    corrupt_spectra,
    equalise,
    read_stems,
)
from models.evaluate.songs import Song, find_songs, hide_labels
from models.evaluate.trial import (
    foresee_loudness,
    let_mix,
    list_hidden,
    score_levels,
    set_faders,
    split_system,
    try_balance,
    try_pan,
    try_spectrum,
)
from models.loudness import measure_loudness
from models.predictor import read_strips
from tests.models.evaluate.material import RATE, make_song, make_stems


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Song:
    folder: Path = tmp_path_factory.mktemp("corpus")
    make_song(folder, "one", "midi", "p", make_stems(4, 12.0))
    return find_songs(folder)[0]


@pytest.fixture(scope="module")
def material(song: Song) -> Material:
    return equalise(read_stems(song, read_audio), song.rate)


def test_material_is_of_one_loudness(material: Material) -> None:
    assert np.allclose(measure_loudness(material.stems, RATE), COMMON_LUFS, atol=0.1)
    mono = equalise(collapse(material.stems), RATE)
    assert mono.channels == 1
    assert np.allclose(measure_loudness(mono.stems, RATE), COMMON_LUFS, atol=0.1)


def test_level_scores_what_doing_nothing_scores(song: Song, material: Material) -> None:
    tracks = hide_labels(song, 2)
    level = try_balance(song, let_mix("level", tracks, material), material, None, None)
    nothing = score_levels(song, np.full(4, COMMON_LUFS))
    assert level["error_db"] == pytest.approx(nothing["error_db"], abs=0.1)
    assert nothing["error_db"] > 1.0


def test_nothing_beats_the_oracle(song: Song, material: Material) -> None:
    stems = read_stems(song, read_audio)
    gains_db = solve_oracle(material.stems, np.sum(stems, axis=0))
    oracle = score_levels(song, COMMON_LUFS + gains_db)["error_db"]
    assert oracle < 0.1
    assert oracle < score_levels(song, COMMON_LUFS + mix_randomly(song.song, 4))["error_db"]


def test_faders_that_do_not_fit_are_all_lowered(song: Song, material: Material) -> None:
    tracks, wanted = hide_labels(song, 2), np.array([25.0, 5.0, 0.0, -20.0])
    mix = set_faders(tracks, wanted)
    faders = read_strips(mix, "fader_db")
    assert np.allclose(faders - faders[0], wanted - wanted[0])
    assert np.allclose(foresee_loudness(mix, material), COMMON_LUFS + faders)


def test_a_mind_is_told_only_what_its_row_says(song: Song) -> None:
    assert split_system("rules+names") == ("rules", "+names")
    assert split_system("level") == ("level", "")
    assert list_hidden(song, 1, "+names")[0].name == "Stem 0"
    assert list_hidden(song, 1, "+roles")[0].role == "kick"
    assert list_hidden(song, 1, "")[0].role == ""


def test_a_mix_that_does_not_pan_has_the_pan_error_of_the_middle(song: Song) -> None:
    mix = set_faders(hide_labels(song, 1), np.zeros(4))
    assert try_pan(song, mix)["pan_error"] == pytest.approx(np.mean([0.0, 0.1, 0.2, 0.3]))


def test_spoilt_spectra_are_worse_until_they_are_mended(song: Song, material: Material) -> None:
    bent = equalise(corrupt_spectra(material.stems, RATE, song.song), RATE)
    mix = set_faders(hide_labels(song, 2), np.zeros(4))
    left = try_spectrum(material, bent, mix, None)
    assert left["bark_left_db"] == pytest.approx(left["bark_made_db"], abs=1e-6)
    assert left["bark_left_db"] > 1.0
    assert try_spectrum(material, bent, mix, material.stems)["bark_made_db"] < 1e-6


def test_known_loudness_spares_the_measuring(song: Song, material: Material) -> None:
    known = equalise(read_stems(song, read_audio), RATE, np.array([stem.lufs for stem in song.stems]))
    assert all(np.allclose(a, b, atol=1e-3) for a, b in zip(known.stems, material.stems, strict=True))
