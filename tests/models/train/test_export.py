"""The exported graph is the network, whatever the tracks' number, order and padding."""

import numpy as np
import onnxruntime
import pytest
import torch

from models.authority import FLOOR_DB
from models.contract import read_contract
from models.roles import ROLES
from models.rules.sends import DELAY_DB, REVERB_DB
from models.rules.table import list_rows
from models.train.export import INPUTS, OUTPUTS, PARAMS, Graph, export_graph, write_console_card
from models.train.features import HOP
from models.train.frontend import BANDS, PAST, SHAPES, Frontend
from models.train.hearing import recall_window, remember_hop
from models.train.network import Console, Size
from models.train.songs import add_surge

HOPS = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    torch.manual_seed(3)
    console = Console(Size(hop_width=16, sense=8, width=16, heads=2, layers=2)).eval()
    torch.nn.init.normal_(console.line.weight, std=0.3)
    path = tmp_path_factory.mktemp("zoo") / "tiny.onnx"
    export_graph(console, path, write_console_card("tiny", "a test", "1", ("midi",)).encode())
    return console, path


def make_audio(tracks, seed=0):
    dice = np.random.default_rng(seed)
    levels = 10.0 ** dice.uniform(-2.0, -0.5, (1, tracks, 1, 1))
    bursts = dice.uniform(0.05, 1.0, (HOPS, tracks, 1, 1))
    return (dice.standard_normal((HOPS, tracks, 2, HOP)) * levels * bursts).astype(np.float32)


def play_onnx(path, console, audio, channels=None, role=None):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tracks = audio.shape[1]
    states = [state.numpy() for state in Graph(console).start(tracks)]
    channels = np.ones(tracks, np.float32) if channels is None else channels
    role = np.zeros((tracks, len(ROLES)), np.float32) if role is None else role
    made: list[np.ndarray] = []
    for hop in audio:
        fixed = [hop, channels, role, np.zeros(4, np.float32)]
        named = dict(zip(INPUTS, [*fixed, *states], strict=True))
        made = [np.asarray(value) for value in session.run(list(OUTPUTS), named)]
        states = made[5:]
    return made


def play_torch(console, audio):
    graph, tracks = Graph(console).eval(), audio.shape[1]
    states = graph.start(tracks)
    made: tuple[torch.Tensor, ...] = ()
    with torch.inference_mode():
        for hop in audio:
            fixed = (torch.from_numpy(hop), torch.ones(tracks), torch.zeros(tracks, 21), torch.zeros(4))
            made = graph(*fixed, *states)
            states = made[5:]
    return [value.numpy() for value in made]


@pytest.mark.parametrize("tracks", [1, 3, 32, 64])
def test_onnx_says_what_pytorch_says(made, tracks):
    console, path = made
    audio = make_audio(tracks)
    for ours, theirs in zip(play_onnx(path, console, audio)[:5], play_torch(console, audio)[:5], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_the_order_of_the_tracks_is_the_order_of_the_answers(made):
    console, path = made
    audio, order = make_audio(6), np.random.default_rng(1).permutation(6)
    plain, moved = play_onnx(path, console, audio), play_onnx(path, console, audio[:, order])
    for name, before, after in zip(OUTPUTS[:5], plain[:5], moved[:5], strict=True):
        np.testing.assert_allclose(
            before if name == "master" else before[order], after, rtol=1e-5, atol=2e-5, err_msg=name
        )


def test_padding_changes_nothing(made):
    console, path = made
    audio = make_audio(5)
    padded = np.concatenate((audio, np.zeros((HOPS, 3, 2, HOP), np.float32)), axis=1)
    channels = np.array([1.0] * 5 + [0.0] * 3, np.float32)
    plain, more = play_onnx(path, console, audio), play_onnx(path, console, padded, channels)
    for name, before, after in zip(OUTPUTS[:5], plain[:5], more[:5], strict=True):
        np.testing.assert_allclose(
            before, after if name == "master" else after[:5], rtol=1e-5, atol=2e-5, err_msg=name
        )


def test_a_louder_track_gets_a_lower_fader_and_all_else_alike(made):
    console, path = made
    audio = make_audio(4)
    louder = audio.copy()
    louder[:, 2] *= 10.0 ** (6.0 / 20.0)
    before, after = play_onnx(path, console, audio)[0], play_onnx(path, console, louder)[0]
    np.testing.assert_allclose(after[:, 1:11], before[:, 1:11], rtol=2e-3, atol=2e-3)
    assert after[2, 0] - before[2, 0] < -3.0


def test_silence_is_met_with_no_confidence(made):
    console, path = made
    audio = make_audio(3)
    audio[:, 1] = 0.0
    made_of = play_onnx(path, console, audio)
    assert made_of[1][1] == 0.0
    assert made_of[1][0] > 0.0


def test_sends_are_by_the_book_for_what_a_track_is_told_to_be(made):
    console, path = made
    role = np.eye(len(ROLES), dtype=np.float32)[[ROLES.index(name) for name in ("lead vocal", "kick", "pad")]]
    params, _, sure = play_onnx(path, console, make_audio(3), role=role)[:3]
    reverb, delay = params[:, PARAMS.index("reverb_send_db")], params[:, PARAMS.index("delay_send_db")]
    rows = list_rows()
    assert reverb[0] == pytest.approx(-rows["lead vocal"].reverb_lu - REVERB_DB, abs=1e-3)
    assert delay[0] == pytest.approx(-rows["lead vocal"].delay_lu - DELAY_DB, abs=1e-3)
    assert reverb[1] == delay[1] == delay[2] == pytest.approx(FLOOR_DB)
    assert sure[0, PARAMS.index("reverb_send_db")] == pytest.approx(1.0, abs=1e-3)


def test_the_file_keeps_the_contract(made):
    contract = read_contract(made[1])
    assert contract.card.macros[0].name == "drums"
    assert set(contract.states) == {"state_past", "state_memory", "state_counts"}


def test_a_window_is_remembered_as_hop_by_hop(made):
    console, _ = made
    dice = torch.Generator().manual_seed(0)
    features = torch.randn(1, 3, 40, BANDS + SHAPES, generator=dice)
    features[..., :BANDS] = features[..., :BANDS] * 0.2 - 40.0
    surged = torch.from_numpy(add_surge(features[0].numpy()).astype(np.float32))[None]
    with torch.inference_mode():
        (window,) = recall_window(console, surged, (40,))
        memory, counts = Graph(console).start(3)[1:]
        for hop in range(40):
            memory, counts = remember_hop(console, surged[0, :, hop, :-1], memory, counts)
    flat = torch.cat((window.power, window.shown, window.level, window.weighted, window.sense), dim=-1)[0]
    np.testing.assert_allclose(memory.numpy(), flat.numpy(), rtol=2e-2, atol=2e-3)
    np.testing.assert_array_equal(counts[:, 2].numpy(), window.hops[0].numpy())


def test_the_frontend_hears_any_level_alike():
    frontend = Frontend().eval()
    audio = torch.from_numpy(make_audio(3)[0])
    with torch.inference_mode():
        soft, _ = frontend(audio * 0.1, torch.zeros(3, 2, PAST))
        loud, _ = frontend(audio, torch.zeros(3, 2, PAST))
    heard = soft[:, :BANDS] > -70.0
    assert heard.sum() > 10
    assert (loud[:, :BANDS] - soft[:, :BANDS] - 20.0).abs()[heard].max() < 0.1
