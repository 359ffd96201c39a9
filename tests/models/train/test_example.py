"""The example for authors of models: what the README shows is the file, and what it exports is valid."""

import re
from pathlib import Path

import numpy as np

from models.check import check_model
from models.children import ROOT
from models.contract import read_contract
from models.network import Network
from models.predictor import list_tracks
from tests.models.material import make_mix, make_noise

EXPORTED = Path(__file__).with_name("example.onnx")


def test_the_readme_shows_the_file():
    readme = (ROOT / "models" / "README.md").read_text()
    (shown,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    assert shown == (ROOT / "models" / "train" / "example.py").read_text()


def test_what_it_exports_passes_the_check_and_mixes():
    assert check_model(EXPORTED).refusal == ""
    network, mix = Network(read_contract(EXPORTED)), make_mix(2)
    network.start(list_tracks(mix), 48000)
    audio = make_noise([-12.0, -25.0], 3.0)
    heard = [network.predict(audio[:, n : n + 2400], mix, n) for n in range(0, audio.shape[1], 2400)]
    assert heard[-1] is not None
    values = [move.value for move in heard[-1].moves]
    np.testing.assert_allclose(values, [-8.0, 5.0], atol=0.5)
