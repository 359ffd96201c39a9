"""Sound files: what is read is what was written, faults say so in one line, and nothing is left half done."""

import os
import signal
import struct
import subprocess
import sys
import time
import tracemalloc
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import soundfiles
from engine.soundfiles import (
    AudioWriter,
    SoundFileError,
    SoundInfo,
    inspect_audio,
    read_audio,
    read_blocks,
    read_piece,
    write_audio,
)

ROOT = Path(__file__).parents[2]


def make_noise(channels=2, frames=20000, seed=0):
    dice = np.random.default_rng(seed)
    return dice.uniform(-0.5, 0.5, (channels, frames)).astype(np.float32)


def fails_in_one_line(path, *words):
    """An error of one line that names the file."""

    @contextmanager
    def check():
        with pytest.raises(SoundFileError) as caught:
            yield
        text = str(caught.value)
        assert text.startswith(f"{path}: ") and "\n" not in text and "; " in text
        for word in words:
            assert word in text

    return check()


@contextmanager
def ordinary_user():
    """Rights that root does not have to ask for are withheld."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize(
    ("ending", "subtype", "tolerance"),
    [
        (".wav", "PCM_16", 2**-15),
        (".wav", "PCM_24", 2**-22),
        (".wav", "FLOAT", 0),
        (".flac", "PCM_24", 2**-22),
        (".aiff", "PCM_24", 2**-22),
        (".w64", "FLOAT", 0),
    ],
)
def test_what_is_written_is_read_again(tmp_path, ending, subtype, tolerance):
    path, audio = tmp_path / f"a{ending}", make_noise()
    write_audio(path, audio, 48000, subtype)
    assert inspect_audio(path) == SoundInfo(path, 2, 20000, 48000)
    again = read_audio(path, 48000)
    assert again.dtype == np.float32
    np.testing.assert_allclose(again, audio, rtol=0, atol=tolerance)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", [".ogg", ".mp3"])
def test_lossy_formats_are_read_and_written(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    tone = 0.5 * np.sin(2 * np.pi * 440 / 48000 * np.arange(48000), dtype=np.float32)
    write_audio(path, np.stack([tone, -tone]), 48000)
    again = read_audio(path, 48000)
    assert again.shape == (2, inspect_audio(path).frames)
    assert np.abs(again).max() == pytest.approx(0.5, abs=0.05)
    assert (again[0] * again[1]).sum() < 0


def test_audio_over_full_scale_is_clipped(tmp_path):
    path = tmp_path / "a.wav"
    write_audio(path, np.array([[2.0, -2.0, 0.5]], np.float32), 48000)
    np.testing.assert_allclose(read_audio(path, 48000), [[1.0, -1.0, 0.5]], atol=1e-6)


@pytest.mark.parametrize("from_rate", [22050, 44100, 48000, 96000])
@pytest.mark.parametrize("to_rate", [44100, 48000, 96000])
def test_resampling_keeps_pitch_and_length(tmp_path, from_rate, to_rate):
    path, frames = tmp_path / "a.wav", from_rate // 2 + 7
    write_audio(path, 0.5 * np.sin(2 * np.pi * 997 / from_rate * np.arange(frames))[None], from_rate, "FLOAT")
    audio = read_audio(path, to_rate)
    assert audio.shape == (1, int(frames * to_rate / from_rate + 0.5))
    expected = 0.5 * np.sin(2 * np.pi * 997 / to_rate * np.arange(audio.shape[1]))
    middle = slice(2000, -2000)
    assert np.abs(audio[0] - expected)[middle].max() < 1e-5


@settings(max_examples=25, deadline=None)
@given(
    frames=st.integers(1, 30000),
    rate=st.sampled_from([44100, 48000, 96000]),
    length=st.integers(1, 20000),
)
def test_blocks_join_to_the_whole(tmp_path_factory, frames, rate, length):
    path = tmp_path_factory.mktemp("blocks") / "a.wav"
    write_audio(path, make_noise(2, length), 48000, "FLOAT")
    blocks = list(read_blocks(path, rate, max(frames, length // 200)))
    assert {block.shape[1] for block in blocks[:-1]} <= {max(frames, length // 200)}
    np.testing.assert_allclose(np.concatenate(blocks, axis=1), read_audio(path, rate), atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    start=st.integers(0, 19_000),
    frames=st.integers(1, 30_000),
    rate=st.sampled_from([22050, 44100, 48000, 96000]),
)
def test_a_piece_is_as_in_the_whole(tmp_path_factory, start, frames, rate):
    path = tmp_path_factory.mktemp("piece") / "a.flac"
    write_audio(path, make_noise(2, 20000), 44100)
    whole = read_audio(path, rate)
    start = start * whole.shape[1] // 20000
    frames = min(frames, whole.shape[1] - start)
    np.testing.assert_allclose(
        read_piece(path, rate, start, frames), whole[:, start : start + frames], atol=1e-5
    )
    with fails_in_one_line(path, "ends before"):
        read_piece(path, rate, start, whole.shape[1] - start + 1)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_reading_in_blocks_takes_little_memory(tmp_path, rate):
    path = tmp_path / "a.wav"
    write_audio(path, np.zeros((2, 1_000_000), np.float32), 48000)
    tracemalloc.start()
    for _ in read_blocks(path, rate, 1024):
        pass
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 1_000_000


def cut(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


@pytest.mark.parametrize("ending", [".flac", ".wav", ".aiff", ".mp3"])
@pytest.mark.parametrize("share", [0.6, 0.99])
def test_a_truncated_file_is_refused(tmp_path, ending, share):
    path = tmp_path / f"a{ending}"
    write_audio(path, make_noise(frames=60000), 48000)
    cut(path, share)
    with fails_in_one_line(path):
        read_piece(path, 48000, 59000, 1000)
    with fails_in_one_line(path, "cut short"):
        inspect_audio(path)
    with fails_in_one_line(path, "cut short"):
        read_audio(path, 48000)


def test_an_mp3_that_does_not_tell_its_length_is_read_and_padded(tmp_path):
    path = tmp_path / "a.mp3"
    tone = 0.5 * np.sin(2 * np.pi * 440 / 48000 * np.arange(240000), dtype=np.float32)
    write_audio(path, np.stack([tone, tone]), 48000)
    data = bytearray(path.read_bytes())
    for mark in (b"Xing", b"Info"):
        if mark in data:
            data[data.index(mark) : data.index(mark) + 4] = bytes(4)
    path.write_bytes(data)
    guessed = read_audio(path, 48000)
    assert guessed.shape[1] == inspect_audio(path).frames
    assert np.sqrt(np.mean(guessed[0, 48000:192000] ** 2)) == pytest.approx(0.5 / np.sqrt(2), abs=0.02)


def test_a_file_damaged_in_the_middle_is_refused(tmp_path):
    path = tmp_path / "a.flac"
    write_audio(path, make_noise(frames=200_000), 48000)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40000] = bytes(40000)
    path.write_bytes(data)
    with fails_in_one_line(path, "damaged"):
        read_audio(path, 48000)


def test_a_wav_whose_writer_did_not_know_the_length_is_read(tmp_path):
    path = tmp_path / "a.wav"
    write_audio(path, make_noise(), 48000)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"data") + 4, 0xFFFFFFFF)
    struct.pack_into("<I", data, 4, 0xFFFFFFFF)
    path.write_bytes(data)
    assert read_audio(path, 48000).shape == (2, 20000)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("rate", [44100, 48000])
def test_samples_that_are_no_numbers_are_refused_with_their_time(tmp_path, bad, rate):
    path, audio = tmp_path / "a.wav", make_noise(frames=96000)
    audio[1, 72000:72002] = bad
    write_audio(path, audio, 48000, "FLOAT")
    assert inspect_audio(path).frames == 96000
    with fails_in_one_line(path, "1.500 s"):
        read_audio(path, rate)


def test_what_is_no_sound_file_is_refused(tmp_path):
    text, empty, silent, folder = (tmp_path / name for name in ("t.wav", "e.wav", "s.wav", "f.wav"))
    text.write_text("not a sound at all\n" * 100)
    empty.touch()
    sf.write(silent, np.zeros((0, 2)), 48000)
    folder.mkdir()
    for path, word in ((text, "no sound file"), (empty, "empty file"), (silent, "0 frames")):
        with fails_in_one_line(path, word):
            inspect_audio(path)
        with fails_in_one_line(path, word):
            read_audio(path, 48000)
    with fails_in_one_line(folder, "cannot be read"):
        inspect_audio(folder)
    with fails_in_one_line(tmp_path / "gone.wav", "no such file"):
        inspect_audio(tmp_path / "gone.wav")


def test_a_file_nobody_may_read_is_refused(tmp_path):
    path = tmp_path / "a.wav"
    write_audio(path, make_noise(), 48000)
    path.chmod(0)
    with ordinary_user(), fails_in_one_line(path, "permission"):
        inspect_audio(path)


def test_unknown_endings_and_subtypes_name_the_possible_ones(tmp_path):
    with fails_in_one_line(tmp_path / "a.xyz", ".wav", ".flac"):
        write_audio(tmp_path / "a.xyz", make_noise(), 48000)
    with fails_in_one_line(tmp_path / "a", "no ending"):
        write_audio(tmp_path / "a", make_noise(), 48000)
    with fails_in_one_line(tmp_path / "a.flac", "FLAC cannot hold FLOAT", "PCM_24"):
        write_audio(tmp_path / "a.flac", make_noise(), 48000, "FLOAT")
    with fails_in_one_line(tmp_path / "a.mp3", "96000 Hz"):
        write_audio(tmp_path / "a.mp3", make_noise(), 96000)
    with fails_in_one_line(tmp_path / "a.flac", "12 channels"):
        write_audio(tmp_path / "a.flac", make_noise(12), 48000)
    assert not os.listdir(tmp_path)


def test_places_that_cannot_be_written_are_refused(tmp_path):
    folder = tmp_path / "folder.wav"
    folder.mkdir()
    with fails_in_one_line(tmp_path / "gone" / "a.wav", "make the folder"):
        write_audio(tmp_path / "gone" / "a.wav", make_noise(), 48000)
    with fails_in_one_line(folder, "choose another name"):
        write_audio(folder, make_noise(), 48000)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with ordinary_user(), fails_in_one_line(closed / "a.wav", "may write"):
        write_audio(closed / "a.wav", make_noise(), 48000)
    assert not os.listdir(closed) and not os.listdir(folder)


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.wav"
    write_audio(path, make_noise(seed=1), 48000)
    before = path.read_bytes()
    for interruption in (ValueError, KeyboardInterrupt):
        with pytest.raises(interruption), AudioWriter(path, 2, 48000) as writer:
            writer.write(make_noise(seed=2))
            assert path.read_bytes() == before
            raise interruption
        assert path.read_bytes() == before
        assert os.listdir(tmp_path) == [path.name]


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "a.flac"
    with AudioWriter(path, 1, 44100) as writer:
        for _ in range(10):
            writer.write(make_noise(1, 5000))
            assert not path.exists()
    assert inspect_audio(path).frames == 50000


def test_more_than_the_format_can_say_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(soundfiles.LARGEST_BYTES, "WAV", 100_000)
    with fails_in_one_line(tmp_path / "a.wav", "too long", ".flac"):
        write_audio(tmp_path / "a.wav", make_noise(frames=100_000), 48000)
    assert not os.listdir(tmp_path)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from engine.soundfiles import SoundFileError, write_audio
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
noise = np.random.default_rng(0).uniform(-1, 1, (2, 50000)).astype(np.float32)
try:
    write_audio(Path(sys.argv[1]), noise, 48000)
except SoundFileError as error:
    print(error)
    sys.exit(2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are a POSIX thing")
@pytest.mark.parametrize("ending", [".wav", ".flac", ".aiff", ".ogg"])
@pytest.mark.parametrize("limit_bytes", [10, 20_000])
def test_a_full_disk_is_noticed_and_the_old_file_kept(tmp_path, ending, limit_bytes):
    path = tmp_path / f"a{ending}"
    write_audio(path, make_noise(), 48000)
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL_DISK, str(path), str(limit_bytes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert done.stdout.count("\n") == 1 and str(path) in done.stdout and "free some space" in done.stdout
    assert done.stderr == ""
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


CTRL_C = """
import sys
from pathlib import Path
import numpy as np
from engine.soundfiles import AudioWriter
noise = np.random.default_rng(0).uniform(-1, 1, (2, 50000)).astype(np.float32)
with AudioWriter(Path(sys.argv[1]), 2, 48000) as writer:
    print("started", flush=True)
    while True:
        writer.write(noise)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="interrupted with a POSIX signal")
@pytest.mark.parametrize("ending", [".wav", ".flac"])
@pytest.mark.parametrize("after_s", [0.0, 0.05])
def test_ctrl_c_is_heard_and_leaves_nothing_half_written(tmp_path, ending, after_s):
    command = [sys.executable, "-c", CTRL_C, str(tmp_path / f"a{ending}")]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert child.stdout
        assert child.stdout.readline() == b"started\n"
        time.sleep(after_s)
        child.send_signal(signal.SIGINT)
        child.stdout.close()
        assert child.wait(timeout=30) != 0
    finally:
        child.kill()
    assert not os.listdir(tmp_path)
