"""Level: equal loudness for what plays, nothing for what does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.level import MIX_LUFS, Level
from models.loudness import LoudnessMeter
from tests.models.tracks import RATE, cut, faders, make_audio, make_mix, make_tracks

LEVELS_DB = [-20.0, -32.0, -26.0, -38.0, -23.0, -29.0, -18.0, -35.0, -25.0, -30.0]


def listen(audio: np.ndarray, mix=None, stereo: bool = False):
    mix = mix or make_mix(len(audio) // (2 if stereo else 1), stereo)
    mind = Level()
    mind.start(make_tracks(mix), RATE)
    wish = None
    for number, hop in enumerate(cut(audio)):
        wish = mind.predict(hop, mix, number) or wish
    assert wish is not None
    return wish, mind.settled(mix)


def loudness_after(audio: np.ndarray, wanted: dict[str, float]) -> np.ndarray:
    gains = np.array([10 ** (wanted.get(f"strip/{n}", 0.0) / 20) for n in range(len(audio))])
    meter = LoudnessMeter(tuple((n,) for n in range(len(audio))), RATE)
    meter.feed((audio * gains[:, None]).astype(np.float32))
    return meter.integrated()


@pytest.mark.parametrize("which", [0, 1], ids=["live", "settled"])
def test_ten_tracks_come_within_one_lu_of_each_other_in_ten_seconds(which):
    audio = make_audio(LEVELS_DB, 10.0)
    prediction = listen(audio)[which]
    lufs = loudness_after(audio, faders(prediction))
    assert np.ptp(lufs) < 1.0
    assert lufs.mean() <= MIX_LUFS - 10.0 + 0.5


def test_only_faders_are_moved_and_every_move_has_its_reason():
    live, settled = listen(make_audio([-20.0, -30.0], 3.0))
    for prediction in (live, settled):
        assert {move.param for move in prediction.moves} == {"fader_db"}
        for move in prediction.moves:
            reason = prediction.because[move.place]
            assert reason.startswith(f"{move.value:+.1f} dB: ") and "LUFS" in reason
            assert ("under" in reason) == (move.value > 0)
            assert 0.0 <= prediction.confidence[move.place] <= 1.0


def test_silent_tracks_are_untouched_and_do_not_count():
    audio = make_audio([-20.0, -np.inf, -30.0, -90.0], 5.0)
    for prediction, alone in zip(listen(audio), listen(audio[[0, 2]]), strict=True):
        assert set(faders(prediction)) == {"strip/0", "strip/2"}
        assert list(faders(prediction).values()) == pytest.approx(list(faders(alone).values()))


def test_silence_everywhere_moves_nothing():
    for prediction in listen(np.zeros((3, 2 * RATE), np.float32)):
        assert prediction.moves == ()


def test_a_pause_does_not_change_what_a_track_is_worth():
    audio = make_audio([-20.0, -30.0], 10.0)
    before = faders(listen(audio[:, : 5 * RATE])[0])
    audio[1, 5 * RATE :] = 0.0
    assert faders(listen(audio)[0])["strip/1"] == pytest.approx(before["strip/1"], abs=0.7)


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(5)))
def test_tracks_in_another_order_get_the_same(order):
    audio = make_audio([-20.0, -32.0, -26.0, -np.inf, -23.0], 3.0)
    for straight, shuffled in zip(listen(audio), listen(audio[order]), strict=True):
        moved = {f"strip/{order.index(int(place[6:]))}": db for place, db in faders(straight).items()}
        assert faders(shuffled) == pytest.approx(moved, abs=1e-6)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2), st.floats(-6.0, 6.0))
def test_a_louder_track_ends_at_the_same_loudness(track, gain_db):
    audio = make_audio([-20.0, -24.0, -22.0], 4.0)
    changed = audio.copy()
    changed[track] *= 10 ** (gain_db / 20)
    for plain, moved in zip(listen(audio), listen(changed), strict=True):
        before, after = faders(plain), faders(moved)
        shift = {place: after[place] - before[place] for place in before}
        shift[f"strip/{track}"] += gain_db
        assert np.ptp(list(shift.values())) < 0.05


@pytest.mark.parametrize("trim_db", [-12.0, 10.0])
def test_a_trim_counts_as_if_the_track_came_in_like_that(trim_db):
    audio = make_audio([-30.0, -28.0], 4.0)
    trimmed = make_mix(2).put("strip/0", "trim_db", trim_db)
    scaled = audio * np.array([[10 ** (trim_db / 20)], [1.0]], np.float32)
    for by_trim, by_gain in zip(listen(audio, trimmed), listen(scaled), strict=True):
        assert faders(by_trim) == pytest.approx(faders(by_gain), abs=0.01)


def test_a_weak_source_plays_once_its_trim_lifts_it_and_digital_silence_never_does():
    audio = make_audio([-65.0, -np.inf], 3.0)
    for prediction in listen(audio):
        assert prediction.moves == ()
    lifted = make_mix(2).put("strip/0", "trim_db", 40.0).put("strip/1", "trim_db", 60.0)
    for prediction in listen(audio, lifted):
        assert set(faders(prediction)) == {"strip/0"}


def test_stereo_tracks_are_one_track():
    audio = np.repeat(make_audio([-23.0, -30.0], 3.0), 2, axis=0)
    mono, stereo = faders(listen(audio[::2])[1]), faders(listen(audio, stereo=True)[1])
    assert stereo["strip/0"] - stereo["strip/1"] == pytest.approx(mono["strip/0"] - mono["strip/1"], abs=0.01)


@pytest.mark.parametrize("strips", [1, 4])
def test_a_mix_of_another_size_is_survived(strips):
    mind = Level()
    mind.start(make_tracks(make_mix(2)), RATE)
    for hop in cut(make_audio([-20.0, -30.0], 2.0)):
        prediction = mind.predict(hop, make_mix(strips), 0)
        assert prediction is not None and len(prediction.moves) <= min(2, strips)
