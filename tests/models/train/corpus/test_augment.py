"""Augmentation: finite, the same for the same seed, and undone where an inverse exists."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.loudness import measure_loudness
from models.train.corpus import augment
from models.train.corpus.corrupt import apply_corruption, corrupt
from tests.signals import noise

RATE = 44100
FRAMES = RATE * 3


def tone(hz: float, frames: int = FRAMES) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * hz * np.arange(frames) / RATE)
    return np.stack((wave, 0.5 * wave)).astype(np.float32)


def find_hz(audio: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(audio[0] * np.hanning(audio.shape[1])))
    return float(np.argmax(spectrum) * RATE / audio.shape[1])


def correlate(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.vdot(first, second) / np.sqrt(np.vdot(first, first) * np.vdot(second, second)))


ALL: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "level": lambda audio, draw: augment.change_level(audio, float(draw.normal())),
    "polarity": lambda audio, draw: augment.flip_polarity(audio),
    "balance": lambda audio, draw: augment.rebalance(audio, float(draw.normal())),
    "equalizer": lambda audio, draw: augment.equalize(audio, RATE, augment.draw_bands(draw)),
    "dynamics": lambda audio, draw: augment.compress(audio, RATE, -30.0, 4.0),
    "bleed": lambda audio, draw: augment.merge_tracks(augment.add_bleed([audio, audio[::-1]], RATE, draw)),
    "room": lambda audio, draw: augment.add_room(audio, RATE, draw),
    "drop-out": lambda audio, draw: augment.drop_out(audio, RATE, draw),
    "split": lambda audio, draw: augment.split_track(audio, RATE, draw)[0],
    "merge": lambda audio, draw: augment.merge_tracks([audio, audio]),
    "speed": lambda audio, draw: augment.change_speed(audio, 1.03),
    "tempo": lambda audio, draw: augment.change_tempo(audio, 0.9),
    "pitch": lambda audio, draw: augment.change_pitch(audio, 2.0),
    "fonts": lambda audio, draw: augment.merge_tracks(augment.swap_fonts([audio], [audio[::-1]], draw)),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("silent", [False, True])
def test_each_is_finite_and_the_same_for_the_same_seed(name: str, silent: bool) -> None:
    audio = noise(2, FRAMES, 0.0 if silent else 0.1)
    kept = audio.copy()
    first, second = (ALL[name](audio, np.random.default_rng(7)) for _ in range(2))
    assert first.dtype == np.float32
    assert len(first) == 2
    assert np.isfinite(first).all()
    assert np.array_equal(first, second)
    assert np.array_equal(audio, kept)


@pytest.mark.parametrize("seed", range(6))
def test_a_split_track_sums_to_what_it_was(seed: int) -> None:
    audio = noise(2, 20 * RATE)
    first, second = augment.split_track(audio, RATE, np.random.default_rng(seed))
    assert np.abs(augment.merge_tracks([first, second]) - audio).max() < 1e-6
    assert np.abs(first).max() > 0.0
    assert not np.array_equal(first, audio)


@pytest.mark.parametrize("seed", range(8))
def test_a_corruption_is_undone_by_its_inverse(seed: int) -> None:
    stems = [noise(2, RATE, 0.1, number) for number in range(4)]
    corrupted, done = corrupt(stems, RATE, seed)
    assert any(np.abs(a - b).max() > 1e-3 for a, b in zip(stems, corrupted, strict=True))
    for stem, worse, what in zip(stems, corrupted, done, strict=True):
        inverse = what.invert()
        unflipped = apply_corruption(worse, RATE, inverse)
        assert np.abs(unflipped - stem).max() < 1e-4 * np.abs(stem).max()
        assert inverse.invert() == what


def test_a_corruption_says_how_much_louder_a_stem_became() -> None:
    stems = [noise(2, 2 * RATE, 0.1, number) for number in range(5)]
    corrupted, done = corrupt(stems, RATE, 3)
    flat = [apply_corruption(s, RATE, type(w)(gain_db=w.gain_db)) for s, w in zip(stems, done, strict=True)]
    louder = measure_loudness(flat, RATE) - measure_loudness(stems, RATE)
    assert louder == pytest.approx([w.gain_db for w in done], abs=0.05)
    assert np.median([w.gain_db for w in done]) == pytest.approx(0.0)
    again, _ = corrupt(stems, RATE, 3)
    assert all(np.array_equal(a, b) for a, b in zip(corrupted, again, strict=True))


def test_pitch_moves_and_the_length_stays() -> None:
    audio = tone(440.0)
    higher = augment.change_pitch(audio, 3.0)
    assert higher.shape == audio.shape
    assert find_hz(higher) == pytest.approx(440.0 * 2 ** (3 / 12), rel=0.01)


@pytest.mark.parametrize("ratio", [0.8, 1.25])
def test_tempo_changes_the_length_and_neither_pitch_nor_image(ratio: float) -> None:
    audio = tone(440.0)
    played = augment.change_tempo(audio, ratio)
    assert played.shape[1] == round(FRAMES / ratio)
    middle = played[:, RATE:-RATE]
    assert find_hz(middle) == pytest.approx(440.0, rel=0.01)
    assert np.abs(middle[0]).max() == pytest.approx(2 * np.abs(middle[1]).max(), rel=0.01)
    assert np.abs(middle[0]).max() == pytest.approx(0.3, rel=0.1)


def test_tempo_keeps_things_where_they_happen() -> None:
    audio = np.zeros((2, FRAMES), np.float32)
    audio[:, 2 * RATE : 2 * RATE + 400] = noise(2, 400, 0.3)
    played = augment.change_tempo(audio, 0.8)
    peak = float(np.argmax(np.abs(played[0])))
    assert peak == pytest.approx(2.5 * RATE, abs=0.05 * RATE)


def test_speed_moves_pitch_and_length_together() -> None:
    played = augment.change_speed(tone(440.0), 1.25)
    assert played.shape[1] == round(FRAMES / 1.25)
    assert find_hz(played) == pytest.approx(550.0, rel=0.01)


def test_compression_narrows_and_expansion_widens_dynamics() -> None:
    audio = np.concatenate([noise(2, RATE, 0.02), noise(2, RATE, 0.2)], axis=1)

    def spread_db(sound: np.ndarray) -> float:
        quiet, loud = sound[:, RATE // 2 : RATE], sound[:, 3 * RATE // 2 :]
        return float(20 * np.log10(loud.std() / quiet.std()))

    assert spread_db(augment.compress(audio, RATE, -30.0, 4.0)) < spread_db(audio) - 3.0
    assert spread_db(augment.compress(audio, RATE, -30.0, 0.7)) > spread_db(audio) + 3.0


def test_bleed_is_the_others_later_and_softer() -> None:
    click, silence = np.zeros((2, 2, RATE), np.float32)
    click[:, 1000] = 1.0
    for seed in range(10):
        heard = augment.add_bleed([click, silence], RATE, np.random.default_rng(seed))[1]
        if heard.any():
            assert np.flatnonzero(heard[0])[0] > 1000 + RATE // 1000
            assert np.abs(heard).max() < 10 ** (-12 / 20)
            break
    else:
        raise AssertionError("no bleed in ten seeds")


def test_a_swapped_font_is_as_loud_as_the_first() -> None:
    first, second = [noise(2, RATE, 0.1, 1)] * 6, [noise(2, RATE, 0.01, 2)] * 6
    swapped = augment.swap_fonts(first, second, np.random.default_rng(0))
    assert all(audio.std() == pytest.approx(first[0].std(), rel=0.01) for audio in swapped)
    assert any(correlate(audio, second[0]) > 0.99 for audio in swapped)
    assert any(correlate(audio, first[0]) > 0.99 for audio in swapped)
