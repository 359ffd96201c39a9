"""Network: what a model says of the right tracks at the right rate, and no worse when it says nonsense."""

import numpy as np
import pytest
from msgspec import structs
from onnx import helper, numpy_helper

from engine.console.params import INDEX
from models.card import CardParam
from models.contract import read_contract
from models.memory import Memory
from models.network import Network
from models.predictor import TrackInfo, list_tracks
from models.role_finder import RoleFinder
from models.roles import ROLES
from tests.models.graphs import CARD, HOP, Graph, make_controller, port, predict_even, save
from tests.models.material import make_mix, make_noise

RATE = 48000


def make_network(folder, model=None):
    return Network(read_contract(save(model or make_controller(), folder / "even.onnx")))


def play(network, audio, mix, hop=HOP):
    """All predictions on audio (rows, frames)."""
    made = [
        network.predict(audio[:, n : n + hop], mix, n + hop) for n in range(0, audio.shape[1] - hop + 1, hop)
    ]
    return [prediction for prediction in made if prediction is not None]


def read(prediction, param, tracks):
    """(tracks,) values of one parameter; NaN where there is no move."""
    found = {move.place: move.value for move in prediction.moves if move.param == param}
    return np.array([found.get(f"strip/{n}", np.nan) for n in range(tracks)])


def hops(rows):
    """Rows (tracks, frames), each to both channels, as hops (hops, tracks, 2, HOP)."""
    return np.stack([rows, rows], axis=1).reshape(len(rows), 2, -1, HOP).transpose(2, 0, 1, 3)


def test_it_says_what_numpy_reckons_of_every_track(tmp_path):
    audio, mix = make_noise([-10.0, -30.0, -50.0], 1.0), make_mix(3)
    network = make_network(tmp_path)
    network.start(list_tracks(mix), RATE)
    wanted = predict_even(hops(audio), np.ones(3), np.zeros((3, 2)), 0.0)
    for number, prediction in enumerate(play(network, audio, mix)):
        np.testing.assert_allclose(read(prediction, "fader_db", 3), wanted["fader_db"][number], atol=1e-3)
        np.testing.assert_allclose(read(prediction, "hpf_hz", 3), wanted["hpf_hz"][number], atol=1e-2)
        sure = [prediction.confidence[f"strip/{n}"] for n in range(3)]
        np.testing.assert_allclose(sure, wanted["confidence"][number], atol=1e-4)
        (master,) = (move for move in prediction.moves if move.place == "master")
        assert master.value == pytest.approx(wanted["master"][number], abs=1e-3)
        assert prediction.at_frame == (number + 1) * HOP


def test_stereo_roles_trims_and_macros_reach_the_model(tmp_path):
    audio, mix = make_noise([-10.0, -20.0, -30.0], 1.0), make_mix([{}, {"trim_db": 6.0}])
    tracks = (TrackInfo("a", "vocal", (0, 2)), TrackInfo("b", "tuba", (1,)))
    network = make_network(tmp_path)
    network.start(tracks, RATE)
    network.style({"bias": 1.5})
    heard = hops(audio[:2])
    heard[:, 0, 1] = audio[2].reshape(-1, HOP)
    heard[:, 1] *= 10 ** (6 / 20)
    wanted = predict_even(heard, np.array([2.0, 1.0]), np.array([[0.0, 1.0], [0.0, 0.0]]), 1.5)
    last = play(network, audio, mix)[-1]
    np.testing.assert_allclose(read(last, "fader_db", 2), wanted["fader_db"][-1], atol=1e-3)


class LateEars:
    """Finds out what the second track is after half a second."""

    def __init__(self):
        self.hearings = self.fed = 0

    def feed(self, block):
        self.fed += block.shape[1]
        self.hearings = int(self.fed > RATE // 2)

    def likely(self):
        likely = np.zeros((2, len(ROLES)))
        likely[1, ROLES.index("kick")] = 0.75 * self.hearings
        return likely


def test_what_ears_find_out_reaches_the_model_and_leaves_what_a_person_set(tmp_path):
    audio, mix = make_noise([-10.0, -20.0], 1.0), make_mix(2)
    tracks = (TrackInfo("a", "vocal", (0,)), TrackInfo("b", "", (1,)))
    network = make_network(tmp_path)
    network.start(tracks, RATE, RoleFinder(tracks, LateEars()))
    said = play(network, audio, mix)
    for number, likely in ((1, 0.0), (len(said) - 1, 0.75)):
        wanted = predict_even(hops(audio), np.ones(2), np.array([[0.0, 1.0], [likely, 0.0]]), 0.0)
        np.testing.assert_allclose(read(said[number], "fader_db", 2), wanted["fader_db"][number], atol=1e-3)


@pytest.mark.parametrize("rate", [44100, 96000])
@pytest.mark.parametrize("hop", [2400, 1024])
def test_any_rate_gives_the_model_its_own_hops(tmp_path, rate, hop):
    network = make_network(tmp_path, make_controller(structs.replace(CARD, hop=hop)))
    mix, audio = make_mix(2), make_noise([-10.0, -30.0], 2.0, rate)
    network.start(list_tracks(mix), rate)
    said = play(network, audio, mix, round(network.hop_s * rate))
    assert len(said) == pytest.approx(2.0 / network.hop_s, abs=2)
    # Half of the noise's band is over what the model can hear.
    lost_db = 3.0 if rate > 48000 else 0.0
    expected = np.clip(-20.0 - 10 * np.log10((audio**2).mean(axis=1)) + lost_db, -30, 9)
    np.testing.assert_allclose(read(said[-1], "fader_db", 2), expected, atol=0.7)


def test_tracks_over_the_model_s_number_are_left_alone_and_it_says_so(tmp_path):
    network = make_network(tmp_path, make_controller(structs.replace(CARD, max_tracks=2)))
    mix = make_mix(4)
    network.start(list_tracks(mix), RATE)
    last = play(network, make_noise([-10.0] * 4, 0.2), mix)[-1]
    assert {move.place for move in last.moves} == {"strip/0", "strip/1", "master"}
    assert last.because["strip/3"] == "even listens to 2 tracks only"
    assert "strip/3" not in last.confidence


def test_a_mix_without_strips_is_no_trouble(tmp_path):
    network = make_network(tmp_path)
    network.start((), RATE)
    assert network.predict(np.zeros((0, HOP), np.float32), make_mix(0), 0) is None
    assert not [move for move in network.settled(make_mix(0)).moves if move.place != "master"]


def test_what_is_no_number_is_dropped_and_the_rest_goes_on(tmp_path):
    g = Graph()
    power = g.add("ReduceMean", g.add("Mul", "audio", "audio"), g.weight([1, 2], np.int64), keepdims=0)
    nonsense = g.add("Log", g.add("Sub", 1.0, power))
    poison = g.add("Unsqueeze", g.add("Mul", nonsense, 0.0), g.weight([1], np.int64))
    network = make_network(tmp_path, make_controller(structs.replace(CARD, master=()), g, poison))
    mix = make_mix(2)
    network.start(list_tracks(mix), RATE)
    last = play(network, make_noise([-10.0, 20.0], 0.2), mix)[-1]
    faders = read(last, "fader_db", 2)
    assert np.isfinite(faders[0]) and np.isnan(faders[1])
    assert np.isfinite(read(last, "hpf_hz", 2)).all()
    assert last.because["strip/1"] == "what it said is no number"


def test_each_parameter_may_be_sure_by_itself(tmp_path):
    model = make_controller()
    graph = model.graph
    for node in graph.node:
        for names in (node.input, node.output):
            for index, name in enumerate(names):
                if name == "params":
                    names[index] = "raw"
    graph.initializer.append(numpy_helper.from_array(np.array([[0.25, 0.75]], np.float32), "each"))
    graph.initializer.append(numpy_helper.from_array(np.array([0.0], np.float32), "nil"))
    graph.node.append(helper.make_node("Identity", ["raw"], ["params"]))
    graph.node.append(helper.make_node("Mul", ["raw", "nil"], ["zero"]))
    graph.node.append(helper.make_node("Add", ["zero", "each"], ["params_confidence"]))
    graph.output.append(port("params_confidence", "tracks", 2))
    network, mix = make_network(tmp_path, model), make_mix(2)
    network.start(list_tracks(mix), RATE)
    last = play(network, make_noise([-10.0, -20.0], 0.2), mix)[-1]
    assert last.param_confidence["strip/1"] == {"fader_db": 0.25, "hpf_hz": 0.75}
    settled = network.settled(mix)
    assert settled.param_confidence["strip/1"]["hpf_hz"] == pytest.approx(0.75)


def test_other_words_may_be_given(tmp_path):
    contract = read_contract(save(make_controller(), tmp_path / "even.onnx"))
    network = Network(contract, lambda values, *_: f"{len(values)} things")
    network.start(list_tracks(make_mix(1)), RATE)
    assert play(network, make_noise([-10.0], 0.1), make_mix(1))[-1].because == {"strip/0": "2 things"}


def test_settled_is_the_mean_while_a_track_played(tmp_path):
    audio, mix = make_noise([-10.0, -30.0, -30.0], 4.0), make_mix(3)
    audio[1, audio.shape[1] // 2 :] = 0.0
    audio[2] = 0.0
    network = make_network(tmp_path)
    network.start(list_tracks(mix), RATE)
    for start in range(0, audio.shape[1], HOP):
        network.hear(audio[:, start : start + HOP])
    settled = network.settled(mix)
    faders = read(settled, "fader_db", 3)
    assert faders[0] == pytest.approx(-10.0, abs=1.0)
    assert faders[1] == pytest.approx(9.0)
    assert np.isnan(faders[2])
    assert settled.confidence["strip/2"] == 0.0
    trimmed = network.settled(make_mix([{"trim_db": 4.0}, {}, {}]))
    assert read(trimmed, "fader_db", 3)[0] == pytest.approx(faders[0] - 4.0)


def test_settled_means_octaves_and_moves_thresholds_with_a_trim(tmp_path):
    params = (CardParam("hpf_hz", "Hz", 20.0, 400.0), CardParam("reverb_send_db", "dB", -100.0, 0.0))
    memory = Memory(1, params, ())
    loud = np.ones((1, 2, 8), np.float32)
    for hz, send in ((50.0, -100.0), (200.0, -100.0)):
        answer = {"params": np.array([[hz, send]], np.float32), "confidence": np.ones(1, np.float32)}
        memory.keep(loud, answer)
    assert memory.recall()[0] == pytest.approx(np.array([[100.0, -100.0]]))


def test_a_muted_strip_is_heard(tmp_path):
    network, audio = make_network(tmp_path), make_noise([-10.0], 0.5)
    said = []
    for mute in (0.0, 1.0):
        mix = make_mix([{"mute": mute}])
        assert mix.strips[0].values[INDEX["strip"]["mute"]] == mute
        network.start(list_tracks(mix), RATE)
        said.append(play(network, audio, mix))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("values", "bias"), [({"bias": 2.5, "elan": 9.0}, 2.5), ({"bias": 99.0}, 6.0), ({"bias": np.nan}, 0.0)]
)
def test_style_moves_faders_by_as_much_as_the_card_allows_and_back(tmp_path, values, bias):
    network, mix, audio = make_network(tmp_path), make_mix(2), make_noise([-15.0, -20.0], 0.5)
    network.start(list_tracks(mix), RATE)
    plain = read(play(network, audio, mix)[-1], "fader_db", 2)
    network.start(list_tracks(mix), RATE)
    network.style(values)
    styled = play(network, audio, mix)[-1]
    assert read(styled, "fader_db", 2) - plain == pytest.approx([bias, bias], abs=1e-3)
    assert ("bias" in styled.because["strip/0"]) == (bias != 0.0)
    network.style({})
    network.start(list_tracks(mix), RATE)
    assert read(play(network, audio, mix)[-1], "fader_db", 2) == pytest.approx(plain)
