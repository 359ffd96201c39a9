"""Rules as a whole: invariances, targets that are hit, silence untouched, reasons with real numbers."""

import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.level import Level
from models.predictor import list_tracks, read_strips
from models.roles import ROLES as EVERY_ROLE
from models.rules.balance import BOLD
from models.rules.mind import Rules
from models.rules.table import list_rows
from tests.models.material import RATE, make_noise
from tests.models.rules.band import (
    NAMES,
    follow_band,
    make_band,
    make_desk,
    measure_stems,
    settle_band,
)

AUDIO = make_band()
MIX = make_desk()
SETTLED, SAID = settle_band(AUDIO, MIX)
ROLES = ("kick", "bass", "electric guitar", "keys", "lead vocal")
UNTOUCHED = ("pan", "hpf_hz", "eq1_gain_db", "eq2_gain_db", "eq3_gain_db", "eq4_gain_db")


def test_what_comes_out_of_the_faders_is_as_loud_as_the_parts_ask():
    loud = measure_stems(AUDIO, SETTLED)
    wanted = BOLD * np.array([float(list_rows()[role].over_lu) for role in ROLES])
    away = (loud - wanted) - np.mean(loud - wanted)
    assert np.abs(away).max() < 0.5


@settings(max_examples=3, deadline=None)
@given(st.sampled_from(range(5)), st.sampled_from([-4.0, 4.0, 6.0]))
def test_a_louder_input_has_a_lower_fader_and_threshold_and_nothing_else(track, change_db):
    louder = AUDIO.copy()
    louder[track] *= np.float32(10 ** (change_db / 20))
    after, _ = settle_band(louder, MIX)
    faders = read_strips(after, "fader_db") - read_strips(SETTLED, "fader_db")
    expected = np.zeros(5)
    expected[track] = -change_db
    assert faders - faders.mean() == pytest.approx(expected - expected.mean(), abs=0.3)
    for name in (*UNTOUCHED, "comp_ratio", "reverb_send_db"):
        assert read_strips(after, name) == pytest.approx(read_strips(SETTLED, name), abs=0.11), name
    if read_strips(SETTLED, "comp_ratio")[track] > 1.0:
        thresholds = read_strips(after, "comp_threshold_db") - read_strips(SETTLED, "comp_threshold_db")
        assert thresholds[track] == pytest.approx(change_db, abs=0.5)


@settings(max_examples=3, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_the_tracks_does_not_matter(order):
    mixed, _ = settle_band(AUDIO[order], make_desk([NAMES[n] for n in order]))
    for name in ("fader_db", "pan", "comp_threshold_db", "reverb_send_db", *UNTOUCHED):
        assert read_strips(mixed, name) == pytest.approx(read_strips(SETTLED, name)[order], abs=1e-3), name


def test_silent_tracks_are_untouched():
    audio = np.concatenate((AUDIO, np.zeros((1, AUDIO.shape[1]), np.float32)))
    mix = make_desk((*NAMES, "Backing Vocal"))
    after, said = settle_band(audio, mix)
    assert after.strips[5].values == mix.strips[5].values
    assert "strip/5" not in said.because
    assert read_strips(after, "fader_db")[:5] == pytest.approx(read_strips(SETTLED, "fader_db"), abs=0.01)
    live, because = follow_band(audio[:, : 3 * RATE], mix)
    assert live[-1].strips[5].values == mix.strips[5].values and "strip/5" not in because


def test_live_comes_to_what_a_whole_song_settles_at_and_stays_there():
    audio = make_band(24.0)
    mixes, _ = follow_band(audio, MIX)
    faders = np.array([read_strips(mix, "fader_db") for mix in mixes])
    settled = read_strips(settle_band(audio, MIX)[0], "fader_db")
    assert np.abs(faders[40] - faders[-1]).max() < 1.0
    assert np.abs(faders[-1] - settled).max() < 1.0
    later = faders[120:]
    assert np.sqrt(np.mean((later - later.mean(axis=0)) ** 2, axis=0)).max() < 0.3
    for name in UNTOUCHED:
        assert np.ptp([read_strips(mix, name) for mix in mixes[150:]], axis=0).max() == 0.0, name


class Deaf:
    """A tagger that never finds out."""

    hearings = 0

    def __init__(self, channels, rate, patient):
        self.tracks = len(channels)

    def feed(self, block):
        pass

    def likely(self):
        return np.zeros((self.tracks, len(EVERY_ROLE)))


def test_a_role_nobody_knows_is_moved_less(monkeypatch):
    monkeypatch.setattr("models.live.Tagger", Deaf)
    named = read_strips(SETTLED, "fader_db")
    level_ish = -np.array([-20.0, -14.0, -26.0, -22.0, -28.0])
    unknown, said = settle_band(AUDIO, make_desk([f"Track {n}" for n in range(5)]))
    loud = measure_stems(AUDIO, unknown)
    assert np.ptp(loud) < np.ptp(measure_stems(AUDIO, SETTLED)) < np.ptp(level_ish)
    assert max(said.confidence[f"strip/{n}"] for n in range(5)) < min(SAID.confidence.values())
    assert all("role unknown" in said.because[f"strip/{n}"] for n in range(5))
    assert not np.allclose(named, read_strips(unknown, "fader_db"), atol=0.5)


def test_a_role_that_is_set_counts_before_the_name():
    after, said = settle_band(AUDIO, make_desk(NAMES, ["", "", "lead vocal", "", "pad"]))
    assert "as lead vocal (set)" in said.because["strip/2"] and "as pad (set)" in said.because["strip/4"]
    loud = measure_stems(AUDIO, after)
    assert loud[2] > loud[4] + 4.0


def test_reasons_name_the_moves_that_are_made():
    moved = {(move.place, move.param): move.value for move in SAID.moves}
    for n, role in enumerate(ROLES):
        text = SAID.because[f"strip/{n}"]
        assert text.startswith(f"{moved[f'strip/{n}', 'fader_db']:+.1f} dB: ") and f"as {role}" in text
        if (hz := moved[f"strip/{n}", "hpf_hz"]) > 20.0:
            assert f"high-pass {hz:.0f} Hz" in text
        if (ratio := moved.get((f"strip/{n}", "comp_ratio"), 1.0)) > 1.0:
            assert f"compressor {ratio:.1f}:1 at {moved[f'strip/{n}', 'comp_threshold_db']:.0f} dB" in text
        if pan := moved.get((f"strip/{n}", "pan"), 0.0):
            assert f"pan {abs(pan):.0%} {'right' if pan > 0 else 'left'}" in text
    assert all(re.search(r"\d", text) and len(text) < 400 for text in SAID.because.values())


def test_no_gate_make_up_or_monitor_is_moved():
    params = {move.param for move in SAID.moves}
    assert not any(name.startswith("gate") or "makeup" in name or "monitor" in name for name in params)


def test_a_muted_track_changes_nothing_for_the_others():
    alone, _ = settle_band(AUDIO[:4], make_desk(NAMES[:4]))
    beside, _ = settle_band(AUDIO, MIX.put("strip/4", "mute", 1.0))
    assert read_strips(beside, "fader_db")[:4] == pytest.approx(read_strips(alone, "fader_db"), abs=0.01)


def test_nothing_heard_is_nothing_said():
    mind = Rules()
    mind.start(list_tracks(MIX), RATE)
    quiet = np.zeros((5, RATE // 10), np.float32)
    assert all(mind.predict(quiet, MIX, 0) is None for _ in range(10))
    said = mind.settled(MIX)
    assert not said.moves and not said.because


@pytest.mark.realtime
def test_a_hop_costs_a_small_multiple_of_levels():
    audio = make_noise([-20.0] * 32, 4.0)
    mix = make_desk([f"{name} {n}" for n in range(7) for name in NAMES][:32])

    def cost(mind):
        mind.start(list_tracks(mix), RATE)
        spent = []
        for start in range(0, audio.shape[1], RATE // 10):
            began = time.process_time()
            mind.predict(audio[:, start : start + RATE // 10], mix, start)
            spent.append(time.process_time() - began)
        return sum(sorted(spent)[:-4])

    assert min(cost(Rules()) / cost(Level()) for _ in range(5)) < 4.0
