"""Insert effects, built in and VST3, keep frames and time."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.children.child import make_environment
from engine.console.state import Insert
from engine.plugins.inserts import InsertChain, InsertError, effect_names
from tests.signals import RATE, noise

VST3 = Path("/usr/lib/vst3")
LONGEST = 256


def play(chain: InsertChain, audio: np.ndarray, sizes: list[int]) -> np.ndarray:
    chain.reset()
    pieces, start = [], 0
    while start < audio.shape[1]:
        size = sizes[len(pieces) % len(sizes)]
        piece = chain.process(audio[:, start : start + size])
        assert piece.shape[1] == min(size, audio.shape[1] - start)
        pieces.append(piece)
        start += size
    return np.concatenate(pieces, axis=1)


@pytest.mark.parametrize("effect", effect_names())
@pytest.mark.parametrize("channels", [1, 2])
def test_built_in_effects_play_any_blocks_alike(effect, channels):
    chain = InsertChain((Insert(effect),), RATE, channels, LONGEST)
    audio = noise(channels, 12000)
    whole = play(chain, audio, [LONGEST])
    np.testing.assert_allclose(play(chain, audio, [64, 100, 33, 7]), whole, atol=1e-5)


def test_a_late_effect_is_exactly_as_late_as_it_says():
    chain = InsertChain((Insert("MP3Compressor", {"vbr_quality": 0.0}),), RATE, 1, LONGEST)
    audio = np.zeros((1, 24000), np.float32)
    audio[0, 8000:16000] = 0.5 * np.sin(2 * np.pi * 500 * np.arange(8000) / RATE)
    out = play(chain, audio, [LONGEST])
    lags = np.correlate(out[0], audio[0, 8000:16000], "valid")
    assert abs(int(np.argmax(lags)) - 8000 - chain.latency_frames) <= 1200
    assert chain.latency_frames > 0


def test_a_vst3_plugin_plays_and_takes_parameters():
    """In a process of its own: plugins change the arithmetic of the thread that loads them."""
    assert VST3.exists(), "install zam-plugins: ./deskhand test does it as root"
    command = [
        sys.executable,
        "-P",
        str(Path(__file__).with_name("play_vst3.py")),
        str(VST3 / "ZamGate.vst3"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=make_environment())
    opened, closed, whole, cut = map(float, done.stdout.split())
    assert opened > 10 * closed
    assert cut == pytest.approx(whole, abs=1e-5)


def test_a_bypassed_insert_is_not_loaded():
    assert InsertChain((Insert("/nowhere.vst3", bypass=True),), RATE, 1, LONGEST).plugins == []


@pytest.mark.parametrize(
    ("insert", "words"),
    [
        (Insert("/nowhere/Thing.vst3"), "no such plugin"),
        (Insert("Flangeriser"), "built in are"),
        (Insert("Chorus", {"colour": 1.0}), "has no parameter 'colour'"),
        (Insert("Chorus", {"depth": "much"}), "cannot be 'much'"),
        (Insert("Chorus", state=b"x"), "only a plugin file has a state"),
    ],
)
def test_a_wrong_insert_says_what_and_how_to_mend_it(insert, words):
    with pytest.raises(InsertError, match=words):
        InsertChain((insert,), RATE, 1, LONGEST)


def test_parameters_turn_while_it_plays_and_only_what_is_late_is_built_anew():
    before = (Insert("Gain", {"gain_db": 0.0}), Insert("Invert"), Insert("Chorus", bypass=True))
    chain = InsertChain(before, RATE, 1, LONGEST)
    plugins = list(chain.plugins)
    audio = noise(1, LONGEST)
    np.testing.assert_allclose(chain.process(audio), -audio, atol=1e-6)
    turned = (Insert("Gain", {"gain_db": -6.0}), *before[1:])
    assert chain.turn(turned) and chain.inserts == turned
    for _ in range(20):
        chain.process(audio)
    out = chain.process(audio)
    np.testing.assert_allclose(out, -audio * 10 ** (-6 / 20), atol=1e-5)
    assert chain.plugins == plugins, "the same effects go on"
    for other in (
        turned[:2],
        (turned[0], Insert("Invert", bypass=True), turned[2]),
        (Insert("Gain", {}), *turned[1:]),
        (Insert("Limiter"), *turned[1:]),
    ):
        assert not chain.turn(other)
    late = InsertChain((Insert("BrickwallLimiter", {"lookahead_ms": 5.0}),), RATE, 1, LONGEST)
    assert late.turn((Insert("BrickwallLimiter", {"lookahead_ms": 5.0, "ceiling_db": -3.0}),))
    assert not late.turn((Insert("BrickwallLimiter", {"lookahead_ms": 9.0, "ceiling_db": -3.0}),))
    with pytest.raises(InsertError, match="size"):
        chain.turn((Insert("Gain", {"gain_db": 0.0, "size": 1.0}), *before[1:]))
