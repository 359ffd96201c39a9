"""Tracker modules: stems of a small one, made here, sum to it."""

from __future__ import annotations

import ctypes.util
from pathlib import Path

import numpy as np
import pytest

from models.loudness import measure_loudness
from models.train.corpus.modules import list_modules, render_stems
from models.train.corpus.song import RATE, Rejected

PERIOD = 428
NAMES = (b"BassDrum", b"snare", b"nice bass", b"greetings to all")
VOLUMES = (64, 32, 16, 8)

needs_openmpt = pytest.mark.skipif(ctypes.util.find_library("openmpt") is None, reason="needs libopenmpt0")


def make_module() -> bytes:
    """A four-channel MOD: one sample a channel, each half as loud as the one before."""
    wave = (100 * np.sin(2 * np.pi * np.arange(64) / 32)).astype(np.int8).tobytes() * 32
    head = b"law".ljust(20, b"\0")
    for number in range(31):
        name = NAMES[number] if number < 4 else b""
        words = len(wave) // 2 if number < 4 else 0
        volume = VOLUMES[number] if number < 4 else 0
        loop = (0).to_bytes(2, "big") + (words or 1).to_bytes(2, "big")
        head += name.ljust(22, b"\0") + words.to_bytes(2, "big") + bytes([0, volume]) + loop
    cells = b""
    for row in range(64):
        for channel in range(4):
            plays = row % 4 == 0
            cells += bytes([PERIOD >> 8, PERIOD & 255, (channel + 1) << 4, 0]) if plays else bytes(4)
    return head + bytes([1, 127]) + bytes(128) + b"M.K." + cells + wave * 4


@needs_openmpt
def test_stems_of_a_module_sum_to_it_and_have_its_author_s_levels() -> None:
    stems, snr_db, split = render_stems(make_module(), seconds=5.0)
    assert split == "instrument"
    assert snr_db > 80.0
    assert [stem.role for stem in stems] == ["kick", "snare", "bass", ""]
    assert stems[3].instrument == "greetings to all"
    lufs = measure_loudness([stem.audio for stem in stems], RATE)
    assert np.diff(lufs) == pytest.approx([-6.02] * 3, abs=0.3)
    assert all(stem.audio.shape == (2, 5 * RATE) for stem in stems)


@needs_openmpt
@pytest.mark.parametrize("data", [b"", b"no module", make_module()[:500]])
def test_what_is_no_module_is_rejected(data: bytes) -> None:
    with pytest.raises(Rejected):
        render_stems(data, seconds=1.0)


def test_every_listed_module_has_an_id_of_its_own() -> None:
    sources = list_modules(Path())
    assert len(sources) > 100
    assert len({source.song for source in sources}) == len(sources)
    assert len({source.package for source in sources}) > 30
