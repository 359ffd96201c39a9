"""The player: any blocks, any orders: what is heard is the material, without a gap or a click."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.console.transport import Transport
from engine.devices.player import FADE_MS, LEAD_S, Player
from engine.devices.reel import AHEAD_S, CROSS_MS
from tests.signals import RATE

FADE = round(FADE_MS * RATE / 1000)
CROSS = round(CROSS_MS * RATE / 1000)
LONG = 4 * RATE


def ramp(frames: int = LONG) -> np.ndarray:
    """(frames, 2): every frame tells where it is from, exactly in float32."""
    place = np.arange(1, frames + 1, dtype=np.float32)
    return np.stack((place, -place), axis=1)


def sine(frames: int = LONG, hz: float = 440.0) -> np.ndarray:
    tone = 0.5 * np.sin(2 * np.pi * hz * np.arange(frames) / RATE)
    return np.stack((tone, tone), axis=1).astype(np.float32)


@pytest.fixture
def make(tmp_path):
    made = []

    def make(material: np.ndarray, *state) -> Player:
        path = tmp_path / f"{len(made)}.f32"
        path.write_bytes(np.ascontiguousarray(material, np.float32).tobytes())
        made.append(Player(path, material.shape[1], RATE, *state))
        return made[-1]

    yield make
    for player in made:
        player.close()


def pull(player: Player, frames: int, block: int = 128) -> np.ndarray:
    """(channels, frames) as the audio thread takes them, the control thread tending in between."""
    out = np.full((player.channels, frames), np.nan, np.float32)
    for start in range(0, frames, block):
        player.read(out[:, start : min(start + block, frames)])
        player.tend()
    return out


def test_it_plays_the_material_again_and_again_to_the_sample(make):
    material = ramp(RATE)
    player = make(material)
    assert np.array_equal(pull(player, 3 * RATE + 77, 128)[:, : 3 * RATE], np.tile(material.T, 3))
    assert player.underruns == 0 and player.position == 77


def expected_loop(material: np.ndarray, start: int, end: int, frames: int) -> np.ndarray:
    """What a loop sounds like that was played into from the start of the material."""
    once = material[:end].astype(np.float64).copy()
    before = np.zeros((CROSS, material.shape[1]))
    have = min(CROSS, start)
    before[CROSS - have :] = material[start - have : start]
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(CROSS) + 1) / (CROSS + 1)))[:, None]
    once[end - CROSS :] += rise * (before - once[end - CROSS :])
    whole = [once]
    while sum(map(len, whole)) < frames:
        whole.append(once[start:])
    return np.concatenate(whole)[:frames].T


@pytest.mark.parametrize(("start", "end"), [(0, 12000), (200, 30000), (48000, 60001), (100000, LONG)])
def test_a_loop_is_the_material_but_for_its_crossfade(make, start, end):
    material = sine() + 0.1 * np.random.default_rng(1).standard_normal((LONG, 2)).astype(np.float32)
    player = make(material, Transport(True, True, start, end))
    heard = pull(player, 5 * RATE)
    wanted = expected_loop(material, start, end, 5 * RATE)
    assert np.abs(heard - wanted).max() < 1e-6
    untouched = np.ones(5 * RATE, bool)
    for turn in range(end, 5 * RATE + CROSS, end - start):
        untouched[turn - CROSS : turn] = False
    assert np.array_equal(heard[:, untouched], wanted[:, untouched].astype(np.float32))


def test_a_loop_of_whole_bars_cannot_be_heard_to_turn(make):
    """Where the material repeats itself, so does the loop, to the sample."""
    bar = RATE // 2
    material = np.tile(np.random.default_rng(2).standard_normal((bar, 2)).astype(np.float32), (8, 1))
    player = make(material, Transport(True, True, bar, 3 * bar))
    heard = pull(player, 6 * RATE)
    assert np.abs(heard - np.resize(material, (6 * RATE, 2)).T).max() < 1e-6


def test_a_loop_changed_on_the_way_is_not_heard_until_it_turns(make):
    material = ramp()
    player = make(material)
    pull(player, 1000)
    player.roll(Transport(True, True, 2000, 30000))
    heard = pull(player, 29000 - CROSS)
    assert np.array_equal(heard, material[1000 : 30000 - CROSS].T)
    pull(player, CROSS)
    assert np.array_equal(pull(player, 5000), material[2000:7000].T)
    player.roll(Transport(True, False, 2000, 30000))
    assert np.array_equal(pull(player, 40000), material[7000:47000].T)
    assert player.underruns == 0


@given(
    splits=st.lists(st.integers(3, 900), min_size=1, max_size=20),
    orders=st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.booleans(),
            st.none() | st.integers(0, RATE),
            st.booleans(),
            st.integers(0, RATE // 2),
        ),
        max_size=8,
    ),
)
@settings(max_examples=60, deadline=None)
def test_any_blocks_and_any_orders(tmp_path_factory, splits, orders):
    """Cut otherwise, the same sound; and in the end what the orders say."""
    material = sine(RATE, 200.0)
    path = tmp_path_factory.mktemp("player") / "material.f32"
    path.write_bytes(material.tobytes())

    def play(blocks: list[int]) -> tuple[np.ndarray, Player]:
        player, heard, turn = Player(path, 2, RATE), [], 0

        def live(frames: int) -> None:
            nonlocal turn
            while frames:
                block = min(frames, blocks[turn % len(blocks)])
                out = np.zeros((2, block), np.float32)
                player.read(out)
                heard.append(out)
                frames, turn = frames - block, turn + 1

        for wait, playing, seek, loop, start in orders:
            live(wait)
            player.tend()
            player.roll(Transport(playing, loop, start, start + RATE // 4), seek)
        for _ in range(8):
            live(2000)
            player.tend()
        return np.concatenate(heard, axis=1), player

    one, first = play(splits)
    other, second = play([64])
    assert np.array_equal(one, other)
    assert first.position == second.position
    assert first.underruns == 0
    if orders:
        transport = Transport(orders[-1][1], orders[-1][3], orders[-1][4], orders[-1][4] + RATE // 4)
        assert first.transport == transport
        assert first.rests != transport.playing
        assert np.any(one[:, -4000:]) == transport.playing
    if orders and not orders[-1][1] and orders[-1][2] is not None:
        assert first.position == first.material.clamp(orders[-1][2])
    first.close()
    second.close()


def step_db(heard: np.ndarray, hz: float) -> float:
    """The loudest far above the tone, in dB under its peak: what clicks leave. Not where the sound begins."""
    spectrum = np.fft.rfft(heard)
    above = np.fft.rfftfreq(heard.size, 1 / RATE) < 4 * hz + 3000
    spectrum[above] = 0
    rest = np.fft.irfft(spectrum, heard.size)[2000:-2000]
    return 20 * np.log10(np.abs(rest).max() / np.abs(heard).max() + 1e-12)


def test_no_order_can_be_heard_as_a_click(make):
    """Measured above 4.8 kHz over a tone of 440 Hz, where a hard cut leaves more than -15 dB."""
    hz = 440.0
    player = make(sine(hz=hz))
    heard = [pull(player, 5000)]
    for transport, seek in (
        (Transport(False), None),
        (Transport(True), None),
        (Transport(True), 100_003),
        (Transport(False), None),
        (Transport(False), 50_007),
        (Transport(True), None),
        (Transport(True, True, 60_011, 75_000), None),
        (Transport(True, True, 20_011, 30_017), 25_000),
        (Transport(True, True, 20_011, 28_017), None),
        (Transport(False), 30_000),
    ):
        player.roll(transport, seek)
        heard.append(pull(player, 14_000))
    whole = np.concatenate(heard, axis=1)[0]
    cut = np.concatenate((sine(hz=hz)[:20_030, 0], np.zeros(20_000, np.float32)))
    assert step_db(cut, hz) > -15
    assert step_db(whole, hz) < -90


def test_a_pause_holds_the_place_and_a_seek_is_heard_within_its_fades(make):
    material = ramp()
    player = make(material)
    pull(player, 4800)
    player.roll(Transport(False))
    heard = pull(player, 4800)
    assert np.all(heard[:, FADE:] == 0) and player.rests
    assert player.position == 4800 + FADE
    player.roll(Transport(True))
    heard = pull(player, 4800)
    assert np.array_equal(heard[:, FADE:], material[4800 + 2 * FADE : 9600 + FADE].T)
    player.roll(Transport(True), 100_000)
    heard = pull(player, 4800)
    assert np.array_equal(heard[:, 2 * FADE :], material[100_000 + FADE : 104_800 - FADE].T)


def test_the_start_is_heard_as_it_is(make):
    material = ramp()
    player = make(material)
    pull(player, 4800)
    player.roll(Transport(False), 0)
    pull(player, 4800)
    player.roll(Transport(True))
    assert np.array_equal(pull(player, 1000), material[:1000].T)


def test_another_player_goes_on_where_one_ended(make):
    transport = Transport(True, True, 1000, 50_000)
    player = make(ramp(), transport, 20_000)
    heard = pull(player, 4800)
    assert np.array_equal(heard[:, FADE:], ramp()[20_000 + FADE : 24_800].T)
    paused = make(ramp(), Transport(False), 20_000)
    assert not pull(paused, 4800).any() and paused.position == 20_000


def test_without_the_control_thread_it_runs_dry_in_silence_and_says_so(make):
    player = make(ramp())
    out = np.zeros((2, 128), np.float32)
    for _ in range(round(AHEAD_S * RATE) // 128 + 2):
        player.read(out)
    assert player.underruns > 0 and not out.any()
    player.tend()
    assert pull(player, 4800).any()


def test_a_loop_is_in_force_within_its_lead(make):
    """A loop that ends just ahead of the place still catches it, once the lead has passed."""
    player = make(ramp())
    pull(player, 10_000)
    end = 10_000 + round(LEAD_S * RATE) + CROSS + 200
    player.roll(Transport(True, True, 1000, end))
    pull(player, end - 10_000)
    assert player.position == 1000


def test_a_disk_that_has_gone_is_silence_and_said(make):
    player = make(ramp(), Transport(False))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, player.material._file.fileno())
    os.close(null)
    player.roll(Transport(True), LONG // 2)
    assert not pull(player, RATE).any()
    assert "cannot be read (Bad file descriptor); silence plays" in player.material.fault
    assert player.underruns == 0


def test_a_file_without_a_frame_says_so(tmp_path):
    (tmp_path / "empty.f32").write_bytes(b"\0" * 7)
    with pytest.raises(ValueError, match="holds no whole frame of 2 channels; prepare it again"):
        Player(tmp_path / "empty.f32", 2, RATE)
