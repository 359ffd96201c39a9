"""What a written song promises: its stems are the mix, its note is true, it is whole or not there."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.console.units import pan_to_gains
from models.loudness import measure_loudness
from models.train.corpus import song as songs
from models.train.corpus.song import (
    CEILING,
    NOTE,
    RATE,
    Rejected,
    Song,
    Stem,
    check_song,
    choose_window,
    cut_song,
    estimate_pan,
    find_active,
    mix_down,
    read_stems,
    sum_snr_db,
    write_song,
)
from tests.signals import noise

LUFS = (-20.0, -26.0, -35.0, -29.0)
PANS = (0.0, -0.5, 0.8, 0.25)


def make_stem(number: int, seconds: float, lufs: float, pan: float) -> Stem:
    audio = noise(1, round(seconds * RATE), 0.1, number) * np.array([pan_to_gains(pan)], np.float32).T
    audio *= 10.0 ** ((lufs - measure_loudness([audio], RATE)[0]) / 20.0)
    return Stem(f"Stem {number}", audio.astype(np.float32), "keys", "GM 0")


def make_song(seconds: float = 5.0, louder_db: float = 0.0) -> Song:
    places = zip(LUFS, PANS, strict=True)
    stems = [make_stem(n, seconds, lufs + louder_db, pan) for n, (lufs, pan) in enumerate(places)]
    return Song("song", "folder", "package", "file", stems)


def test_level_and_pan_come_back_as_they_were(tmp_path: Path) -> None:
    song = make_song()
    cut_song(song)
    write_song(song, tmp_path)
    about, stems = read_stems(tmp_path)
    assert [stem["lufs"] for stem in about["stems"]] == pytest.approx(LUFS, abs=0.1)
    assert [stem["pan"] for stem in about["stems"]] == pytest.approx(PANS, abs=0.02)
    assert measure_loudness(stems, RATE) == pytest.approx(LUFS, abs=0.1)
    assert about["stems"][0]["active"] == 1.0
    assert not list(tmp_path.glob(".*"))


def test_the_sum_of_the_stems_is_the_mix(tmp_path: Path) -> None:
    song = make_song()
    cut_song(song)
    write_song(song, tmp_path)
    about, stems = read_stems(tmp_path)
    assert sum_snr_db(stems, mix_down(song)) > 60.0
    together = measure_loudness([np.sum(stems, axis=0)], RATE)[0]
    assert about["mix"]["lufs"] == pytest.approx(together, abs=0.05)


def test_nothing_clips_and_the_balance_stays(tmp_path: Path) -> None:
    song = make_song(louder_db=25.0)
    cut_song(song)
    about = write_song(song, tmp_path)
    _, stems = read_stems(tmp_path)
    assert about["checks"]["gain_db"] < -1.0
    assert max(np.abs(audio).max() for audio in (*stems, np.sum(stems, axis=0))) <= CEILING + 1e-3
    apart = np.diff([stem["lufs"] for stem in about["stems"]])
    assert apart == pytest.approx(np.diff(LUFS), abs=0.1)


def test_a_loudness_in_the_note_is_that_of_the_file_after_scaling(tmp_path: Path) -> None:
    song = make_song(louder_db=25.0)
    cut_song(song)
    about = write_song(song, tmp_path)
    _, stems = read_stems(tmp_path)
    assert measure_loudness(stems, RATE) == pytest.approx([s["lufs"] for s in about["stems"]], abs=0.05)


def test_a_note_is_the_last_thing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    song = make_song()
    cut_song(song)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(songs, "describe_song", stop)
    with pytest.raises(KeyboardInterrupt):
        write_song(song, tmp_path)
    assert not (tmp_path / NOTE).exists()
    monkeypatch.undo()
    write_song(song, tmp_path)
    assert msgspec.json.decode((tmp_path / NOTE).read_bytes())["checks"]["passed"]
    assert len(list(tmp_path.glob("*.flac"))) == len(LUFS)


def test_the_window_has_the_most_stems_and_no_silent_start() -> None:
    first, second = np.zeros((2, 2, 60 * RATE), np.float32)
    first[:, 10 * RATE :] = noise(2, 50 * RATE)
    second[:, 30 * RATE : 50 * RATE] = noise(2, 20 * RATE)
    window = choose_window([first, second], 25.0)
    assert window.stop - window.start == 25 * RATE
    assert window.start <= 30 * RATE
    assert window.stop >= 50 * RATE
    assert choose_window([first], 60.0).start == 10 * RATE


def test_only_what_is_heard_is_kept() -> None:
    song = make_song()
    song.stems.append(Stem("silence", np.zeros_like(song.stems[0].audio)))
    song.stems.append(Stem("buried", song.stems[0].audio * np.float32(1e-4)))
    cut_song(song)
    assert len(song.stems) == len(LUFS)
    with pytest.raises(Rejected, match="only 5 s"):
        check_song(song)
    long = Song("song", "folder", "", "", [Stem("long", np.zeros((2, 21 * RATE), np.float32))])
    with pytest.raises(Rejected, match="only 1 stems"):
        check_song(long)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_broken_and_silent_songs_are_refused(wrong: float) -> None:
    song = make_song()
    song.stems[1].audio[0, 5] = wrong
    with pytest.raises(Rejected, match="no numbers"):
        cut_song(song)
    with pytest.raises(Rejected, match="silent"):
        cut_song(Song("song", "folder", "", "", [Stem("silence", np.zeros((2, RATE), np.float32))]))
    with pytest.raises(Rejected, match="no stems"):
        cut_song(Song("song", "folder", "", "", []))


@pytest.mark.parametrize("pan", [-1.0, -0.3, 0.0, 0.6, 1.0])
def test_a_pan_is_the_desk_s_pan(pan: float) -> None:
    audio = noise(1, RATE) * np.array([pan_to_gains(pan)], np.float32).T
    assert estimate_pan(audio) == pytest.approx(pan, abs=1e-6)


def test_activity_is_relative_to_the_stem_itself() -> None:
    audio = noise(2, 10 * RATE, 0.1)
    audio[:, 5 * RATE :] = 0.0
    assert find_active(audio).mean() == pytest.approx(0.5, abs=0.02)
    assert np.array_equal(find_active(audio), find_active(audio * np.float32(0.01)))
    assert not find_active(np.zeros((2, RATE), np.float32)).any()
