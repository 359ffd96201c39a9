"""LiveMind: a whole mind on a stage of numbers."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from engine.console.moves import Hold
from engine.console.state import Mix
from models.governor import find_authority
from models.live import LiveMind, mend
from models.messages import Heard
from tests.models.tracks import HOP, RATE, cut, faders, hear, make_audio, make_mix, make_tracks, put_moves

LEVELS_DB = [-20.0, -32.0, -26.0, -38.0, -23.0, -29.0, -18.0, -35.0, -25.0, -30.0]


def perform(mind: LiveMind, audio: np.ndarray, heard: Heard) -> tuple[Mix, list]:
    """Play hops to a mind, and make what it says; the mix in the end and everything said."""
    said = []
    for number, hop in enumerate(cut(audio), 1):
        spoken = mind.feed(hop, heard, number * HOP)
        if spoken is not None:
            said.append(spoken)
            if spoken.applied:
                heard = structs.replace(heard, auto=put_moves(heard.auto, spoken.prediction))
    return heard.auto, said


def start(count: int) -> tuple[LiveMind, Mix]:
    mix = make_mix(count)
    mind = LiveMind("level", make_tracks(mix), RATE)
    assert mind.hop_frames == HOP
    return mind, mix


def test_ten_tracks_are_level_within_ten_seconds_and_then_rest():
    audio = make_audio(LEVELS_DB, 13.0)
    mind, mix = start(10)
    mix, said = perform(mind, audio[:, : 10 * RATE], hear(mix))
    levels = np.array([mix.get(f"strip/{n}", "fader_db") for n in range(10)])
    meant = mind.settle(mix)
    for place, value in faders(meant).items():
        assert mix.get(place, "fader_db") == pytest.approx(value, abs=1.0)
    assert np.ptp(levels + LEVELS_DB) < 6.0
    after, _ = perform(mind, audio[:, 10 * RATE :], hear(mix))
    assert np.abs([after.get(f"strip/{n}", "fader_db") - levels[n] for n in range(10)]).max() < 0.7
    assert said[-1].prediction.because


def test_no_hop_moves_a_fader_faster_than_its_authority():
    mind, mix = start(3)
    _, said = perform(mind, make_audio([-10.0, -40.0, -25.0], 5.0), hear(mix))
    most = find_authority("fader_db").per_s * 0.1 + 1e-9
    at = {f"strip/{n}": 0.0 for n in range(3)}
    assert any(spoken.prediction.moves for spoken in said)
    for spoken in said:
        for move in spoken.prediction.moves:
            assert abs(move.value - at[move.place]) <= most
            at[move.place] = move.value


def test_frozen_it_says_nothing_and_still_listens():
    audio = make_audio([-20.0, -35.0], 6.0)
    mind, mix = start(2)
    _, said = perform(mind, audio[:, : 3 * RATE], hear(mix, mode="freeze"))
    assert said == []
    spoken = mind.feed(audio[:, 3 * RATE : 3 * RATE + HOP], hear(mix), 31 * HOP)
    assert spoken is not None and spoken.prediction.moves and spoken.prediction.at_frame == 31 * HOP


def test_suggestions_are_told_and_not_applied():
    mind, mix = start(2)
    after, said = perform(mind, make_audio([-20.0, -35.0], 3.0), hear(mix, mode="suggest"))
    assert after == mix and said[-1].prediction.moves and said[-1].prediction.because
    assert not any(spoken.applied for spoken in said)


@pytest.mark.parametrize("hold", [Hold.HELD, Hold.LOCKED])
def test_what_a_person_holds_is_left_alone(hold):
    mind, mix = start(2)
    after, said = perform(mind, make_audio([-20.0, -35.0], 3.0), hear(mix, {"strip/1": {"fader_db": hold}}))
    assert after.strips[1] == mix.strips[1] and after.strips[0] != mix.strips[0]
    assert "strip/1" not in {move.place for spoken in said for move in spoken.prediction.moves}


def test_attenuate_only_only_attenuates():
    mind, mix = start(3)
    after, _ = perform(mind, make_audio([-15.0, -40.0, -25.0], 5.0), hear(mix, attenuate_only=True))
    levels = [after.get(f"strip/{n}", "fader_db") for n in range(3)]
    assert max(levels) <= 0.0 and min(levels) < -1.0
    assert all(move.value <= 0.0 for move in mind.settle(mix, attenuate_only=True).moves)


@pytest.mark.parametrize("fault", [np.nan, np.inf, -np.inf, 1e30])
def test_a_faulty_sample_does_not_deafen_it(fault):
    audio = make_audio([-20.0, -35.0], 8.0)
    hurt = audio.copy()
    hurt[0, 100] = fault
    healthy, mix = start(2)
    sick, _ = start(2)
    expected, _ = perform(healthy, audio, hear(mix))
    after, _ = perform(sick, hurt, hear(mix))
    assert np.isnan(hurt[0, 100]) or hurt[0, 100] != audio[0, 100]
    for n in range(2):
        assert after.get(f"strip/{n}", "fader_db") == pytest.approx(
            expected.get(f"strip/{n}", "fader_db"), abs=1
        )


def test_sound_audio_is_not_even_copied():
    audio = make_audio([-20.0], 0.1)
    assert mend(audio) is audio
    assert mend(audio[:0]).shape == (0, HOP)


def test_a_desk_with_fewer_strips_than_tracks_is_survived():
    mind, mix = start(3)
    perform(mind, make_audio([-20.0, -30.0, -40.0], 2.0), hear(mix))
    after, _ = perform(mind, make_audio([-20.0, -30.0, -40.0], 2.0), hear(make_mix(1)))
    assert len(after.strips) == 1
