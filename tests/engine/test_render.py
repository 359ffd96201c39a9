"""Laws of the whole block, from inputs to outputs."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.console.params import MONITORS
from engine.console.state import Insert, Mix
from engine.console.units import balance_to_gains, db_to_gain, pan_to_gains
from engine.devices.manual import Manual
from engine.devices.offline import Offline
from engine.render import Renderer
from engine.tap import Tap
from tests.signals import RATE, make_mix, noise, play, sine, worst_above

pytestmark = pytest.mark.usefixtures("way")

BUSY = {
    **{"trim_db": 3, "polarity": 1, "hpf_hz": 90, "eq1_gain_db": 4, "eq2_gain_db": -3, "eq3_gain_db": 5},
    **{
        "eq4_gain_db": -6,
        "gate_ratio": 2,
        "gate_threshold_db": -35,
        "comp_ratio": 4,
        "comp_threshold_db": -30,
    },
    **{"comp_makeup_db": 4, "fader_db": -3, "pan": 0.3, "reverb_send_db": -10, "delay_send_db": -12},
    **{"monitor1_send_db": -6, "monitor1_pan": -0.5, "monitor4_send_db": 0},
}
LATE = 72


def busy_mix(stereo: bool) -> Mix:
    mix = make_mix([BUSY, {**BUSY, "pan": -1, "group": 2}, {"fader_db": -6}], stereo)
    for name, value in {
        "eq2_gain_db": 3,
        "comp_ratio": 3,
        "comp_threshold_db": -25,
        "ceiling_db": -6,
    }.items():
        mix = mix.put("master", name, value)
    return mix


def moved(mix: Mix) -> Mix:
    for name, value in {"eq2_gain_db": 6, "hpf_hz": 20, "fader_db": 2, "pan": -0.8, "comp_ratio": 1}.items():
        mix = mix.put("strip/0", name, value)
    mix = mix.put("strip/2", "eq3_gain_db", 9).put("strip/1", "mute", 1).put("strip/2", "hpf_hz", 300)
    return mix.put("reverb", "room_size", 0.3).put("master", "fader_db", -3).put("group/1", "fader_db", -9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(3, 512), min_size=1, max_size=6), st.booleans())
def test_any_split_into_blocks_gives_the_same_sound(sizes, stereo):
    mix = busy_mix(stereo)
    audio = noise(6 if stereo else 3, 24000)
    moves = {4001: moved(mix), 4500: mix, 9000: moved(mix)}
    whole = play(Renderer(mix, len(audio), RATE, 512), audio, [512], moves)
    cut = play(Renderer(mix, len(audio), RATE, 512), audio, sizes, moves)
    np.testing.assert_allclose(cut, whole, atol=1e-5)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(3, 512), min_size=1, max_size=30), st.booleans())
def test_the_taps_hold_what_comes_in_and_what_the_master_plays(tmp_path_factory, sizes, stereo):
    folder = tmp_path_factory.mktemp("taps")
    mix = busy_mix(stereo)
    inputs = 1 + max(channel for strip in mix.strips for channel in strip.inputs)
    taps = [Tap.create(folder / f"{channels}", channels, RATE) for channels in (inputs, 2)]
    renderer = Renderer(mix, inputs, RATE, 512, tap=taps[0], master_tap=taps[1])
    came, played = [], []
    for turn, size in enumerate(sizes):
        block = noise(inputs, size, seed=turn)
        out = np.zeros((2, size), np.float32)
        if turn == 4:
            renderer.load(structs.replace(mix, strips=mix.strips[:2]))
        renderer.render(block, out)
        came.append(block)
        played.append(out)
    for tap, wanted in zip(taps, (came, played), strict=True):
        held = tap.read(0, sum(sizes))
        assert held is not None and np.array_equal(held, np.concatenate(wanted, axis=1))


def test_offline_equals_live_sample_for_sample():
    mix = busy_mix(False)
    audio = noise(3, 64 * 300)
    blocks = [audio[:, start : start + 64] for start in range(0, audio.shape[1], 64)]
    live = Manual(RATE, 64, 3, 2)
    live.start(Renderer(mix, 3, RATE, 64).render, lambda: None)
    heard = np.concatenate([live.pull(block) for block in blocks], axis=1)
    written: list[np.ndarray] = []
    Offline(blocks, RATE, 64, 3, written.append).start(Renderer(mix, 3, RATE, 64).render, lambda: None)
    np.testing.assert_array_equal(np.concatenate(written, axis=1), heard)


@pytest.mark.parametrize("rate", [44100, 48000, 88200, 96000])
@pytest.mark.parametrize("frames", [32, 1024])
def test_a_neutral_strip_nulls_against_its_input(rate, frames):
    audio = noise(1, 1024 * 12)
    renderer = Renderer(make_mix([{"pan": -1}]), 1, rate, frames)
    out = play(renderer, audio, [frames])
    late = renderer.latency_frames
    rest = out[0, late:] - audio[0, : audio.shape[1] - late]
    assert 20 * np.log10(np.abs(rest).max() + 1e-12) < -120
    assert np.abs(out[1]).max() == 0.0


def test_a_strip_that_went_back_to_neutral_nulls_again():
    loud = make_mix([{"pan": -1, "eq2_gain_db": 9, "comp_ratio": 4, "hpf_hz": 200}])
    neutral = make_mix([{"pan": -1}])
    renderer = Renderer(loud, 1, RATE, 256)
    audio = noise(1, RATE * 4)
    out = np.zeros((10, audio.shape[1]), np.float32)
    for start in range(0, audio.shape[1], 256):
        if start == 256 * 40:
            renderer.load(neutral)
        if start % 2560 == 0:
            renderer.tidy()
        renderer.render(audio[:, start : start + 256], out[:, start : start + 256])
    rest = out[0, -9000:] - audio[0, -9000 - LATE : -LATE]
    assert 20 * np.log10(np.abs(rest).max() + 1e-12) < -120


@given(st.floats(-1, 1), st.floats(-40, 6))
@settings(max_examples=15, deadline=None)
def test_pan_law_and_fader_are_exact(pan, fader_db):
    audio = sine(440, 960, 0.2)
    out = play(Renderer(make_mix([{"pan": pan, "fader_db": fader_db}]), 1, RATE, 480), audio, [480])
    for side, gain in enumerate(pan_to_gains(pan)):
        expected = audio[0, : 960 - LATE] * gain * db_to_gain(fader_db)
        np.testing.assert_allclose(out[side, LATE:], expected, atol=1e-6)


def test_a_stereo_strip_is_balanced_not_mixed():
    audio = noise(2, 960)
    out = play(Renderer(make_mix([{"pan": 0.5}], stereo=True), 2, RATE, 480), audio, [480])
    for side, gain in enumerate(balance_to_gains(0.5)):
        np.testing.assert_allclose(out[side, LATE:], audio[side, :-LATE] * gain, atol=1e-6)


@given(st.floats(-60, 0), st.floats(-1, 1), st.integers(1, MONITORS))
@settings(max_examples=15, deadline=None)
def test_monitor_sends_are_exact_and_ignore_the_fader(send_db, pan, monitor):
    values = {f"monitor{monitor}_send_db": send_db, f"monitor{monitor}_pan": pan, "fader_db": -100}
    audio = noise(1, 480)
    out = play(Renderer(make_mix([values]), 1, RATE, 480), audio, [480])
    for side, gain in enumerate(pan_to_gains(pan)):
        np.testing.assert_allclose(out[2 * monitor + side], audio[0] * gain * db_to_gain(send_db), atol=1e-6)
    assert np.abs(out[:2]).max() == 0.0


def test_solo_silences_the_others_but_not_the_safe_ones():
    def level(strips: list[dict[str, float]]) -> np.ndarray:
        audio = np.zeros((3, 960), np.float32)
        audio += np.array([[0.1], [0.2], [0.4]], np.float32)
        return play(Renderer(make_mix([{**s, "pan": -1} for s in strips]), 3, RATE, 480), audio, [480])[0, -1]

    assert level([{}, {}, {}]) == pytest.approx(0.7, abs=1e-6)
    assert level([{"solo": 1}, {}, {"safe": 1}]) == pytest.approx(0.5, abs=1e-6)
    assert level([{"solo": 1, "mute": 1}, {}, {}]) == pytest.approx(0.0, abs=1e-6)


def test_pre_fader_sends_reach_the_reverb_without_the_fader():
    values = {"fader_db": -100, "reverb_send_db": 0}
    audio = noise(1, 9600)
    assert np.abs(play(Renderer(make_mix([values]), 1, RATE, 480), audio, [480])[:2]).max() == 0.0
    pre = play(Renderer(make_mix([{**values, "reverb_pre": 1}]), 1, RATE, 480), audio, [480])
    assert np.abs(pre[:2]).max() > 1e-3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_broken_input_silences_its_strip_and_no_other(bad):
    mix = busy_mix(False).put("strip/1", "reverb_send_db", -100).put("strip/1", "delay_send_db", -100)
    clean = noise(3, 512 * 60)
    broken = clean.copy()
    broken[1, 512 * 20 + 7] = bad
    silent = Renderer(mix, 3, RATE, 512)
    reference = play(silent, np.where(np.arange(3)[:, None] == 1, 0, clean).astype(np.float32), [512])
    renderer = Renderer(mix, 3, RATE, 512)
    out = np.zeros((10, clean.shape[1]), np.float32)
    faults = []
    parts = {0: [], 1: [], 2: []}
    for start in range(0, clean.shape[1], 512):
        renderer.render(broken[:, start : start + 512], out[:, start : start + 512])
        faults += renderer.console.bank.faults
        for strip in parts:
            parts[strip].append(renderer.console.bank.after[strip].copy())
    other = Renderer(mix, 3, RATE, 512)
    for number, start in enumerate(range(0, clean.shape[1], 512)):
        other.render(clean[:, start : start + 512], np.zeros((10, 512), np.float32))
        for strip in (0, 2):
            np.testing.assert_array_equal(parts[strip][number], other.console.bank.after[strip])
    assert faults == [1]
    assert np.isfinite(out).all()
    assert np.abs(parts[1][20]).max() == 0.0
    assert np.abs(parts[1][30]).max() > 0.0
    assert np.isfinite(reference).all()


def test_a_chain_that_explodes_is_silenced_in_the_same_block():
    mix = make_mix([{"eq1_gain_db": 18, "pan": -1}, {"pan": 1}])
    audio = noise(2, 512 * 8)
    audio[0, 512 * 3 :] = 3e38
    renderer = Renderer(mix, 2, RATE, 512)
    out = play(renderer, audio, [512])
    assert np.isfinite(out).all()
    np.testing.assert_allclose(out[1, LATE:], audio[1, :-LATE], atol=1e-6)


def test_a_new_layout_takes_over_without_a_click():
    audio = np.concatenate((sine(440, RATE, 0.2), sine(440, RATE, 0.2)))
    renderer = Renderer(make_mix([{"pan": -1}]), 2, RATE, 64)
    out = play(renderer, audio, [64], {19200: make_mix([{"pan": -1}, {"pan": 1}])})
    assert worst_above(out[0, 2400:], audio[0]) < -80
    np.testing.assert_allclose(out[1, -2000:], audio[1, -2000 - LATE : -LATE], atol=1e-6)


def test_an_insert_comes_and_goes_without_a_click():
    mix = make_mix([{"pan": -1}])
    strip = structs.replace(mix.strips[0], inserts=(Insert("Gain", {"gain_db": -12.0}),))
    audio = sine(440, RATE, 0.5)
    renderer = Renderer(mix, 1, RATE, 64)
    out = play(renderer, audio, [64], {19200: structs.replace(mix, strips=(strip,)), 32000: mix})
    assert worst_above(out[0, 2400:], audio[0]) < -80
    np.testing.assert_allclose(
        out[0, 25000:26000], audio[0, 25000 - LATE : 26000 - LATE] * db_to_gain(-12), atol=1e-5
    )
    np.testing.assert_allclose(out[0, -1000:], audio[0, -1000 - LATE : -LATE], atol=1e-6)


def test_an_insert_that_cannot_be_loaded_is_told_and_the_strip_plays_on():
    mix = make_mix([{"pan": -1}])
    strip = structs.replace(mix.strips[0], inserts=(Insert("Flangeriser"),))
    renderer = Renderer(structs.replace(mix, strips=(strip,)), 1, RATE, 64)
    audio = noise(1, 640)
    out = play(renderer, audio, [64])
    assert "Flangeriser" in renderer.complaints[0]
    np.testing.assert_allclose(out[0, LATE:], audio[0, :-LATE], atol=1e-6)


def test_a_delay_time_changes_without_a_click():
    values = {"fader_db": 0, "delay_send_db": 0, "pan": -1}
    mix = make_mix([values]).put("delay", "time_ms", 100).put("delay", "feedback", 0)
    audio = sine(440, RATE * 2, 0.2)
    out = play(Renderer(mix, 1, RATE, 64), audio, [64], {38400: mix.put("delay", "time_ms", 150)})
    assert worst_above(out[0, 9600:], audio[0]) < -75


JUMPS = {
    "a 12 dB fader jump": ({"fader_db": -12}, {"fader_db": 0}),
    "a 12 dB fader fall": ({"fader_db": 0}, {"fader_db": -12}),
    "a mute": ({}, {"mute": 1}),
    "a pan flip": ({"pan": -1}, {"pan": 1}),
    "all sends at once": (
        {"reverb_send_db": -100, "monitor1_send_db": -100, "monitor2_send_db": -100},
        {"monitor1_send_db": 0, "monitor2_send_db": 0, "monitor3_send_db": 0, "fader_db": -6},
    ),
}


@pytest.mark.parametrize("what", JUMPS)
@pytest.mark.parametrize("frames", [32, 64, 512])
def test_no_click_in(what, frames):
    before, after = JUMPS[what]
    audio = sine(440, RATE, 0.5)
    out = play(Renderer(make_mix([before]), 1, RATE, frames), audio, [frames], {24064: make_mix([after])})
    for row in range(8):
        if np.abs(out[row]).max() > 0:
            assert worst_above(out[row, 2400:], audio[0]) < -85


TONES = {
    **{f"a 9 dB move of band {band}": ({}, {f"eq{band}_gain_db": 9}) for band in (1, 2, 3, 4)},
    **{f"a 9 dB cut of band {band}": ({}, {f"eq{band}_gain_db": -9}) for band in (1, 2, 3, 4)},
    "a 9 dB bell on the tone": ({"eq2_hz": 440}, {"eq2_hz": 440, "eq2_gain_db": 9}),
    "a high-pass from 20 to 400 Hz": ({}, {"hpf_hz": 400}),
    "a high-pass from 400 to 20 Hz": ({"hpf_hz": 400}, {}),
}


@pytest.mark.parametrize("what", TONES)
@pytest.mark.parametrize("frames", [64, 256])
def test_no_zip_in(what, frames, way):
    before, after = TONES[what]
    audio = sine(440, RATE * 3 // 2, 0.25)
    out = play(Renderer(make_mix([before]), 1, RATE, frames), audio, [frames], {24064: make_mix([after])})
    carrier = max(np.sqrt(0.5), *(np.abs(out[0, at : at + 2400]).max() / 0.25 for at in (20000, 60000)))
    assert worst_above(out[0, 9600:], carrier * audio[0]) < (-82 if way == "fused" else -74)


def test_the_ceiling_holds_whatever_comes():
    audio = noise(4, RATE, 4.0)
    mix = make_mix([{}, {}, {}, {}])
    out = play(Renderer(mix, 4, RATE, 128), audio, [128])
    assert np.abs(out[:2]).max() <= db_to_gain(-1) + 1e-6
    assert np.abs(out[2:]).max() <= 1.0
