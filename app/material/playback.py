"""Playback: blocks through a renderer at full speed, with its latency taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.render import Renderer

BLOCK_FRAMES = 1024

_FEWEST_FRAMES = 3
"""Of a block that a renderer takes."""


class Piece(NamedTuple):
    """What was rendered at once; its views hold until the next is asked for."""

    block: np.ndarray
    """(inputs, frames) what went in, silence at the end."""
    strips: np.ndarray
    """(rows of strips, frames) after the faders and before the pans."""
    master: np.ndarray
    """(2, frames) late by the latency, whose silence is left out."""


def play(renderer: Renderer, blocks: Iterator[np.ndarray], frames: int) -> Iterator[Piece]:
    """Play blocks (inputs, BLOCK_FRAMES at most), then silence, until so many frames of all came out.

    Only the last block may be shorter than a renderer takes.
    """
    silence = np.zeros((renderer.inputs, BLOCK_FRAMES), np.float32)
    out = np.zeros((2, BLOCK_FRAMES), np.float32)
    late, strips_left, left = renderer.latency_frames, frames, frames
    while left > 0:
        block = next(blocks, silence[:, : max(_FEWEST_FRAMES, min(left, BLOCK_FRAMES))])
        if block.shape[1] < _FEWEST_FRAMES:
            block = np.concatenate((block, silence[:, : _FEWEST_FRAMES - block.shape[1]]), axis=1)
        now, length = renderer.frame, block.shape[1]
        renderer.render(block, out[:, :length])
        strips = renderer.console.bank.post_fader(now)[:, : min(length, strips_left)]
        master = out[:, late : min(length, late + left)]
        strips_left -= strips.shape[1]
        late = max(0, late - length)
        left -= master.shape[1]
        yield Piece(block, strips, master)
