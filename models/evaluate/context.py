"""Mean context: a small network after the differentiable mixing console (Steinmetz and others, 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from models.evaluate.descriptors import NAMES
from models.evaluate.learnt import MOST, Example, find_targets, weigh_stems

WIDTH = 32
ROUNDS, STEP = 300, 3e-3
DECAY = 0.01
"""Of every weight, times the step, in each round."""

NOISE = 0.5
"""On every standardised descriptor while it learns, in standard deviations."""

_KEEP, _KEEP_SQUARE = 0.9, 0.999


class Trace(NamedTuple):
    """What one pass through the network left behind, all (stems, ...): its layers, and the levels in dB."""

    inputs: np.ndarray
    first: np.ndarray
    codes: np.ndarray
    both: np.ndarray
    last: np.ndarray
    levels: np.ndarray


class MeanContext:
    """One encoder for every stem, the mean of its codes as the context, and a second network on both.

    No stem knows another but through that mean. It sees `columns` of the descriptors; seeds are fixed.
    """

    def __init__(self, columns: Sequence[str] = MOST, rounds: int = ROUNDS) -> None:
        self._columns = [NAMES.index(name) for name in columns]
        self._rounds = rounds

    def fit(self, examples: Sequence[Example]) -> Self:
        """Learn from these songs, all of them in every round, by the absolute error in dB."""
        seen = np.concatenate([example.own[:, self._columns] for example in examples])
        self._middle, self._spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
        seen = (seen - self._middle) / self._spread
        counts = np.array([len(example.own) for example in examples])
        targets = np.concatenate([find_targets(example) for example in examples])
        loads = np.concatenate(weigh_stems(examples))
        shares = loads / np.repeat(_sum_songs(loads, counts), counts)
        dice = np.random.default_rng(0)
        self._weights = _draw_weights(dice, seen.shape[1])
        mean = [np.zeros_like(weight) for weight in self._weights]
        square = [np.zeros_like(weight) for weight in self._weights]
        for turn in range(1, self._rounds + 1):
            step = STEP * (1.0 + np.cos(np.pi * turn / self._rounds)) / 2.0
            trace = think(self._weights, seen + NOISE * dice.standard_normal(seen.shape), counts)
            away = trace.levels - targets
            away -= np.repeat(_sum_songs(shares * away, counts), counts)
            pull = loads * np.sign(away)
            pull = (pull - shares * np.repeat(_sum_songs(pull, counts), counts)) / loads.sum()
            for at, slope in enumerate(find_slopes(self._weights, trace, pull, counts)):
                mean[at] += (1.0 - _KEEP) * (slope - mean[at])
                square[at] += (1.0 - _KEEP_SQUARE) * (slope**2 - square[at])
                size = np.sqrt(square[at] / (1.0 - _KEEP_SQUARE**turn)) + 1e-8
                move = mean[at] / (1.0 - _KEEP**turn) / size + DECAY * self._weights[at]
                self._weights[at] = self._weights[at] - step * move
        return self

    def predict(self, own: np.ndarray) -> np.ndarray:
        """(stems,) levels in dB."""
        seen = (own[:, self._columns] - self._middle) / self._spread
        return think(self._weights, seen, np.array([len(own)])).levels


def think(weights: Sequence[np.ndarray], inputs: np.ndarray, counts: np.ndarray) -> Trace:
    """A pass of stems (stems, columns), song after song of so many stems each (songs,)."""
    enter, enter_bias, code, code_bias, decide, decide_bias, leave = weights
    first = np.maximum(0.0, inputs @ enter + enter_bias)
    codes = np.maximum(0.0, first @ code + code_bias)
    context = np.repeat(_sum_songs(codes, counts) / counts[:, None], counts, axis=0)
    both = np.concatenate((codes, context), axis=1)
    last = np.maximum(0.0, both @ decide + decide_bias)
    return Trace(inputs, first, codes, both, last, last @ leave)


def find_slopes(
    weights: Sequence[np.ndarray], trace: Trace, pull: np.ndarray, counts: np.ndarray
) -> list[np.ndarray]:
    """How a loss changes with each of the weights, if it changes by `pull` (stems,) with the levels."""
    _, _, code, _, decide, _, leave = weights
    last = np.outer(pull, leave) * (trace.last > 0.0)
    both = last @ decide.T
    context = _sum_songs(both[:, WIDTH:], counts) / counts[:, None]
    codes = (both[:, :WIDTH] + np.repeat(context, counts, axis=0)) * (trace.codes > 0.0)
    first = codes @ code.T * (trace.first > 0.0)
    slopes = [trace.inputs.T @ first, first.sum(axis=0), trace.first.T @ codes, codes.sum(axis=0)]
    return [*slopes, trace.both.T @ last, last.sum(axis=0), trace.last.T @ pull]


def _draw_weights(dice: np.random.Generator, columns: int) -> list[np.ndarray]:
    """Two layers for a stem, two for it in its context; the last has no bias, for levels are relative."""
    sizes = ((columns, WIDTH), (WIDTH, WIDTH), (2 * WIDTH, WIDTH))
    layers = [dice.standard_normal(size) * (2.0 / size[0]) ** 0.5 for size in sizes]
    leave = dice.standard_normal(WIDTH) * WIDTH**-0.5
    return [part for layer in layers for part in (layer, np.zeros(WIDTH))] + [leave]


def _sum_songs(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(songs, ...) sums of values (stems, ...) over each song's stems."""
    return np.add.reduceat(values, np.cumsum(counts) - counts, axis=0)
