"""Ears: musicnn without TensorFlow, what is heard of a corpus, and a line that learns roles."""

import struct

import msgspec
import numpy as np
import onnxruntime as ort
import pytest
import torch

from engine.soundfiles import write_audio
from models.roles import ROLES
from models.tagger import MODEL, RATE, WINDOW
from models.train.checkpoint import read_checkpoint
from models.train.ears import (
    EMBEDDING,
    LEAD,
    SEEN,
    TAGS,
    VOICES,
    Ears,
    Heard,
    fit_ears,
    hear_corpus,
    judge_songs,
    load_heard,
)
from models.train.musicnn import MELS, Musicnn, make_mel_bank

SHAPES = {
    **{"batch_normalization": 1, "batch_normalization_1": 204, "batch_normalization_2": 204},
    **{f"batch_normalization_{n}": 51 for n in (3, 4, 5)},
    **{f"batch_normalization_{n}": 64 for n in (6, 7, 8)},
    **{"batch_normalization_9": 1506, "batch_normalization_10": 200},
}
KERNELS = {
    **{"conv2d": (7, 38, 1, 204), "conv2d_1": (7, 67, 1, 204), "conv2d_2": (128, 1, 1, 51)},
    **{"conv2d_3": (64, 1, 1, 51), "conv2d_4": (32, 1, 1, 51), "conv2d_5": (7, 561, 1, 64)},
    **{"conv2d_6": (7, 64, 1, 64), "conv2d_7": (7, 64, 1, 64), "dense": (1506, 200), "dense_1": (200, TAGS)},
}


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def block(entries):
    body = b"".join(
        varint(0) + varint(len(name)) + varint(len(value)) + name + value for name, value in entries
    )
    return body + struct.pack("<II", 0, 1) + b"\0" + bytes(4)


def write_checkpoint(folder, arrays):
    """Arrays as TensorFlow saves them: one block of names, one of blocks, a footer."""
    folder.mkdir(parents=True)
    data, entries = b"", [(b"", b"")]
    for name, array in sorted(arrays.items()):
        sizes = b"".join(
            b"\x12" + varint(len(size)) + size for size in (b"\x08" + varint(n) for n in array.shape)
        )
        where = b"\x20" + varint(len(data)) + b"\x28" + varint(array.nbytes)
        entries.append((name.encode(), b"\x08\x01\x12" + varint(len(sizes)) + sizes + where))
        data += array.astype("<f4").tobytes()
    names = block(entries)
    index = block([(b"z", varint(0) + varint(len(names) - 5))])
    footer = varint(0) + varint(0) + varint(len(names)) + varint(len(index) - 5)
    (folder / ".index").write_bytes(names + index + footer.ljust(40, b"\0") + bytes(8))
    (folder / ".data-00000-of-00001").write_bytes(data)


@pytest.fixture(scope="module")
def ears(tmp_path_factory):
    """Ears over a musicnn whose weights are drawn at random."""
    dice = np.random.default_rng(0)
    arrays = {}
    for name, size in SHAPES.items():
        for part, values in (("gamma", 1.0), ("beta", 0.0), ("moving_mean", 0.0), ("moving_variance", 1.0)):
            arrays[f"{name}/{part}"] = np.full(size, values, np.float32)
    for name, shape in KERNELS.items():
        arrays[f"{name}/kernel"] = dice.normal(0.0, np.prod(shape[:-1]) ** -0.5, shape).astype(np.float32)
        arrays[f"{name}/bias"] = np.zeros(shape[-1], np.float32)
    folder = tmp_path_factory.mktemp("weights") / "MTT_musicnn"
    write_checkpoint(folder, arrays)
    for name, array in read_checkpoint(folder).items():
        assert np.array_equal(arrays[name], array), name
    assert len(read_checkpoint(folder)) == len(arrays)
    return Ears(Musicnn(folder)).eval()


def make_heard(song, domain, seed=0, windows=4):
    """Windows in which each role lights up a number of its own."""
    dice = np.random.default_rng(seed)
    role = np.repeat(np.arange(3), windows)
    seen = dice.normal(0.0, 0.1, (len(role), SEEN)).astype(np.float32)
    seen[:, EMBEDDING : EMBEDDING + TAGS] -= 5.0
    seen[np.arange(len(role)), role] += 1.0
    return Heard(seen, role, role, domain, song)


def test_every_mel_band_hears_something_and_no_frequency_between_is_lost():
    bank = make_mel_bank()
    assert bank.shape == (MELS, 257) and (bank.max(axis=1) > 0.0).all()
    assert (bank[:, 2:-2].sum(axis=0) > 0.0).all()


def test_the_level_does_not_matter_and_likelihoods_are_whole(ears):
    sound = torch.randn(2, WINDOW)
    with torch.inference_mode():
        loud, soft = ears(sound), ears(sound * 0.01)
    torch.testing.assert_close(loud, soft, atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(loud.sum(dim=1), torch.ones(2))


def test_the_line_learns_roles_and_voices_come_from_the_tags(ears):
    voices = make_heard("voices", "voices", 2)
    voices = voices._replace(role=np.full(len(voices.role), LEAD))
    voices.seen[:, EMBEDDING + np.array(VOICES)] = -1.0
    fit_ears(ears, [make_heard("a", "module"), make_heard("b", "midi", 1), voices])
    unseen = make_heard("c", "lmms", 3)
    likely, role = judge_songs(ears, [unseen])["c"]
    assert likely.argmax(axis=1).tolist() == role.tolist() == [0, 1, 2]
    assert likely[:, LEAD].max() < 0.3
    unseen.seen[:, EMBEDDING + np.array(VOICES)] = -1.5
    assert judge_songs(ears, [unseen])["c"][0][:, LEAD].min() > 0.8


def test_a_corpus_is_heard_once_where_it_plays(ears, tmp_path):
    folder = tmp_path / "songs" / "one"
    folder.mkdir(parents=True)
    dice = np.random.default_rng(0)
    sound = dice.normal(0.0, 0.1, 4 * WINDOW).astype(np.float32)
    sound[WINDOW : 2 * WINDOW] = 0.0
    for name in ("a", "b"):
        write_audio(folder / f"{name}.flac", sound[None], RATE)
    write_audio(folder / "c.flac", 0.0 * sound[None], RATE)
    stems = [
        {"file": f"{name}.flac", "role": role} for name, role in (("a", "kick"), ("b", ""), ("c", "bass"))
    ]
    about = {"song": "one", "domain": "module", "package": "p", "stems": stems, "checks": {"passed": True}}
    (folder / "song.json").write_bytes(msgspec.json.encode(about))
    told = []
    for _ in range(2):
        hear_corpus(tmp_path, ears, tmp_path / "ears", told.append)
    (song,) = load_heard(tmp_path / "ears")
    assert told == ["one"]
    assert song.stem.tolist() == [0] * 3 + [1] * 3
    assert song.role.tolist() == [ROLES.index("kick")] * 3 + [-1] * 3
    assert song.seen.shape == (6, SEEN) and np.isfinite(song.seen).all()


def test_what_ships_is_self_contained_and_takes_any_number_of_windows():
    session = ort.InferenceSession(MODEL.read_bytes(), providers=["CPUExecutionProvider"])
    sound = np.random.default_rng(0).normal(0.0, 0.1, (2, WINDOW)).astype(np.float32)
    both = np.asarray(session.run(None, {"audio": sound})[0])
    assert both.shape == (2, len(ROLES))
    assert np.allclose(both[1:], np.asarray(session.run(None, {"audio": sound[1:]})[0]), atol=1e-5)
