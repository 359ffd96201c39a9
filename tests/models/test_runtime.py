"""Session: right answers, states carried, and a CPU that goes on when an accelerator fails."""

import numpy as np
import pytest

from models.card import ModelError
from models.contract import read_contract
from models.runtime import CPU, Session, list_providers, open_session
from tests.models.graphs import (
    make_controller,
    make_greedy,
    make_processor,
    predict_even,
    resize_output,
    save,
)

FAST = "CUDAExecutionProvider"


@pytest.fixture
def contract(tmp_path):
    return read_contract(save(make_controller(), tmp_path / "even.onnx"))


def make_audio(hops, tracks, seed=0):
    audio = np.random.default_rng(seed).standard_normal((hops, tracks, 2, 2400), np.float32)
    return audio * np.logspace(-3, 0, tracks, dtype=np.float32)[:, None, None]


def play(session, audio):
    """All answers (hops, ...) to audio (hops, tracks, 2, frames)."""
    tracks = audio.shape[1]
    session.inputs["channels"][:tracks] = 2.0
    session.inputs["role"][:tracks, 1] = 1.0
    session.inputs["macros"][:] = 0.5
    made = []
    for hop in audio:
        session.inputs["audio"][:tracks] = hop
        made.append({name: value.copy() for name, value in session.run().items()})
    return {name: np.stack([each[name] for each in made]) for name in made[0]}


def reckon(audio):
    tracks = audio.shape[1]
    return predict_even(audio, np.full(tracks, 2.0), np.tile([0.0, 1.0], (tracks, 1)), 0.5)


@pytest.mark.parametrize("tracks", [1, 3, 8, 20, 64, 128])
def test_it_answers_what_numpy_reckons(contract, tracks):
    audio = make_audio(6, tracks)
    made, wanted = play(Session(contract, tracks), audio), reckon(audio)
    np.testing.assert_allclose(made["params"][:, :tracks, 0], wanted["fader_db"], atol=1e-3)
    np.testing.assert_allclose(made["params"][:, :tracks, 1], wanted["hpf_hz"], atol=1e-3)
    np.testing.assert_allclose(made["confidence"][:, :tracks], wanted["confidence"], atol=1e-4)
    np.testing.assert_allclose(made["master"][:, 0], wanted["master"], atol=1e-3)


def test_states_go_from_hop_to_hop_and_warming_up_leaves_none(contract):
    audio = make_audio(6, 3)
    session = Session(contract, 3)
    first = play(session, audio)
    longer = play(session, audio)
    assert not np.allclose(first["params"][0], longer["params"][0])
    session.reset()
    np.testing.assert_array_equal(play(session, audio)["params"], first["params"])


def test_states_that_are_no_numbers_are_forgotten(contract):
    session = Session(contract, 3)
    audio = make_audio(6, 3)
    session.inputs["audio"][:3] = np.nan
    session.run()
    assert session.losses == 1
    made = play(session, audio)
    np.testing.assert_allclose(made["params"][:, :3, 0], reckon(audio)["fader_db"], atol=1e-3)


class Fake:
    """An accelerator that is the CPU, and breaks after so many runs."""

    def __init__(self, session, runs):
        self._session, self.runs = session, runs

    def io_binding(self):
        return self._session.io_binding()

    def run_with_iobinding(self, binding):
        self.runs -= 1
        if self.runs < 0:
            raise RuntimeError("the GPU\nhas fallen off the bus")
        self._session.run_with_iobinding(binding)


def make_opener(runs, opened=None):
    def open_fake(data, provider):
        if opened is not None:
            opened.append(provider)
        session = open_session(data, CPU)
        return session if provider == CPU else Fake(session, runs)

    return open_fake


def test_when_an_accelerator_fails_the_cpu_goes_on_with_the_same_states(contract):
    audio = make_audio(12, 3)
    session = Session(contract, 3, make_opener(7), [FAST, CPU])
    assert (session.provider, session.fault) == (FAST, "")
    made = play(session, audio)
    assert session.provider == CPU
    assert session.fault == f"{FAST} failed and the CPU goes on: the GPU has fallen off the bus"
    np.testing.assert_allclose(made["params"][:, :3, 0], reckon(audio)["fader_db"], atol=1e-3)


def test_an_accelerator_that_cannot_even_begin_is_passed_over(contract):
    opened = []
    session = Session(contract, 3, make_opener(0, opened), ["TensorrtExecutionProvider", FAST, CPU])
    assert opened == ["TensorrtExecutionProvider", FAST, CPU]
    assert session.provider == CPU
    assert "cannot be used" in session.fault
    good = Session(contract, 3, make_opener(1000, opened), [FAST, "OpenVINOExecutionProvider", CPU])
    assert (good.provider, good.fault) == (FAST, "")
    assert opened[3:] == [FAST, CPU]


def test_a_provider_that_is_not_there_is_refused(contract):
    with pytest.raises(ModelError, match="TensorrtExecutionProvider"):
        open_session(contract.data, "TensorrtExecutionProvider")
    assert list_providers()[-1] == CPU


def test_what_onnxruntime_refuses_is_refused_in_a_line(contract):
    with pytest.raises(ModelError, match="onnxruntime refuses it: ") as caught:
        open_session(contract.data[:-300], CPU)
    assert "\n" not in str(caught.value)


def test_an_output_of_another_shape_than_promised_is_refused(tmp_path):
    model = make_processor()
    resize_output(model, "audio_out")
    contract = read_contract(save(model, tmp_path / "echo.onnx"))
    with pytest.raises(ModelError, match=r"audio_out|\{.*\}"):
        Session(contract, 3)


def test_one_thread_and_no_spinning_are_asked_for(contract):
    options = open_session(contract.data, CPU).get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert options.get_session_config_entry("session.set_denormal_as_zero") == "1"


def test_too_much_memory_is_refused_in_words(tmp_path, monkeypatch):
    import resource

    contract = read_contract(save(make_greedy(), tmp_path / "greedy.onnx"))
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, hard))
    try:
        with pytest.raises(ModelError, match="asks for more memory"):
            Session(contract, 3)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
