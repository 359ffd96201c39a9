"""Laws of songs, hidden labels and splits."""

from pathlib import Path

import pytest

from models.evaluate.songs import (
    CorpusError,
    Song,
    Stem,
    choose_training,
    find_songs,
    hide_labels,
    name_fold,
    role_to_group,
)
from tests.models.evaluate.material import make_song, make_stems


def make_corpus() -> list[Song]:
    stems = (Stem("a.flac"), Stem("b.flac"))
    domains = {0: "module", 1: "midi", 2: "lmms"}
    return [Song(f"s{n}", domains[n % 3], f"package {n % 13} {domains[n % 3]}", stems) for n in range(200)]


@pytest.mark.parametrize("split", ["package", "domain"])
def test_training_never_shares_a_package_with_its_test(split: str) -> None:
    corpus = make_corpus()
    for song in corpus:
        training = choose_training(corpus, name_fold(song, split))
        assert training
        assert song.package not in {each.package for each in training}
        assert not any(each.domain == "lmms" for each in training)
        if split == "domain":
            assert song.domain not in {each.domain for each in training}


def test_a_package_stays_in_its_fold_when_the_corpus_grows() -> None:
    corpus = make_corpus()
    assert [name_fold(song, "package") for song in corpus[:20]] == [
        name_fold(song, "package") for song in make_corpus()[:20]
    ]


def test_hidden_labels_tell_nothing() -> None:
    song = Song("s", "midi", "p", (Stem("a.flac", "Kick", "kick"), Stem("b.flac", "Bass", "bass")))
    hidden = hide_labels(song, 2)
    assert [(track.name, track.role) for track in hidden] == [("Input 1", ""), ("Input 2", "")]
    assert [track.channels for track in hidden] == [(0, 1), (2, 3)]
    assert [track.role for track in hide_labels(song, 1, roles=True)] == ["kick", "bass"]


def test_songs_are_found_as_written(tmp_path: Path) -> None:
    make_song(tmp_path, "one", "midi", "p", make_stems(2, 1.0))
    rejected = tmp_path / "songs" / "two"
    rejected.mkdir()
    (rejected / "song.json").write_text('{"song": "two", "checks": {"passed": false}, "stems": []}')
    (song,) = find_songs(tmp_path)
    assert song.song == "one"
    assert all(path.exists() for path in song.paths())
    with pytest.raises(CorpusError, match="holds no songs"):
        find_songs(tmp_path / "nowhere")


def test_every_role_has_a_group() -> None:
    assert role_to_group("snare") == "drums"
    assert role_to_group("lead vocal") == "voice"
    assert role_to_group("") == "other"
