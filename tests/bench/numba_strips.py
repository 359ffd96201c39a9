"""The strips of `deskhand bench` by numba: python -m tests.bench.numba_strips STRIPS FRAMES BLOCKS.

Needs numba, which Deskhand does not. Prints JSON: seconds to import and to compile or load from its
cache, microseconds a block, and memory.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import psutil

_BEFORE_MB = psutil.Process().memory_info().rss / 1e6
_BEGUN = time.perf_counter()
from numba import njit  # noqa: E402  # pyright: ignore[reportMissingImports]

IMPORT_S = time.perf_counter() - _BEGUN


@njit(
    "void(f4[:,::1],f4[:,::1],f4[:,:,::1],f4[:,:,::1],f4[:,::1],f4[:,::1],f4[:,::1],f4[:,::1])",
    nogil=True,
    cache=True,
    fastmath={"contract", "nsz"},
    error_model="numpy",
)
def play(inputs, audio, coefs, states, dynamics, sends, out, levels):
    strips, frames = inputs.shape
    for strip in range(strips):
        for n in range(frames):
            audio[n, strip] = inputs[strip, n]
    for n in range(frames):
        x = audio[n]
        for strip in range(strips):
            levels[0, strip] = max(levels[0, strip], abs(x[strip]))
            levels[1, strip] += x[strip] * x[strip]
        for number in range(6):
            c, s = coefs[number], states[number]
            for strip in range(strips):
                value = x[strip]
                y = value * c[0, strip] + s[0, strip]
                s[0, strip] = value * c[1, strip] - y * c[3, strip] + s[1, strip]
                s[1, strip] = value * c[2, strip] - y * c[4, strip]
                x[strip] = y
        for strip in range(strips):
            rest = abs(x[strip])
            share = dynamics[1, strip] if rest > dynamics[0, strip] else dynamics[2, strip]
            level = rest + share * (dynamics[0, strip] - rest)
            dynamics[0, strip] = level
            over = np.log2(level + np.float32(1e-30)) - dynamics[3, strip]
            x[strip] *= np.exp2(dynamics[4, strip] * max(over, np.float32(0)))
    for bus in range(sends.shape[0]):
        for n in range(frames):
            total = np.float32(0)
            for strip in range(strips):
                total += audio[n, strip] * sends[bus, strip]
            out[bus, n] = total


def main() -> None:
    """Compile, measure and print."""
    strips, frames, blocks = (int(word) for word in sys.argv[1:4])
    loaded_s = time.perf_counter() - _BEGUN
    draw = np.random.default_rng(0)
    inputs = (draw.standard_normal((strips, frames)) * 0.1).astype(np.float32)
    coefs = np.zeros((6, 5, strips), np.float32)
    coefs[:] = np.array([0.98, -1.9, 0.93, -1.9, 0.91], np.float32)[None, :, None]
    dynamics = np.zeros((5, strips), np.float32)
    dynamics[1:] = np.array([0.987, 0.9989, -4.98, -0.667], np.float32)[:, None]
    rest = [
        np.zeros(shape, np.float32) for shape in ((frames, strips), (6, 2, strips), (6, frames), (2, strips))
    ]
    audio, states, out, levels = rest
    sends = np.full((6, strips), 0.1, np.float32)
    times = np.zeros(blocks)
    for block in range(blocks):
        begun = time.perf_counter()
        play(inputs, audio, coefs, states, dynamics, sends, out, levels)
        times[block] = time.perf_counter() - begun
    print(
        json.dumps(
            {
                "import_s": round(IMPORT_S, 2),
                "ready_s": round(loaded_s, 2),
                "p50_us": round(float(np.median(times)) * 1e6, 1),
                "more_mb": round(psutil.Process().memory_info().rss / 1e6 - _BEFORE_MB, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
