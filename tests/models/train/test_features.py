"""Features of a corpus on disk: made once, and of a mono file as of the same on both sides."""

import json

import numpy as np
import pytest

from engine.soundfiles import write_audio
from models.train.features import extract_features
from models.train.frontend import BANDS, HOP, RATE, SHAPES
from models.train.songs import load_songs

SECONDS = 2


def write_song(corpus, name, stems, passed=True, domain="midi"):
    folder = corpus / "songs" / name
    folder.mkdir(parents=True)
    for index, (audio, _) in enumerate(stems):
        write_audio(folder / f"{index}.wav", audio, RATE, "FLOAT")
    notes = [{"file": f"{index}.wav", "lufs": lufs, "role": "kick"} for index, (_, lufs) in enumerate(stems)]
    about = {"song": name, "domain": domain, "package": "p", "stems": notes, "checks": {"passed": passed}}
    (folder / "song.json").write_text(json.dumps(about))


def make_noise(channels, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal((channels, SECONDS * RATE))).astype(np.float32)


@pytest.fixture
def corpus(tmp_path):
    levels = (-20.0, -25.0, -30.0, -65.0)
    stems = [(make_noise(1, seed), lufs) for seed, lufs in enumerate(levels)]
    write_song(tmp_path, "first", stems)
    write_song(tmp_path, "second", stems[:3], domain="module")
    write_song(tmp_path, "rejected", stems[:3], passed=False)
    return tmp_path


def test_what_is_made_is_not_made_again(corpus, tmp_path):
    out, made = tmp_path / "features", []
    assert extract_features(corpus, out, made.append) == 2
    assert made == ["first", "second"]
    (out / "second.npy").unlink()
    before = (out / "first.npy").stat().st_mtime_ns
    assert extract_features(corpus, out, made.append) == 2
    assert made == ["first", "second", "second"]
    assert (out / "first.npy").stat().st_mtime_ns == before
    assert np.load(out / "second.npy").shape == (3, SECONDS * RATE // HOP, BANDS + SHAPES)


def test_songs_come_with_the_stems_that_are_heard(corpus, tmp_path):
    out = tmp_path / "features"
    extract_features(corpus, out, lambda song: None)
    (song,) = load_songs(out, ("midi",))
    assert (song.label.song, len(song.features), list(song.lufs)) == ("first", 3, [-20.0, -25.0, -30.0])
    assert np.isnan(song.pan).all()
    assert {each.label.song for each in load_songs(out, ("midi", "module"))} == {"first", "second"}


def test_a_mono_file_is_as_loud_as_two_sides_of_half_its_power(tmp_path):
    noise = make_noise(1)
    both = np.repeat(noise * np.float32(np.sqrt(0.5)), 2, axis=0)
    write_song(tmp_path, "song", [(noise, -20.0), (both, -20.0)])
    extract_features(tmp_path, tmp_path / "features", lambda song: None)
    mono, stereo = np.load(tmp_path / "features" / "song.npy").astype(np.float32)
    np.testing.assert_allclose(mono, stereo, atol=0.05)
