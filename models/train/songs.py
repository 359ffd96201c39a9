"""Songs: the labelled features in memory."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct

from models.bands import weigh_hz
from models.roles import ROLES
from models.train.features import SongLabel
from models.train.frontend import BAND_HZ, BANDS
from models.train.hearing import find_surge

K_WEIGHTS = weigh_hz(BAND_HZ)
BY_EAR = ".roles.npy"
"""The ending of what ears make of a song's stems, beside its features."""

FEWEST_STEMS = 3
FARTHEST_LU = 30.0
"""A stem so far under the loudest is not heard."""


class Song(Struct, frozen=True):
    """Features (stems, hops, SURGE + 1) float16 and what the human did with each stem."""

    label: SongLabel
    features: np.ndarray
    lufs: np.ndarray
    """(stems,) loudness in the human's mix."""
    pan: np.ndarray
    """(stems,) -1 to 1, NaN where nobody knows."""
    role: np.ndarray
    """(stems,) index into ROLES, -1 where nobody knows."""
    by_ear: np.ndarray
    """(stems, ROLES) how likely ears find each role that never heard such songs; zeros where none did."""


def load_songs(folder: Path, domains: tuple[str, ...]) -> list[Song]:
    """All songs of these domains with enough stems that are heard."""
    songs = []
    for path in sorted(set(folder.glob("*.npy")) - set(folder.glob(f"*{BY_EAR}"))):
        label = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=SongLabel)
        if label.domain not in domains:
            continue
        heard = find_heard(label)
        if len(heard) < FEWEST_STEMS:
            continue
        stems = [label.stems[index] for index in heard]
        songs.append(
            Song(
                label,
                add_surge(np.load(path)[heard]),
                np.array([stem.lufs for stem in stems]),
                np.array([np.nan if stem.pan is None else stem.pan for stem in stems]),
                np.array([ROLES.index(stem.role) if stem.role in ROLES else -1 for stem in stems]),
                _read_ears(path, len(label.stems))[heard],
            )
        )
    return songs


def find_heard(label: SongLabel) -> np.ndarray:
    """Which of a song's stems are heard."""
    lufs = np.array([stem.lufs for stem in label.stems])
    return np.flatnonzero(lufs > max(-70.0, lufs.max(initial=-100.0) - FARTHEST_LU))


def _read_ears(features: Path, stems: int) -> np.ndarray:
    path = features.with_name(features.stem + BY_EAR)
    by_ear = np.zeros((stems, len(ROLES)), np.float32)
    if path.exists():
        likely = np.load(path)[:stems]
        by_ear[: len(likely)] = likely
    return by_ear


def add_surge(features: np.ndarray) -> np.ndarray:
    """Features (stems, hops, SURGE) and behind them how far hops stand over the last half second; float16."""
    level = 10.0 * np.log10(10.0 ** (features[..., :BANDS].astype(np.float32) / 10.0) @ K_WEIGHTS + 1e-10)
    levels = torch.from_numpy(level.astype(np.float32))
    smooth, surges = torch.zeros(len(levels)), []
    for hop in range(levels.shape[1]):
        surge, smooth = find_surge(levels[:, hop], smooth)
        surges.append(surge)
    return np.concatenate((features, torch.stack(surges, dim=1)[..., None].numpy()), axis=2, dtype=np.float16)
