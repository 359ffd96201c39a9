"""The recorder as a process over a real tap: what came in is on the disk, bit for bit, whatever is killed."""

from __future__ import annotations

import os
import resource
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.growing import HEADER_BYTES, GrowingFile, count_frames, make_header
from engine.record import ENGINE_GONE, FULL, LOG, START, Order, read_progress
from engine.soundfiles import inspect_audio, read_audio
from engine.take import MASTER, Take, Track, load_take, name_file
from engine.tap import Tap
from tests.signals import RATE

TRACKS = (
    Track("01 Kick.wav", "Kick", "kick", (0,)),
    Track("02 Keys.wav", "Keys", "", (3, 2)),
    Track("03 Voice.wav", "Voice", "", (1,)),
)


class Stage:
    """Two taps that the test writes to, and a recorder of them."""

    def __init__(self, folder: Path) -> None:
        self.runtime, self.folder = folder / "run", folder / "take"
        self.runtime.mkdir()
        self.folder.mkdir()
        self.tap = Tap.create(self.runtime / "tap.1", 4, RATE)
        self.master = Tap.create(self.runtime / "tap.1.master", 2, RATE)
        self.dice = np.random.default_rng(3)
        self.sent: list[np.ndarray] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, master: bool = True, limit_bytes: int = 0, **order: int) -> None:
        """Have it recorded from now on."""
        taps = str(self.tap.shared.path), str(self.master.shared.path) if master else ""
        take = Take("show", 1.0, RATE, TRACKS)
        (self.runtime / START).write_bytes(
            msgspec.msgpack.encode(Order(*taps, str(self.folder), take, **order))
        )

        def limit() -> None:
            if limit_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

        with open(self.runtime / LOG, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "engine.record", str(self.runtime)],
                stderr=log,
                preexec_fn=limit,
                env={**os.environ, "PYTHONPATH": os.getcwd()},
            )
        process = self.process
        self.until(lambda: self.written() is not None or process.poll() is not None)

    def written(self) -> int | None:
        """How many frames are on the disk; None before it began."""
        progress = read_progress(self.runtime)
        return None if progress is None else progress.frames

    def send(self, frames: int, loud: float = 1.0) -> None:
        """Six channels of noise: four inputs and the master."""
        noise = (loud * self.dice.standard_normal((6, frames))).astype(np.float32)
        self.sent.append(noise)
        self.tap.write(noise[:4])
        self.master.write(noise[4:])

    def play(self, seconds: float, block: int = 128) -> None:
        """Noise in real time."""
        due = time.monotonic()
        for _ in range(round(seconds * RATE / block)):
            self.send(block)
            due += block / RATE
            time.sleep(max(0.0, due - time.monotonic()))

    def until(self, ready, seconds: float = 20.0) -> None:
        """Wait."""
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end
            time.sleep(0.01)

    def stop(self) -> int:
        """End it gently; the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(20)

    def read(self, file: str) -> np.ndarray:
        """(channels, frames) as they lie in a file."""
        return read_audio(self.folder / file, RATE)

    def compare(self, offset: int = 0) -> int:
        """What lies on the disk is what was sent from a frame on; how many frames."""
        sent = np.concatenate(self.sent, axis=1)[:, offset:]
        frames = 0
        for track in TRACKS:
            heard = self.read(track.file)
            frames = heard.shape[1]
            assert np.array_equal(heard, sent[list(track.inputs), :frames])
        return frames


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    if stage.process is not None and stage.process.poll() is None:
        stage.process.send_signal(signal.SIGCONT)
        stage.process.kill()
        stage.process.wait()


def test_what_came_in_is_on_the_disk_bit_for_bit(stage):
    stage.start()
    stage.play(2.0, 97)
    stage.send(50_000, 100.0)
    assert stage.stop() == 0
    frames = stage.compare()
    sent = np.concatenate(stage.sent, axis=1)
    assert frames == sent.shape[1]
    assert np.array_equal(stage.read(f"{MASTER}/Master.wav"), sent[4:])
    take = load_take(stage.folder)
    assert take is not None and take.master
    assert (take.frames, take.lost_frames, take.why) == (frames, 0, "")
    assert sf.info(stage.folder / "01 Kick.wav").subtype == "FLOAT"


def test_what_is_no_number_is_silence(stage):
    stage.start(master=False)
    block = np.ones((4, 1000), np.float32)
    block[1, 5:7] = np.nan, np.inf
    stage.tap.write(block)
    assert stage.stop() == 0
    block[1, 5:7] = 0.0
    assert np.array_equal(stage.read("03 Voice.wav"), block[1:2])
    assert np.array_equal(stage.read("01 Kick.wav"), block[:1])


def test_a_killed_recorder_leaves_files_that_are_whole_up_to_the_last_flush(stage):
    stage.start()
    stage.play(2.5)
    assert stage.process is not None
    stage.process.kill()
    stage.process.wait()
    for track in TRACKS:
        inspect_audio(stage.folder / track.file)
    assert stage.compare() > 1.5 * RATE
    take = load_take(stage.folder)
    assert take is not None and not take.ended
    assert take.frames == min(count_frames(stage.folder / t.file, len(t.inputs)) for t in TRACKS)


def test_a_recorder_that_came_too_late_leaves_silence_and_counts_it(stage):
    stage.start(master=False)
    stage.play(0.3)
    stage.until(lambda: (stage.written() or 0) > 0)
    stage.process.send_signal(signal.SIGSTOP)
    time.sleep(0.1)
    before = stage.tap.head
    while stage.tap.head - before < stage.tap.ring_frames + 20_000:
        stage.send(4096)
    stage.process.send_signal(signal.SIGCONT)
    time.sleep(0.3)
    stage.play(0.3)
    assert stage.stop() == 0
    take = load_take(stage.folder)
    sent = np.concatenate(stage.sent, axis=1)
    heard = stage.read("01 Kick.wav")[0]
    assert take is not None and heard.size == sent.shape[1] == take.frames
    lost = heard == 0.0
    assert take.lost_frames == lost.sum() > stage.tap.ring_frames
    assert np.array_equal(heard[~lost], sent[0, ~lost])
    assert np.diff(lost.astype(int)).clip(0).sum() == 1


def test_a_full_disk_ends_the_take_with_what_fits(stage):
    """The system refuses files of more than a million bytes, in the middle of a write."""
    stage.start(limit_bytes=1_000_000)
    for _ in range(60):
        stage.send(4800)
        time.sleep(0.02)
        if stage.process.poll() is not None:
            break
    assert stage.process.wait(20) == FULL
    said = (stage.runtime / LOG).read_text()
    assert "02 Keys.wav: File too large; free some space" in said
    frames = stage.compare()
    assert 1_000_000 / 8 - 20_000 < frames < 1_000_000 / 8
    take = load_take(stage.folder)
    assert take is not None and take.frames == frames and take.why == said.strip()
    assert {stage.read(track.file).shape[1] for track in TRACKS} == {frames}


def test_a_nearly_full_disk_ends_it_before_others_suffer(stage):
    stage.start(reserve_bytes=1 << 60)
    for _ in range(20):
        stage.send(4800)
        time.sleep(0.05)
    assert stage.process.wait(20) == FULL
    assert "the disk is nearly full; free some space" in (stage.runtime / LOG).read_text()
    assert stage.compare() > 0


def test_an_engine_that_went_away_ends_the_take_whole(stage):
    stage.start()
    stage.play(0.5)
    assert stage.process.wait(20) == ENGINE_GONE
    assert stage.compare() == np.concatenate(stage.sent, axis=1).shape[1]
    take = load_take(stage.folder)
    assert take is not None and take.why == "the engine went away"


def test_a_take_that_is_there_is_never_written_over(stage):
    (stage.folder / "02 Keys.wav").write_bytes(b"precious")
    stage.start()
    assert stage.process.wait(20) == FULL
    assert "02 Keys.wav: File exists" in (stage.runtime / LOG).read_text()
    assert (stage.folder / "02 Keys.wav").read_bytes() == b"precious"


def test_beyond_four_gigabytes_it_is_still_a_sound_file(tmp_path):
    """A hole in the file stands for the first hours."""
    frames = 600_000_000
    path = tmp_path / "long.wav"
    with open(path, "wb") as file:
        file.write(make_header(frames, 2, RATE))
        file.truncate(HEADER_BYTES + frames * 8)
        file.seek(HEADER_BYTES + (frames - 1) * 8)
        file.write(struct.pack("<ff", 0.25, -0.5))
    info = inspect_audio(path)
    assert (info.frames, info.channels, info.rate) == (frames, 2, RATE)
    with sf.SoundFile(path) as sound:
        sound.seek(frames - 1)
        assert sound.read(1, "float32").tolist() == [[0.25, -0.5]]


@given(st.lists(st.integers(0, 3000), max_size=6), st.integers(1, 2))
@settings(max_examples=20, deadline=None)
def test_a_growing_file_is_whole_after_every_flush(tmp_path_factory, sizes, channels):
    path = tmp_path_factory.mktemp("growing") / "grows.wav"
    file = GrowingFile(path, channels, RATE)
    audio = np.zeros((channels, 0), np.float32)
    for size in sizes:
        new = np.random.default_rng(size).standard_normal((channels, size)).astype(np.float32)
        audio = np.concatenate((audio, new), axis=1)
        file.write(new)
        file.flush()
        assert np.array_equal(sf.read(path, dtype="float32", always_2d=True)[0].T, audio)
    half = audio.shape[1] // 2
    file.close(half)
    assert np.array_equal(sf.read(path, dtype="float32", always_2d=True)[0].T, audio[:, :half])
    assert count_frames(path, channels) == half


@pytest.mark.parametrize(
    ("name", "file"),
    [("Kick", "01 Kick.wav"), ("a/b:c", "01 a_b_c.wav"), (" . ", "01 Track.wav"), ("x" * 300, None)],
)
def test_any_name_makes_a_file(tmp_path, name, file):
    found = name_file(0, name)
    assert file in (found, None)
    (tmp_path / found).touch()
