"""Laws of what is learnt from descriptors, and of the descriptors."""

import numpy as np
import pytest
from msgspec import structs

from models.evaluate.baselines import RoleMean, mix_randomly, solve_oracle
from models.evaluate.context import WIDTH, MeanContext, find_slopes, think
from models.evaluate.descriptors import NAMES, add_company, describe_stem
from models.evaluate.learnt import CREST, FEW, Forest, Learner, Ridge, Tilt, find_targets
from models.evaluate.material import sum_stems
from tests.models.evaluate.material import RATE, make_examples, make_stems

PER_STEM = ("own", "human_lufs", "active")


def test_descriptors_are_the_same_at_any_level() -> None:
    (sound,) = make_stems(1, 3.0)
    loud, quiet = describe_stem(sound, RATE), describe_stem(np.float32(0.1) * sound, RATE)
    assert loud.shape == (len(NAMES),)
    assert np.abs(loud - quiet).max() < 0.02


def test_silence_can_be_described() -> None:
    assert np.isfinite(describe_stem(np.zeros((2, RATE), np.float32), RATE)).all()
    assert np.isfinite(describe_stem(np.zeros((1, 4096), np.float32), RATE)).all()


def test_company_is_what_differs_from_the_others() -> None:
    own = np.array([[1.0], [3.0], [5.0]])
    assert np.allclose(add_company(own), [[1.0, -3.0], [3.0, 0.0], [5.0, 3.0]])
    assert add_company(own[:1]).shape == (1, 2)


@pytest.mark.parametrize("learner", [Ridge(), Forest(trees=40), MeanContext()])
def test_what_can_be_learnt_is_learnt(learner: Learner) -> None:
    if isinstance(learner, Forest):
        pytest.importorskip("sklearn")
    learner.fit(make_examples(60))
    errors, left = [], []
    for example in make_examples(20, seed=1):
        wanted = find_targets(example)
        away = learner.predict(example.own) - wanted
        errors.append(np.abs(away - np.median(away)).mean())
        left.append(np.abs(wanted - np.median(wanted)).mean())
    assert np.mean(errors) < 0.7 * np.mean(left)


def test_a_mean_context_knows_no_order_and_learns_the_same_each_time() -> None:
    examples = [*make_examples(8), make_examples(1, seed=2)[0]]
    shorter = structs.replace(examples[0], **{f: getattr(examples[0], f)[:3] for f in PER_STEM})
    own, order = make_examples(1, seed=3)[0].own, [4, 0, 5, 2, 1, 3]
    first = MeanContext(rounds=20).fit([*examples, shorter])
    again = MeanContext(rounds=20).fit([*examples, shorter])
    assert np.array_equal(first.predict(own), again.predict(own))
    assert np.allclose(first.predict(own[order]), first.predict(own)[order], atol=1e-5)


def test_the_slopes_of_a_mean_context_are_those_of_its_levels() -> None:
    dice, counts = np.random.default_rng(0), np.array([3, 1, 4])
    sizes = ((5, WIDTH), (WIDTH,), (WIDTH, WIDTH), (WIDTH,), (2 * WIDTH, WIDTH), (WIDTH,), (WIDTH,))
    weights = [dice.standard_normal(size) / size[0] ** 0.5 for size in sizes]
    inputs, pull = dice.standard_normal((8, 5)), dice.standard_normal(8)
    slopes = find_slopes(weights, think(weights, inputs, counts), pull, counts)
    for at, weight in enumerate(weights):
        way = dice.standard_normal(weight.shape)
        around = [[*weights[:at], weight + side * 1e-6 * way, *weights[at + 1 :]] for side in (1.0, -1.0)]
        up, down = (pull @ think(moved, inputs, counts).levels for moved in around)
        assert (slopes[at] * way).sum() == pytest.approx((up - down) / 2e-6, rel=1e-4)


def test_a_stem_hears_of_the_others_through_their_mean_alone() -> None:
    network = MeanContext(rounds=20).fit(make_examples(8))
    own = make_examples(1, seed=3)[0].own
    doubled = network.predict(np.concatenate((own, own)))
    assert np.allclose(doubled[: len(own)], network.predict(own), atol=1e-5)
    assert not np.allclose(network.predict(own[:3]), network.predict(own)[:3], atol=1e-3)


def test_the_crest_is_left_out_unless_asked_for() -> None:
    examples = make_examples(10)
    changed = examples[0].own.copy()
    changed[:, CREST] += 5.0 * np.arange(len(changed))
    for ridge, same in ((Ridge(), True), (Ridge((*FEW, "crest")), False)):
        ridge.fit(examples)
        assert np.allclose(ridge.predict(changed), ridge.predict(examples[0].own)) == same


def test_the_tilt_puts_what_is_punchy_or_bright_lower() -> None:
    own = np.zeros((3, len(NAMES)))
    own[1, NAMES.index("punch")] = own[2, NAMES.index("centroid")] = 3.0
    levels = Tilt().fit([]).predict(own)
    assert levels[0] > levels[2] > levels[1]


def test_half_a_share_is_half_a_move() -> None:
    examples = make_examples(10)
    whole, half = Ridge().fit(examples), Ridge(share=0.5).fit(examples)
    assert np.allclose(half.predict(examples[0].own), whole.predict(examples[0].own) / 2.0)


def test_the_mean_of_a_role_is_what_people_do_to_it() -> None:
    examples = make_examples(30)
    roles = [["high" if row[0] > 0.0 else "low" for row in example.own] for example in examples]
    found = RoleMean().fit(examples, roles).predict(["high", "low", "unheard of"])
    assert found[0] > found[2] > found[1]


def test_the_oracle_finds_the_gains_of_a_mix() -> None:
    stems = make_stems(4)
    gains_db = np.array([-6.0, 3.0, 0.0, -12.0])
    mix = sum_stems([s * np.float32(10.0 ** (g / 20.0)) for s, g in zip(stems, gains_db, strict=True)])
    assert np.allclose(solve_oracle(stems, mix), gains_db, atol=0.05)


def test_chance_is_the_same_for_the_same_song() -> None:
    assert np.array_equal(mix_randomly("a", 5), mix_randomly("a", 5))
    assert not np.array_equal(mix_randomly("a", 5), mix_randomly("b", 5))
