"""A control is learnt for one target at a time, and nobody waits for it without end."""

from __future__ import annotations

import pytest

from app.process.learning import LEARN_S, Learning
from app.surfaces.targets import read_target, write_target


def test_the_newest_target_is_wanted_in_its_proper_words_until_a_control_is_learnt():
    learning = Learning()
    for target in ("master mute", " strip  3  pan"):
        learning.begin(target, 5.0)
        assert learning.target == write_target(read_target(target))
    assert not learning.watch(5.0 + LEARN_S / 2)
    learning.end()
    assert learning.target == ""
    assert not learning.watch(5.0 + 2 * LEARN_S)


def test_what_nobody_moves_is_given_up_once_and_counts_from_the_last_order():
    learning = Learning()
    learning.begin("freeze", 0.0)
    learning.begin("freeze", LEARN_S - 1.0)
    assert not learning.watch(LEARN_S + 1.0) and learning.target
    assert learning.watch(2 * LEARN_S) and learning.target == ""
    assert not learning.watch(3 * LEARN_S)


def test_no_target_is_no_learning_and_a_wrong_one_leaves_the_one_before():
    learning = Learning()
    learning.begin("freeze", 0.0)
    before = learning.target
    with pytest.raises(ValueError, match="teapot"):
        learning.begin("strip 1 teapot", 1.0)
    assert learning.target == before
    learning.begin("", 2.0)
    assert learning.target == ""
