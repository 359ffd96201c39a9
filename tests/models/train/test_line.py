"""The straight line finds what is there, and nothing where nothing is."""

import numpy as np
import pytest
import torch

from models.train.batch import make_trial
from models.train.hearing import recall_window
from models.train.judge import balance_error
from models.train.line import fit_line
from models.train.network import Console, Size
from tests.models.train.material import SLOPE_DB, make_songs


def find_gain(console, songs):
    """dB won over equal loudness by the line alone."""
    gains = []
    for song in songs:
        batch = make_trial(song)
        with torch.inference_mode():
            (means,) = recall_window(console, batch.features, (batch.features.shape[2],), batch.apart)
            reached = console.decide(means, batch.role, batch.there).target_db[0].numpy()
        gains.append(balance_error(np.zeros(len(song.lufs)), song.lufs) - balance_error(reached, song.lufs))
    return float(np.mean(gains))


@pytest.fixture
def console():
    torch.manual_seed(0)
    return Console(Size(hop_width=8, sense=4, width=8, heads=2, layers=1, bend=0.0)).eval()


def test_it_finds_a_slope_on_songs_it_has_not_seen(console):
    assert abs(find_gain(console, make_songs(1, SLOPE_DB))) < 0.05
    fit_line(console, make_songs(40, SLOPE_DB))
    unseen = make_songs(15, SLOPE_DB, first=100)
    nothing = np.mean([balance_error(np.zeros(len(song.lufs)), song.lufs) for song in unseen])
    assert find_gain(console, unseen) > 0.6 * nothing


def test_it_learns_next_to_nothing_from_chance(console):
    fit_line(console, make_songs(120))
    assert abs(find_gain(console, make_songs(40, first=200))) < 0.5


def test_it_is_set_and_not_trained(console):
    fit_line(console, make_songs(6, SLOPE_DB))
    assert not console.line.weight.requires_grad
    assert console.line.weight.any()
