"""An audition keeps a passage whole, has a mind hear all of it, and ends with its desk."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.children.child import start_audition
from engine.tap import Tap
from engine.wire import Wire
from models.audition import (
    PIECE_S,
    FromAudition,
    Keep,
    Kept,
    Studied,
    Study,
    Teller,
    Went,
    keep_passage,
    read_passage,
    study_passage,
)
from models.messages import Failed
from models.offline import settle
from models.predictor import list_tracks
from tests.signals import RATE, make_mix, noise


@pytest.fixture
def passage() -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        yield file.fileno()


@pytest.fixture
def told() -> Iterator[tuple[Teller, Wire]]:
    """A teller, and the wire that it is heard on."""
    ours, theirs = (Wire(end, FromAudition) for end in socket.socketpair())
    yield Teller(theirs), ours
    ours.close()
    theirs.close()


def feed(tap: Tap, audio: np.ndarray, pause_s: float) -> threading.Thread:
    def write() -> None:
        for start in range(0, audio.shape[1], 480):
            tap.write(audio[:, start : start + 480])
            time.sleep(pause_s)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


def test_a_kept_passage_is_what_came_in_without_a_gap(tmp_path, passage, told):
    tap = Tap.create(tmp_path / "tap", 3, RATE)
    tap.write(noise(3, 4800, seed=9))
    audio = noise(3, RATE * 3)
    thread = feed(tap, audio, 0.002)
    teller, wire = told
    kept = keep_passage(Keep(str(tmp_path / "tap"), 1.0), passage, teller)
    assert any(isinstance(message, Went) for message in wire.receive(1.0))
    thread.join()
    assert kept == Kept(3, RATE)
    read = np.concatenate(list(read_passage(passage, 3, round(PIECE_S * RATE))), axis=1)
    assert read.shape == (3, RATE)
    begun = int(np.flatnonzero((audio[:, : RATE * 2] == read[:, :1]).all(axis=0))[0])
    np.testing.assert_array_equal(read, audio[:, begun : begun + RATE])


def test_an_engine_that_falls_silent_is_not_waited_for(tmp_path, passage, told, monkeypatch):
    monkeypatch.setattr("models.audition.SILENT_S", 0.2)
    Tap.create(tmp_path / "tap", 1, RATE)
    teller, _ = told
    with pytest.raises(TimeoutError, match="fell silent"):
        keep_passage(Keep(str(tmp_path / "tap"), 5.0), passage, teller)


def test_a_mind_hears_all_of_it_and_says_how_far_it_is(passage, told):
    mix = make_mix([{}, {}])
    audio = noise(2, RATE * 8) * np.array([[0.5], [0.1]], np.float32)
    frames = round(PIECE_S * RATE)
    pieces = [audio[:, start : start + frames] for start in range(0, audio.shape[1], frames)]
    with open(passage, "wb", closefd=False) as file:
        file.writelines(piece.tobytes() for piece in pieces)
    teller, wire = told
    said = study_passage(Study("level", list_tracks(mix), 2, RATE, mix), passage, teller)
    assert said.prediction == settle("level", list_tracks(mix), pieces, RATE, mix)
    assert {move.param for move in said.prediction.moves} == {"fader_db"}
    shares = [message.share for message in wire.receive(1.0) if isinstance(message, Went)]
    assert shares and all(0.0 < share <= 1.0 for share in shares) and shares == sorted(shares)


@pytest.mark.parametrize("mind, said", [("level", Studied), ("nobody", Failed)])
def test_as_a_process_it_answers_and_ends(tmp_path, mind, said):
    mix = make_mix([{}])
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(noise(1, RATE).tobytes())
        file.flush()
        process, wire = start_audition(file.fileno(), FromAudition)
        wire.send(Study(mind, list_tracks(mix), 1, RATE, mix))
        heard: list[object] = []
        until = time.monotonic() + 30.0
        while not any(isinstance(each, said) for each in heard) and time.monotonic() < until:
            heard += wire.receive(1.0)
        assert any(isinstance(each, said) for each in heard)
        assert process.wait(10) == (0 if said is Studied else 1)
        wire.close()
    assert list(Path(tmp_path).iterdir()) == []


def test_it_ends_when_its_desk_hangs_up(tmp_path):
    tap = Tap.create(tmp_path / "tap", 1, RATE)
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        process, wire = start_audition(file.fileno(), FromAudition)
        wire.send(Keep(str(tap.shared.path), 60.0))
        thread = feed(tap, noise(1, RATE * 2), 0.01)
        while not wire.receive(1.0):
            pass
        wire.close()
        process.wait(10)
        thread.join()
