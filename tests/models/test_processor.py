"""Processor: what comes out is as long as what went in and where it was, at any rate and in any pieces."""

import numpy as np
import pytest
from msgspec import structs

from models.card import ModelError
from models.contract import read_contract
from models.processor import Processor, process
from tests.models.graphs import PROCESSOR, make_controller, make_processor, save


def make_sound(rate, tracks=2, seconds=0.7):
    """(tracks, 2, frames) of sines that all rates have."""
    time = np.arange(round(rate * seconds)) / rate
    rows = [np.sin(2 * np.pi * hz * time + 0.3) for hz in np.linspace(200, 3000, 2 * tracks)]
    return np.array(rows, np.float32).reshape(tracks, 2, -1)


def cut(audio, frames):
    return [audio[:, :, n : n + frames] for n in range(0, audio.shape[2], frames)]


@pytest.mark.parametrize("latency", [1, 7, 2400, 5000])
@pytest.mark.parametrize("frames", [128, 1000, 2400, 100000])
def test_the_declared_latency_is_taken_away_to_the_frame(tmp_path, latency, frames):
    card = structs.replace(PROCESSOR, latency=latency)
    model = make_processor(card)
    contract = read_contract(save(model, tmp_path / "echo.onnx"))
    audio = make_sound(48000)
    made = np.concatenate(list(process(contract, cut(audio, frames), 48000)), axis=2)
    np.testing.assert_array_equal(made, audio)


@pytest.mark.parametrize("rate", [44100, 96000])
def test_at_another_rate_it_stays_where_it_was(tmp_path, rate):
    contract = read_contract(save(make_processor(), tmp_path / "echo.onnx"))
    audio = make_sound(rate)
    made = np.concatenate(list(process(contract, cut(audio, 1024), rate)), axis=2)
    assert made.shape == audio.shape
    middle = slice(rate // 10, -rate // 10)
    np.testing.assert_allclose(made[:, :, middle], audio[:, :, middle], atol=2e-3)


def test_one_that_mixes_gives_one_track(tmp_path):
    contract = read_contract(save(make_processor(mono=True), tmp_path / "echo.onnx"))
    audio = make_sound(48000, 3)
    made = np.concatenate(list(process(contract, cut(audio, 999), 48000)), axis=2)
    assert made.shape == (1, 2, audio.shape[2])
    np.testing.assert_allclose(made[0], audio.sum(axis=0), atol=1e-5)


def test_silence_before_any_piece_gives_nothing(tmp_path):
    contract = read_contract(save(make_processor(), tmp_path / "echo.onnx"))
    assert list(process(contract, [], 48000)) == []


def test_a_controller_and_too_many_tracks_are_refused(tmp_path):
    controller = read_contract(save(make_controller(), tmp_path / "even.onnx"))
    with pytest.raises(ModelError, match="is a controller"):
        Processor(controller, 2, 48000)
    few = make_processor(structs.replace(PROCESSOR, max_tracks=2))
    with pytest.raises(ModelError, match="2 tracks at most, not 3"):
        Processor(read_contract(save(few, tmp_path / "echo.onnx")), 3, 48000)
