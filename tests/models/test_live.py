"""LiveMind: what is said, when, and that bad sound or a changed desk disturb nothing."""

import numpy as np
import pytest
from msgspec import structs

from engine.console.layers import Layers
from engine.console.moves import Hold, Move
from models.level import Level
from models.live import LiveMind
from models.predictor import TrackInfo, list_tracks
from tests.models.material import RATE, follow, list_faders, make_heard, make_mix, make_noise, take

HOP = RATE // 10


def start(strips):
    mix = make_mix(strips)
    return Layers(mix, mix), LiveMind("level", list_tracks(mix), RATE)


def hops(audio):
    return [audio[:, n : n + HOP] for n in range(0, audio.shape[1], HOP)]


def test_it_hears_in_the_hops_of_its_mind():
    assert start(1)[1].hop_frames == HOP


def test_the_same_sound_gives_the_same_moves():
    audio = make_noise([-20.0, -30.0], 4.0)
    assert follow(audio, start(2)[0])[1] == follow(audio, start(2)[0])[1]


def test_reasons_come_with_every_move_and_once_a_second_without():
    layers, mind = start(1)
    _, said = follow(make_noise([-20.0], 10.0), layers, mind)
    assert all(move.place in prediction.because for prediction in said for move in prediction.moves)
    assert len(said) >= 8


@pytest.mark.parametrize("hold", [Hold.HELD, Hold.LOCKED])
def test_what_is_held_or_locked_is_never_named(hold):
    layers, mind = start(2)
    layers = layers.set_hold("strip/0", "fader_db", hold)
    _, said = follow(make_noise([-10.0, -10.0], 4.0), layers, mind)
    assert {move.place for prediction in said for move in prediction.moves} == {"strip/1"}


def test_freeze_says_nothing_and_hears_on():
    layers, mind = start(1)
    audio = hops(make_noise([-10.0], 4.0))
    assert [mind.feed(block, make_heard(layers, "freeze"), 0) for block in audio] == [None] * len(audio)
    spoken = mind.feed(audio[0], make_heard(layers), 0)
    assert spoken is not None and spoken.prediction.moves


def test_suggest_says_where_everything_would_go_and_means_no_move():
    layers, mind = start(1)
    said = [mind.feed(block, make_heard(layers, "suggest"), 0) for block in hops(make_noise([-10.0], 6.0))]
    spoken = [one for one in said if one is not None]
    assert spoken and not any(one.applied for one in spoken)
    (move,) = spoken[-1].prediction.moves
    assert move.value == pytest.approx(-12.0, abs=1.5)
    assert len(spoken) < len(said) / 2


def test_attenuate_only_never_raises_anything():
    layers, mind = start(2)
    for block in hops(make_noise([-40.0, -10.0], 5.0)):
        spoken = mind.feed(block, make_heard(layers, attenuate_only=True), 0)
        layers = take(layers, spoken.prediction) if spoken else layers
    faders = list_faders(layers.auto)
    assert faders[0] == 0.0 and faders[1] < -10.0


def test_a_hand_that_lets_go_is_followed_by_a_glide():
    layers, mind = start(1)
    audio = make_noise([-20.0], 20.0)
    layers, _ = follow(audio, layers, mind)
    found = layers.heard("strip/0", "fader_db")
    layers = layers.touch(Move("strip/0", "fader_db", -20.0))
    layers, _ = follow(audio[:, : 5 * HOP], layers, mind)
    layers = layers.set_hold("strip/0", "fader_db", Hold.AUTO)
    heard = [layers.heard("strip/0", "fader_db")]
    for block in hops(audio)[:120]:
        layers, _ = follow(block, layers, mind)
        heard.append(layers.heard("strip/0", "fader_db"))
    assert heard[0] == -20.0 and np.diff(heard).max() < 0.7
    assert heard[-1] == pytest.approx(found, abs=0.5)


def test_bad_samples_on_one_track_leave_the_others_exact():
    audio = make_noise([-20.0, -30.0, -25.0], 4.0)
    broken = audio.copy()
    broken[1, 20000:90000:7] = np.nan
    broken[1, 30000:90000:11] = np.inf
    whole, _ = follow(audio, start(3)[0])
    hurt, _ = follow(broken, start(3)[0])
    assert list_faders(hurt.auto)[[0, 2]] == pytest.approx(list_faders(whole.auto)[[0, 2]], abs=0.2)
    assert np.isfinite(list_faders(hurt.auto)).all()
    later, _ = follow(audio, hurt)
    assert list_faders(later.auto)[1] != 0.0


def test_strips_without_an_input_are_silent_tracks():
    layers, _ = start(2)
    tracks = (TrackInfo("here", "", (0,)), TrackInfo("elsewhere", "", (7, 8)))
    layers, _ = follow(make_noise([-10.0], 4.0), layers, LiveMind("level", tracks, RATE))
    faders = list_faders(layers.auto)
    assert faders[0] < -3.0 and faders[1] == 0.0


def test_a_desk_with_other_strips_gets_no_moves():
    layers, mind = start(2)
    other = make_heard(start(3)[0])
    said = [mind.feed(block, other, 0) for block in hops(make_noise([-10.0, -10.0], 3.0))]
    assert not any(said)
    assert mind.feed(make_noise([-10.0, -10.0], 0.1), make_heard(layers), 0) is None


def test_how_much_of_the_mind_is_heard_does_not_change_what_it_wants():
    audio = make_noise([-10.0, -30.0], 5.0)
    whole, _ = follow(audio, start(2)[0])
    half, _ = follow(audio, structs.replace(start(2)[0], amount=0.5))
    assert list_faders(half.auto) == pytest.approx(list_faders(whole.auto), abs=1e-9)


class Told(Level):
    """A predictor that remembers what it was begun with."""

    def __init__(self):
        super().__init__()
        self.begun = []

    def start(self, tracks, rate, roles=None):
        self.begun.append((tracks, roles))


def test_tracks_that_are_called_otherwise_keep_what_ears_and_governor_learnt():
    mix = make_mix(2)
    mind = LiveMind("level", list_tracks(mix), RATE)
    mind._predictor = told = Told()
    state, tagger, presence = mind._state, mind._tagger, mind._presence
    tracks = (
        tuple(structs.replace(track, role="lead vocal") for track in list_tracks(mix)[:1]) + mind.tracks[1:]
    )
    mind.rename(tracks)
    ((begun, roles),) = told.begun
    assert begun == tracks == mind.tracks
    assert roles.find()[0].role == "lead vocal" and roles.find()[0].by == "set"
    assert (mind._state, mind._tagger, mind._presence) == (state, tagger, presence)
    assert roles._classifier is tagger
