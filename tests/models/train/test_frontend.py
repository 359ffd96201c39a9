"""The frontend is as loud as the meter says, and forgets nothing between hops."""

import numpy as np
import pytest
import torch
from scipy.signal import lfilter

from models.loudness import LoudnessMeter
from models.train.frontend import BANDS, HOP, PAST, RATE, Frontend
from models.train.network import Console
from tests.models.train.material import TINY

OFFSET_LU = -0.691


def play(audio):
    frontend, past = Frontend().eval(), torch.zeros(1, 2, PAST)
    heard = []
    with torch.inference_mode():
        for start in range(0, audio.shape[1], HOP):
            features, past = frontend(torch.from_numpy(audio[None, :, start : start + HOP]), past)
            heard.append(features[0])
    return torch.stack(heard)


@pytest.mark.parametrize("colour", [0.0, 0.9, -0.5])
@pytest.mark.parametrize("sides", [1, 2])
def test_it_is_as_loud_as_the_meter_says(colour, sides):
    noise = np.random.default_rng(0).standard_normal((sides, 4 * RATE))
    coloured = lfilter([0.05], [1.0, -colour], np.broadcast_to(noise, (2, 4 * RATE)))
    audio = np.asarray(coloured, np.float32)
    meter = LoudnessMeter(((0, 1),), RATE)
    meter.feed(audio)
    power = torch.pow(10.0, play(audio)[2:, :BANDS] / 10.0).mean(dim=0)
    assert abs(float(Console(TINY).loudness(power)) + OFFSET_LU - meter.integrated()[0]) < 0.2


def test_swapped_sides_only_swap_the_lean():
    audio = (np.random.default_rng(1).standard_normal((2, 8 * HOP)) * [[0.1], [0.03]]).astype(np.float32)
    plain, swapped = play(audio).numpy(), play(audio[::-1].copy()).numpy()
    lean = BANDS + 6
    np.testing.assert_allclose(plain[:, lean], -swapped[:, lean], atol=1e-4)
    plain[:, lean] = swapped[:, lean] = 0.0
    np.testing.assert_allclose(plain, swapped, atol=1e-3)
