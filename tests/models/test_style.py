"""Style: the macros of the network that ships move the groups they are called after, live and offline."""

import numpy as np
import pytest

from engine.console.layers import Layers
from models.live import LiveMind
from models.minds import find_mind
from models.offline import settle
from models.predictor import TrackInfo, list_tracks
from models.roles import find_group
from tests.models.material import RATE, follow, list_faders, make_heard, make_mix, make_noise, take

ROLES = ("kick", "snare", "bass", "keys", "pad", "lead vocal")
GROUPS = np.array([find_group(role) for role in ROLES])
TRACKS = tuple(TrackInfo(f"Track {n}", role, (n,)) for n, role in enumerate(ROLES))
LEVELS_DB = [-24.0, -26.0, -22.0, -25.0, -28.0, -23.0]


def settle_faders(macros):
    """(tracks,) faders that `console` would hold, in dB."""
    moves = settle(
        *("console", TRACKS, (make_noise(LEVELS_DB, 6.0),), RATE, make_mix(len(ROLES))), macros=macros
    ).moves
    faders = {move.place: move.value for move in moves if move.param == "fader_db"}
    return np.array([faders.get(f"strip/{n}", 0.0) for n in range(len(ROLES))])


@pytest.mark.parametrize(("group", "value"), [("drums", 3.0), ("bass", -4.0), ("voice", 2.0)])
def test_a_group_s_settled_faders_go_by_its_macro_against_the_others(group, value):
    change = settle_faders({group: value}) - settle_faders({})
    there = group == GROUPS
    assert np.ptp(change[there]) < 0.2 and np.ptp(change[~there]) < 0.2
    assert change[there].mean() - change[~there].mean() == pytest.approx(value, abs=0.3)


def test_neutral_and_strange_macros_change_nothing_and_too_much_is_clamped():
    plain = settle_faders({})
    assert settle_faders({"drums": 0.0, "triangle": 6.0}) == pytest.approx(plain)
    assert settle_faders({"drums": -99.0}) == pytest.approx(settle_faders({"drums": -12.0}))


def test_live_the_next_hop_says_the_macro_and_the_faders_follow():
    mix = make_mix(len(ROLES))
    layers, audio = Layers(mix, mix), make_noise(LEVELS_DB, 10.0)
    mind = LiveMind("console", TRACKS, RATE)
    layers, _ = follow(audio, layers, mind)
    before = list_faders(layers.auto)
    heard = make_heard(layers, macros={"drums": -6.0})
    spoken = mind.feed(audio[:, : mind.hop_frames], heard, 0)
    assert spoken is not None
    said = spoken.prediction.because
    assert "; drums -6.0 dB by style" in said["strip/0"] and "style" not in said["strip/2"]
    for start in range(0, audio.shape[1], mind.hop_frames):
        heard = make_heard(layers, macros={"drums": -6.0})
        spoken = mind.feed(audio[:, start : start + mind.hop_frames], heard, start)
        layers = take(layers, spoken.prediction) if spoken else layers
    change = list_faders(layers.auto) - before
    drums = GROUPS == "drums"
    assert change[drums].mean() - change[~drums].mean() == pytest.approx(-6.0, abs=1.5)


def test_a_mind_without_macros_is_not_disturbed():
    audio, mix = make_noise([-20.0, -30.0], 3.0), make_mix(2)
    made = []
    for macros in ({}, {"drums": 6.0}):
        mind = LiveMind("level", list_tracks(mix), RATE)
        assert mind.macros == ()
        heard = make_heard(Layers(mix, mix), macros=macros)
        hops = range(0, audio.shape[1], mind.hop_frames)
        made.append([mind.feed(audio[:, n : n + mind.hop_frames], heard, n) for n in hops])
    assert made[0] == made[1]


def test_the_card_tells_what_a_live_mind_has():
    card = find_mind("console").card
    assert card is not None
    assert LiveMind("console", TRACKS, RATE).macros == card.macros
