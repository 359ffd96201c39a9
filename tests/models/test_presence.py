import numpy as np
import pytest

from models.presence import FLOOR_DB, Presence
from tests.models.material import make_noise

RATE, HOP_S = 48000, 0.05
HOP = round(RATE * HOP_S)


def test_it_is_the_level_of_the_last_400_ms():
    presence = Presence(((0,), (1, 2), ()), HOP_S)
    audio = make_noise([-20.0, -30.0, -30.0], 2.0)
    for start in range(0, audio.shape[1], HOP):
        presence.feed(audio[:, start : start + HOP])
    assert presence.level_db() == pytest.approx([-20.0, -27.0, FLOOR_DB], abs=0.2)
    for _ in range(7):
        presence.feed(np.zeros((3, HOP), np.float32))
    assert presence.level_db()[0] == pytest.approx(-29.0, abs=0.3)
    presence.feed(np.zeros((3, HOP), np.float32))
    assert presence.level_db() == pytest.approx([FLOOR_DB] * 3)


def test_before_anything_was_heard_all_is_silent():
    assert Presence(((0,), (1,)), HOP_S).level_db() == pytest.approx([FLOOR_DB] * 2)
