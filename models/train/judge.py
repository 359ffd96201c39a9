"""Judge: the balance a network finds for songs it has not seen, from features alone."""

from __future__ import annotations

import numpy as np
import torch
from msgspec import Struct

from models.evaluate.balance import measure_balance
from models.evaluate.bootstrap import find_interval
from models.evaluate.pan import measure_pan
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
        hit = (settings.likely.argmax(dim=-1) == batch.true_role)[0].numpy()[heard]
    role, lufs = song.role[heard], song.lufs[heard]
    group = np.where(role >= 0, GROUP_OF[role], -1)
    pan, human, nothing = settings.pan[0].numpy()[heard], song.pan[heard], np.zeros(len(lufs))
    return Verdict(
        song.label.song,
        song.label.domain,
        song.label.package,
        balance_error(nothing, lufs),
        balance_error(reached, lufs),
        within_error(nothing, lufs, group),
        within_error(reached, lufs, group),
        float(hit[role >= 0].mean()) if (role >= 0).any() else float("nan"),
        measure_pan(pan, human, np.ones(len(lufs))),
        measure_pan(nothing, human, np.ones(len(lufs))),
    )


def balance_error(reached: np.ndarray, human: np.ndarray) -> float:
    """Mean absolute error in dB (stems,) after the best common offset."""
    return measure_balance(reached, human, np.ones(len(human)), [""] * len(human)).error_db


def within_error(reached: np.ndarray, human: np.ndarray, group: np.ndarray) -> float:
    """The same with an offset for every group of two or more stems, -1 being none; NaN without one."""
    known = group >= 0
    if not known.any():
        return float("nan")
    names = [str(index) for index in group[known]]
    return measure_balance(reached[known], human[known], np.ones(len(names)), names).within_db


def bootstrap(differences: np.ndarray) -> tuple[float, float, float]:
    """The mean of (songs,) differences and its 95 % interval over songs; NaN of no songs."""
    mean, low, high, _ = find_interval(differences, [f"{song:06d}" for song in range(len(differences))])
    return mean, low, high
