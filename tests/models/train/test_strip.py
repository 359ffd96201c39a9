"""The strip in PyTorch is the engine's."""

import numpy as np
import pytest
import torch

from engine.console.params import INDEX
from engine.console.state import Mix, Strip, defaults
from engine.console.units import pan_to_gains
from engine.render import Renderer
from models.train.curves import eq_curves, highpass_curve
from models.train.frontend import BAND_HZ, RATE
from models.train.strip import StripSettings, filter_tracks, follow_envelope, place_tracks, play_strips

BLOCK = 960


def make_values(seed):
    dice = np.random.default_rng(seed)
    values = {"hpf_hz": 20.0 * 2.0 ** dice.uniform(0.0, 4.0), "fader_db": dice.uniform(-20.0, 6.0)}
    for band, hz in enumerate((100.0, 400.0, 2000.0, 8000.0), 1):
        values[f"eq{band}_gain_db"] = dice.uniform(-9.0, 9.0)
        values[f"eq{band}_hz"] = hz * 2.0 ** dice.uniform(-1.0, 1.0)
        values[f"eq{band}_q"] = dice.uniform(0.5, 2.0)
    values |= {"comp_threshold_db": dice.uniform(-40.0, -10.0), "comp_ratio": dice.uniform(1.5, 6.0)}
    return values | {"pan": dice.uniform(-1.0, 1.0)}


def to_settings(values):
    def one(name):
        return torch.tensor([values[name]], dtype=torch.float64)

    def four(what):
        return torch.tensor([[values[f"eq{band}_{what}"] for band in range(1, 5)]], dtype=torch.float64)

    return StripSettings(
        one("hpf_hz"),
        four("gain_db"),
        four("hz"),
        four("q"),
        one("comp_threshold_db"),
        one("comp_ratio"),
        one("fader_db"),
        one("pan"),
    )


def play_engine(audio, values):
    row = list(defaults("strip"))
    for name, value in values.items():
        row[INDEX["strip"][name]] = float(value)
    renderer = Renderer(Mix(strips=(Strip("one", inputs=(0,), values=tuple(row)),)), 1, RATE, BLOCK)
    heard = np.zeros((2, len(audio)), np.float32)
    out = np.zeros((2, BLOCK), np.float32)
    for start in range(0, len(audio), BLOCK):
        now = renderer.frame
        renderer.render(audio[None, start : start + BLOCK], out)
        heard[:, start : start + BLOCK] = renderer.console.bank.post_fader(now)
    return heard * np.array(pan_to_gains(values["pan"]))[:, None]


@pytest.mark.parametrize("seed", range(4))
def test_it_nulls_against_the_engine(seed):
    dice = np.random.default_rng(100 + seed)
    swell = 0.3 + 0.25 * np.sin(np.arange(BLOCK * 50) / 3000.0)
    audio = (dice.standard_normal(BLOCK * 50) * swell * 0.3).astype(np.float32)
    values = make_values(seed)
    ours = play_strips(torch.from_numpy(audio)[None].double(), to_settings(values))[0].numpy()
    theirs = play_engine(audio, values)
    rest = np.sqrt(np.mean((ours - theirs) ** 2) / np.mean(theirs**2))
    assert 20.0 * np.log10(rest) < -60.0


def test_a_mix_of_single_precision_without_compressors_nulls_too():
    """As training by ear plays it."""
    dice = np.random.default_rng(7)
    audio = (0.1 * dice.standard_normal((3, BLOCK * 50))).astype(np.float32)
    rows = [make_values(seed) | {"hpf_hz": 30.0, "eq1_hz": 40.0, "comp_ratio": 1.0} for seed in range(3)]
    settings = StripSettings(
        *(torch.cat(parts).float() for parts in zip(*map(to_settings, rows), strict=True))
    )
    filtered = filter_tracks(torch.from_numpy(audio), *settings[:4])
    ours = place_tracks(filtered, settings.fader_db, settings.pan).sum(dim=0).numpy()
    theirs = np.sum([play_engine(*pair) for pair in zip(audio, rows, strict=True)], axis=0)
    assert 10.0 * np.log10(np.mean((ours - theirs) ** 2) / np.mean(theirs**2)) < -60.0


@pytest.mark.parametrize("seed", range(4))
def test_the_curves_are_what_it_does_to_a_tone(seed):
    values = make_values(seed) | {"comp_ratio": 1.0, "fader_db": 0.0, "pan": -1.0}
    settings = to_settings(values)
    impulse = torch.zeros(1, RATE, dtype=torch.float64)
    impulse[0, 0] = 1.0
    heard = play_strips(impulse, settings)[0, 0].numpy()
    tones = np.exp(-2j * np.pi * BAND_HZ[:, None] / RATE * np.arange(RATE))
    curve = eq_curves(settings.eq_gain_db, settings.eq_hz, settings.eq_q) + highpass_curve(settings.hpf_hz)
    measured = 20.0 * np.log10(np.abs(tones @ heard))
    assert np.abs(measured - curve[0].numpy()).max() < 0.01


def test_the_envelope_s_gradient_is_its_slope():
    level = torch.rand(2, 40, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(follow_envelope, (level,))


def test_the_sound_s_gradient_reaches_every_setting():
    settings = StripSettings(*(value.requires_grad_() for value in to_settings(make_values(1))))
    dice = torch.Generator().manual_seed(0)
    heard = play_strips(torch.randn(1, 4800, dtype=torch.float64, generator=dice), settings)
    heard[:, 0].square().sum().backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0.0 for value in settings)
