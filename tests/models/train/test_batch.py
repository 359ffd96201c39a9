"""Batches: damage that is known exactly, and levels that tell nothing."""

import numpy as np
import torch
from msgspec.structs import replace

from models.roles import ROLES
from models.train.batch import LEAN, PEAK, SIDE, BatchMaker, Damage, loudness_of, make_trial
from models.train.curves import eq_curves
from models.train.frontend import BANDS
from models.train.network import EQ_HZ, EQ_Q
from tests.models.train.material import make_songs

SONGS = make_songs(6)
NONE = Damage(
    **{"equal": 0.0, "random": 0.0, "slightly": 0.0, "eq": 0.0, "bus_eq": 0.0, "rumble": 0.0, "expand": 0.0},
    **{"no_peaks": 0.0, "merge_kit": 0.0, "merge": 0.0, "mono": 0.0, "windows": ((60, 1),)},
)


def draw(damage, seed=0, size=4):
    return BatchMaker(SONGS, damage, size, seed).draw()


def measure(batch):
    """Loudness (songs, tracks) of steady tracks."""
    levels = [[loudness_of(track.numpy()) for track in song] for song in batch.features]
    return 10.0 * np.log10((10.0 ** (np.array(levels) / 10.0)).mean(axis=-1))


def find_song(human_db):
    """The song and the order of its stems that a batch's row of loudnesses shows."""
    for song in SONGS:
        order = [int(np.abs(song.lufs - level).argmin()) for level in human_db]
        if np.abs(song.lufs[order] - human_db).max() < 1e-3:
            return song, order
    raise AssertionError


def test_the_same_seed_draws_the_same_batches():
    ours, theirs, others = (BatchMaker(SONGS, Damage(), 4, seed) for seed in (5, 5, 6))
    for _ in range(3):
        pairs = list(zip(ours.draw(), theirs.draw(), strict=True))
        assert all(np.array_equal(one, other, equal_nan=True) for one, other in pairs[:-1])
        assert pairs[-1][0] == pairs[-1][1]
    assert not torch.equal(ours.draw().human_db, others.draw().human_db)


def test_equal_tracks_are_equally_loud_whatever_was_done_to_them():
    batch = draw(replace(NONE, equal=1.0, eq=1.0, bus_eq=1.0, rumble=1.0))
    levels = measure(batch)
    assert (np.ptp(levels, axis=1) < 0.01).all()
    assert np.ptp(levels[:, 0]) > 0.1


def test_songs_that_are_right_come_as_the_human_left_them():
    batch = draw(NONE)
    np.testing.assert_allclose(measure(batch), batch.human_db, atol=0.01)


def test_taking_the_damage_away_leaves_the_sound():
    batch = draw(replace(NONE, eq=1.0, bus_eq=1.0))
    assert batch.eq_db.abs().amax() > 3.0
    assert batch.bus_db.abs().amax() > 3.0
    damage = batch.eq_db[:, :, None] + batch.bus_db[:, None, None]
    for features, human_db in zip(batch.features[..., :BANDS] - damage, batch.human_db, strict=True):
        song, order = find_song(human_db.numpy())
        gain = features.numpy() - song.features[order][..., :BANDS].astype(np.float32)
        assert (np.ptp(gain, axis=(1, 2)) < 1e-3).all()


def test_an_eq_is_undone_by_its_negative():
    dice = np.random.default_rng(0)
    gain = torch.tensor(dice.uniform(-12.0, 12.0, (5, 4)))
    hz, q = torch.tensor(EQ_HZ).expand(5, 4), torch.tensor(EQ_Q).expand(5, 4)
    np.testing.assert_allclose(eq_curves(gain, hz, q) + eq_curves(-gain, hz, q), 0.0, atol=1e-4)


def test_tracks_that_come_as_one_have_their_power_together():
    for damage in (replace(NONE, merge=1.0), replace(NONE, merge_kit=1.0)):
        batch = draw(damage, size=12)
        power = (batch.there * 10.0 ** (batch.human_db / 10.0)).sum(dim=1)
        wanted = [(10.0 ** (song.lufs / 10.0)).sum() for song in SONGS]
        assert all(np.abs(10.0 * np.log10(one / np.array(wanted))).min() < 1e-3 for one in power.numpy())
        assert batch.there.sum(dim=1).amin() < 6


def test_roles_are_told_or_hidden():
    assert not draw(replace(NONE, role_given=0.0)).role.any()
    batch = draw(replace(NONE, role_given=1.0))
    known = batch.true_role >= 0
    assert (batch.role.sum(dim=-1) == known).all()
    assert (batch.role.argmax(dim=-1) == batch.true_role)[known].all()


def test_ears_are_told_as_they_heard():
    dice = np.random.default_rng(0)
    heard = [replace(song, by_ear=dice.dirichlet(np.ones(len(ROLES)), len(song.lufs))) for song in SONGS]
    batch = BatchMaker(heard, replace(NONE, role_given=0.0, by_ear=1.0), 3, 0).draw()
    told = np.concatenate([song.by_ear for song in heard])
    for row in batch.role[batch.there > 0.5].numpy():
        assert np.abs(told - row).max(axis=1).min() < 1e-6
    assert not draw(replace(NONE, role_given=0.0, by_ear=0.0)).role.any()


def test_a_pan_that_is_to_be_guessed_is_not_seen():
    batch = draw(NONE)
    known = torch.isfinite(batch.pan)
    assert not batch.features[known][..., [SIDE, LEAN]].any()
    assert batch.features[~known][..., [SIDE, LEAN]].any()


def test_padding_is_silent_and_not_there():
    batch = draw(replace(NONE, merge=0.5), seed=3, size=8)
    gone = batch.there == 0.0
    assert gone.any()
    assert (batch.features[gone][..., :BANDS] == -100.0).all()
    assert draw(replace(NONE, tracks=4)).there.shape == (4, 4)


def test_a_trial_knows_nothing_of_the_levels():
    song = SONGS[0]
    louder = song.features.copy()
    louder[2:4, :, :BANDS] += 8.0
    louder[2:4, :, PEAK] += 8.0
    plain, moved = make_trial(song), make_trial(replace(song, features=louder))
    np.testing.assert_allclose(plain.features, moved.features, atol=1e-3)
    np.testing.assert_allclose(measure(plain), -23.0, atol=0.01)
    assert not plain.role.any()
