"""Judge: the balance a network finds for songs it has not seen, from features alone."""

from __future__ import annotations

import numpy as np
import torch
from msgspec import Struct

from models.roles import GROUPS
from models.train.batch import GROUP_OF, make_trial
from models.train.hearing import recall_window
from models.train.network import FEWEST_HOPS, Console
from models.train.songs import Song


class Verdict(Struct, frozen=True):
    """Mean errors of one song in dB, and of the pan as shares of a side; NaN where nobody knows better."""

    song: str
    domain: str
    package: str
    level: float
    """Of equal loudness."""
    mind: float
    level_within: float
    """Of equal loudness, with an offset for every group of instruments."""
    mind_within: float
    role_hits: float
    """The share of roles that are found."""
    pan: float
    centre: float
    """The pan's error of a mix with all in the centre."""


def judge_song(console: Console, song: Song) -> Verdict:
    """How near the network comes to the human's balance, and how near doing nothing does."""
    batch = make_trial(song)
    with torch.inference_mode():
        (means,) = recall_window(console, batch.features, (batch.features.shape[2],), batch.apart)
        there = batch.there * (means.hops >= FEWEST_HOPS)
        settings = console.decide(means, batch.role, there)
        heard = there[0].numpy() > 0.5
        reached = console.faders(settings, means, there) + console.filtered_loudness(settings, means)
        reached = reached[0].numpy()[heard]
        hit = (settings.roles.argmax(dim=-1) == batch.true_role)[0].numpy()[heard]
    role, lufs = song.role[heard], song.lufs[heard]
    group = np.where(role >= 0, GROUP_OF[role], -1)
    pan, known = settings.pan[0].numpy()[heard], np.isfinite(song.pan[heard])
    human, nothing = np.nan_to_num(song.pan[heard]), np.zeros(len(lufs))
    apart = (
        min(np.abs(pan - human)[known].mean(), np.abs(pan + human)[known].mean()) if known.any() else np.nan
    )
    return Verdict(
        song.label.song,
        song.label.domain,
        song.label.package,
        balance_error(nothing, lufs),
        balance_error(reached, lufs),
        within_error(nothing, lufs, group),
        within_error(reached, lufs, group),
        float(hit[role >= 0].mean()) if (role >= 0).any() else float("nan"),
        float(apart),
        float(np.abs(human)[known].mean()) if known.any() else float("nan"),
    )


def balance_error(reached: np.ndarray, human: np.ndarray) -> float:
    """Mean absolute error in dB (stems,) after the best common offset."""
    away = reached - human
    return float(np.abs(away - np.median(away)).mean())


def within_error(reached: np.ndarray, human: np.ndarray, group: np.ndarray) -> float:
    """The same with an offset for every group of two or more stems; NaN without one."""
    errors = []
    for index in range(len(GROUPS)):
        members = group == index
        if members.sum() > 1:
            away = (reached - human)[members]
            errors.append(np.abs(away - np.median(away)))
    return float(np.concatenate(errors).mean()) if errors else float("nan")


def bootstrap(differences: np.ndarray, draws: int = 10000, seed: int = 0) -> tuple[float, float, float]:
    """The mean of (songs,) differences and its 95 % interval over songs; NaN of no songs."""
    if not len(differences):
        return float("nan"), float("nan"), float("nan")
    dice = np.random.default_rng(seed)
    means = differences[dice.integers(0, len(differences), (draws, len(differences)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(differences.mean()), float(low), float(high)
