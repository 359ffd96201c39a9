"""What is added to the features of songs."""

import numpy as np

from models.train.frontend import BANDS, SHAPES
from models.train.network import SURGE
from models.train.songs import add_surge


def make_features(stems=3, hops=80):
    features = np.random.default_rng(0).normal(0.0, 4.0, (stems, hops, BANDS + SHAPES)) - 40.0
    return features.astype(np.float16)


def test_the_features_stay_and_the_surge_comes_behind():
    features = make_features()
    surged = add_surge(features)
    np.testing.assert_array_equal(surged[..., :SURGE], features)
    assert surged.shape[-1] == SURGE + 1


def test_a_steady_sound_does_not_surge_and_a_burst_does():
    features = np.full((1, 80, BANDS + SHAPES), -40.0, np.float16)
    features[:, 60, :BANDS] += 12
    surge = add_surge(features)[0, :, SURGE]
    assert abs(surge[59]) < 0.1
    assert surge[60] > 5.0
    assert surge[61] < -2.0


def test_the_surge_knows_no_level():
    features = make_features()
    louder = features.astype(np.float32)
    louder[..., :BANDS] += 8.0
    surge, other = (add_surge(each)[..., SURGE].astype(np.float32) for each in (features, louder))
    np.testing.assert_allclose(surge, other, atol=0.02)
