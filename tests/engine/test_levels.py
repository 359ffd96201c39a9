"""Meters: the compiled ones show what the plain ones do; how they rise, fall and average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.state import Mix, Strip
from engine.levels import PEAK_FALL_DB_PER_S, RMS_MS, FusedLevels, Levels, PlainLevels
from engine.strips.core import Core
from engine.strips.fused import FusedBank
from engine.target import BUS_ROWS, make_target
from tests.signals import noise

NAMES = [f"{what}_{kind}" for what in ("strip_in", "strip_out", "bus") for kind in ("peak", "rms")]
WAYS = [FusedLevels, PlainLevels]


def make_arrays(strips: int) -> dict[str, np.ndarray]:
    return {name: np.zeros(BUS_ROWS if name.startswith("bus") else strips, np.float32) for name in NAMES}


def make_bank(core: Core, widths: list[int], faders: list[float]) -> FusedBank:
    """Strips one after the other on the device, mono or stereo."""
    ends = np.cumsum(widths).tolist()
    inputs = [tuple(range(end - width, end)) for width, end in zip(widths, ends, strict=True)]
    mix = Mix(strips=tuple(Strip(str(n), inputs=where) for n, where in enumerate(inputs)))
    for n, fader in enumerate(faders[: len(widths)]):
        mix = mix.put(f"strip/{n}", "fader_db", fader)
    return FusedBank(core, make_target(mix), ends[-1], 48000, 512)


@settings(max_examples=30, deadline=None)
@given(
    widths=st.lists(st.integers(1, 2), min_size=1, max_size=20),
    faders=st.lists(st.floats(-60, 10), min_size=20, max_size=20),
    blocks=st.lists(st.tuples(st.integers(3, 512), st.floats(0, 2)), min_size=1, max_size=12),
)
def test_compiled_and_plain_show_the_same(compiled, widths, faders, blocks):
    bank = make_bank(compiled, widths, faders)
    shown = [make_arrays(len(widths)) for _ in WAYS]
    meters: list[Levels] = [way(bank, arrays, 48000) for way, arrays in zip(WAYS, shown, strict=True)]
    now = 0
    for number, (frames, loud) in enumerate(blocks):
        rows = bank.process(noise(sum(widths), frames, loud, seed=number), now)
        for meter in meters:
            meter.note(rows)
        now += frames
        for name in NAMES:
            np.testing.assert_allclose(shown[0][name], shown[1][name], rtol=1e-4, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("way", WAYS)
def test_peaks_fall_and_means_settle_at_their_pace(compiled, way):
    bank = make_bank(compiled, [1], [-6.0])
    arrays = make_arrays(1)
    meter, frames = way(bank, arrays, 48000), 480
    for block in range(300):
        meter.note(bank.process(np.full((1, frames), 0.5, np.float32), block * frames))
    assert arrays["strip_in_peak"][0] == pytest.approx(0.5)
    assert arrays["strip_in_rms"][0] == pytest.approx(0.5, rel=1e-3)
    assert arrays["strip_out_peak"][0] == pytest.approx(0.5 * 10 ** (-6 / 20), rel=1e-3)
    for block in range(100):
        meter.note(bank.process(np.zeros((1, frames), np.float32), (300 + block) * frames))
    assert 20 * np.log10(arrays["strip_in_peak"][0] / 0.5) == pytest.approx(-PEAK_FALL_DB_PER_S, abs=0.1)
    assert arrays["strip_in_rms"][0] == pytest.approx(0.5 * np.exp(-1000.0 / RMS_MS / 2), rel=0.01)
