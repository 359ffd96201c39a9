"""Playback: whatever its length, all of a sound comes out once and in time."""

from __future__ import annotations

import numpy as np
import pytest

from app.material.playback import BLOCK_FRAMES, play
from engine.console.state import Mix, Strip
from engine.render import Renderer
from tests.signals import noise

RATE = 48000
MIX = Mix(strips=(Strip("one", inputs=(0,)), Strip("two", inputs=(1, 2))))


def render(audio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The strips and the master of audio (3, frames)."""
    frames = audio.shape[1]
    blocks = (audio[:, start : start + BLOCK_FRAMES] for start in range(0, frames, BLOCK_FRAMES))
    pieces = [(p.strips.copy(), p.master.copy()) for p in play(Renderer(MIX, 3, RATE, 1024), blocks, frames)]
    strips, master = zip(*pieces, strict=True)
    return np.concatenate(strips, axis=1), np.concatenate(master, axis=1)


@pytest.mark.parametrize("over", [-1, 0, 1, 2, 3, 500])
def test_any_length_plays_as_the_start_of_a_longer_one_that_falls_silent(over: int) -> None:
    frames = 2 * BLOCK_FRAMES + over
    audio = noise(3, frames, 0.1, 1)
    strips, master = render(audio)
    assert strips.shape == (3, frames)
    assert master.shape == (2, frames)
    longer = render(np.pad(audio, ((0, 0), (0, 5 * BLOCK_FRAMES - frames))))
    assert np.abs(strips - longer[0][:, :frames]).max() < 1e-5
    assert np.abs(master - longer[1][:, :frames]).max() < 1e-5
    assert np.abs(master).max() > 0.05
