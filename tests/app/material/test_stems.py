"""Stems: a folder becomes inputs in a person's order, and every fault is one line with a cure."""

import os
import time
import tracemalloc
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from app.material import stems as stems_module
from app.material.stems import (
    Stem,
    StemsError,
    count_inputs,
    find_stems,
    load_stems,
    make_mix,
    prepare_player_file,
    stream_stems,
    total_frames,
)

RATE = 48000


def put(path, channels=1, frames=9000, rate=RATE, seed=0, **options):
    dice = np.random.default_rng(seed)
    sf.write(path, dice.uniform(-0.5, 0.5, (frames, channels)), rate, **options)
    return path


@pytest.fixture
def band(tmp_path):
    """Four stems of all kinds: mono and stereo, two rates, unequal lengths."""
    folder = tmp_path / "band"
    folder.mkdir()
    put(folder / "01 Kick.wav", 1, 20000, seed=1, subtype="FLOAT")
    put(folder / "02 Keys.flac", 2, 9000, seed=2)
    put(folder / "10_Voice.aiff", 1, 30001, seed=3)
    put(folder / "03-Pad.ogg", 2, 22050, 44100, seed=4)
    return folder


@contextmanager
def fails_in_one_line(*words):
    with pytest.raises(StemsError) as caught:
        yield
    text = str(caught.value)
    assert "\n" not in text and "; " in text
    for word in words:
        assert str(word) in text


def read_all(stems):
    for _ in stream_stems(stems, RATE, 4096):
        pass


def test_stems_come_in_the_order_a_person_counts(tmp_path):
    for name in ("10 Ten.wav", "2 Two.wav", "1 One.wav", "Zither.wav", "amp.wav", "2b Later.wav"):
        put(tmp_path / name)
    names = [stem.path.name for stem in find_stems(tmp_path)]
    assert names == ["1 One.wav", "2 Two.wav", "2b Later.wav", "10 Ten.wav", "amp.wav", "Zither.wav"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("01 Kick.wav", "Kick"),
        ("2-Snare.wav", "Snare"),
        ("003_Lead_Vox.wav", "Lead_Vox"),
        ("04. Gtr 2.wav", "Gtr 2"),
        ("05Bass.wav", "Bass"),
        ("2nd Guitar.wav", "2nd Guitar"),
        ("12.wav", "12"),
        ("Keys.L.wav", "Keys.L"),
    ],
)
def test_names_lose_their_number(tmp_path, file, name):
    put(tmp_path / file)
    assert [stem.name for stem in find_stems(tmp_path)] == [name]


def test_names_are_unique(tmp_path):
    for name in ("01 Kick.wav", "02 kick.wav", "03 Kick.wav", "04 Kick 2.wav"):
        put(tmp_path / name)
    names = [stem.name for stem in find_stems(tmp_path)]
    assert names == ["Kick", "kick 2", "Kick 3", "Kick 2 2"]


def test_what_is_no_stem_is_passed_over(band):
    (band / ".hidden.wav").write_text("not a sound")
    (band / "notes.txt").write_text("capo 2")
    (band / "old.wav").mkdir()
    assert len(find_stems(band)) == 4


def test_a_stem_says_what_it_is(band):
    kick, keys, pad, _ = find_stems(band)
    assert kick == Stem(band / "01 Kick.wav", "Kick", 1, 20000, 48000)
    assert (keys.name, keys.channels, keys.frames) == ("Keys", 2, 9000)
    assert (pad.name, pad.channels, pad.frames, pad.rate) == ("Pad", 2, 22050, 44100)


def test_the_mix_has_a_strip_for_every_stem(band):
    mix = make_mix(find_stems(band))
    assert [strip.name for strip in mix.strips] == ["Kick", "Keys", "Pad", "Voice"]
    assert [strip.inputs for strip in mix.strips] == [(0,), (1, 2), (3, 4), (5,)]


def test_loaded_stems_have_one_length(band):
    stems, told = find_stems(band), []
    loaded = load_stems(stems, RATE, lambda done, total: told.append((done, total)))
    assert [audio.shape for audio in loaded] == [(1, 30001), (2, 30001), (2, 30001), (1, 30001)]
    assert {audio.dtype for audio in loaded} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(loaded[0][0, :20000], sf.read(stems[0].path, dtype="float32")[0])
    assert not loaded[0][:, 20000:].any() and not loaded[1][:, 9000:].any()
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@settings(max_examples=20, deadline=None)
@given(frames=st.integers(16, 40000), rate=st.sampled_from([44100, 48000, 96000]))
def test_the_stream_is_the_loaded_stems(tmp_path_factory, frames, rate):
    folder = tmp_path_factory.mktemp("stems")
    put(folder / "1.wav", 1, 40000, seed=1)
    put(folder / "2.wav", 2, 12345, seed=2)
    put(folder / "3.wav", 1, 30000, 44100, seed=3)
    stems = find_stems(folder)
    blocks = [block.copy() for block in stream_stems(stems, rate, frames)]
    assert all(block.shape == (4, frames) for block in blocks[:-1])
    joined = np.concatenate(blocks, axis=1)
    assert joined.shape == (4, total_frames(stems, rate))
    np.testing.assert_allclose(joined, np.concatenate(load_stems(stems, rate)), atol=1e-6)


def test_streaming_takes_no_more_memory_for_longer_songs(tmp_path):
    def measure(frames):
        folder = tmp_path / str(frames)
        folder.mkdir()
        for number in range(4):
            put(folder / f"{number}.wav", 2, frames)
        stems = find_stems(folder)
        tracemalloc.start()
        for _ in stream_stems(stems, RATE, 1024):
            pass
        peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak_bytes

    assert measure(2_000_000) < 1.1 * measure(600_000)


def test_streaming_is_many_times_faster_than_playing(tmp_path):
    for number in range(8):
        put(tmp_path / f"{number}.wav", 1, 20 * RATE, subtype="PCM_24")
    stems = find_stems(tmp_path)
    start = time.process_time()
    for _ in stream_stems(stems, RATE, 128):
        pass
    assert time.process_time() - start < 20 / 15


def test_folders_that_hold_no_stems_are_refused(tmp_path):
    with fails_in_one_line(tmp_path / "gone", "no such folder"):
        find_stems(tmp_path / "gone")
    with fails_in_one_line(tmp_path, "no sound files", ".wav"):
        find_stems(tmp_path)
    (tmp_path / "notes.txt").write_text("nothing")
    with fails_in_one_line(tmp_path, "no sound files"):
        find_stems(tmp_path)
    with fails_in_one_line("notes.txt", "is a file"):
        find_stems(tmp_path / "notes.txt")


def test_files_that_are_no_stems_are_refused(band):
    bad = band / "99 Bad.wav"
    bad.write_text("just words")
    with fails_in_one_line(bad, "no sound file"):
        find_stems(band)
    bad.write_bytes(b"")
    with fails_in_one_line(bad, "empty"):
        find_stems(band)
    put(bad, frames=0)
    with fails_in_one_line(bad, "0 frames"):
        find_stems(band)
    put(bad, channels=6)
    with fails_in_one_line(bad, "6 channels", "split"):
        find_stems(band)


def test_a_truncated_flac_is_refused(band):
    path = band / "02 Keys.flac"
    path.write_bytes(path.read_bytes()[:-3000])
    with fails_in_one_line(path, "cut short"):
        find_stems(band)


def test_samples_that_are_no_numbers_are_refused(band, tmp_path):
    audio = np.zeros(48000, np.float32)
    audio[24000] = np.nan
    sf.write(band / "04 Broken.wav", audio, RATE, subtype="FLOAT")
    stems = find_stems(band)
    for use in (lambda: load_stems(stems, RATE), lambda: read_all(stems)):
        with fails_in_one_line("04 Broken.wav", "0.500 s"):
            use()
    with fails_in_one_line("04 Broken.wav"):
        prepare_player_file(stems, RATE, tmp_path / "player")
    assert not os.listdir(tmp_path / "player")


def test_more_than_all_inputs_are_refused(tmp_path):
    first = put(tmp_path / "000.wav", 2, 10)
    for number in range(1, 65):
        (tmp_path / f"{number:03}.wav").write_bytes(first.read_bytes())
    with fails_in_one_line(tmp_path, "130 channels", "128"):
        find_stems(tmp_path)
    assert count_inputs(find_stems(tmp_path, limit_inputs=130)) == 130
    for number in range(65, 300):
        (tmp_path / f"{number:03}.wav").touch()
    with fails_in_one_line(tmp_path, "300 files", "128"):
        find_stems(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are a POSIX thing")
def test_what_may_not_be_read_is_refused(band):
    (band / "01 Kick.wav").chmod(0)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        with fails_in_one_line(band, "permission"):
            find_stems(band)
    finally:
        if root:
            os.seteuid(0)


def test_the_player_file_holds_all_inputs(band, tmp_path):
    stems, told = find_stems(band), []
    path = prepare_player_file(stems, RATE, tmp_path / "a" / "player", lambda *done: told.append(done))
    audio = np.fromfile(path, np.float32).reshape(-1, count_inputs(stems))
    np.testing.assert_allclose(audio.T, np.concatenate(load_stems(stems, RATE)), atol=1e-6)
    assert told[-1] == (30001, 30001)
    assert os.listdir(path.parent) == [path.name]


def test_the_player_file_is_made_once_and_again_after_a_change(band, tmp_path):
    folder = tmp_path / "player"
    path = prepare_player_file(find_stems(band), RATE, folder)
    made_ns = os.stat(path).st_ctime_ns
    told = []
    assert prepare_player_file(find_stems(band), RATE, folder, lambda *done: told.append(done)) == path
    assert not told and os.stat(path).st_ctime_ns >= made_ns
    assert prepare_player_file(find_stems(band), 44100, folder) != path
    put(band / "01 Kick.wav", 1, 21000)
    assert prepare_player_file(find_stems(band), RATE, folder) != path


def test_only_the_newest_player_files_are_kept(band, tmp_path):
    folder = tmp_path / "player"
    made = []
    for number in range(6):
        put(band / "01 Kick.wav", 1, 1000 + number)
        path = prepare_player_file(find_stems(band), RATE, folder)
        os.utime(path, (number, number))
        made.append(path)
    assert {Path(folder, name) for name in os.listdir(folder)} == set(made[-4:])


def test_drafts_nobody_finished_are_cleared_away(band, tmp_path):
    old, new = tmp_path / ".old.f32.1.part", tmp_path / ".new.f32.2.part"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    prepare_player_file(find_stems(band), RATE, tmp_path)
    assert not old.exists() and new.exists()


def test_a_failing_disk_leaves_no_player_file(band, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stems_module.os, "fsync", fail)
    with fails_in_one_line(tmp_path / "player", "No space left", "free some space"):
        prepare_player_file(find_stems(band), RATE, tmp_path / "player")
    assert not os.listdir(tmp_path / "player")


def test_a_stem_that_has_gone_is_named(band, tmp_path):
    stems = find_stems(band)
    stems[1].path.unlink()
    with fails_in_one_line(stems[1].path, "gone"):
        prepare_player_file(stems, RATE, tmp_path)
    with fails_in_one_line(stems[1].path, "no such file"):
        load_stems(stems, RATE)
