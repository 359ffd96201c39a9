"""Hearing: the network's memory of tracks, for whole windows at once in training and hop by hop when live."""

from __future__ import annotations

import torch

from models.train.frontend import BANDS
from models.train.network import (
    LONGEST_HOPS,
    OVER_DB,
    QUIET_DB,
    SEEN,
    SILENT_DB,
    WEIGHTED,
    Console,
    Means,
)

COUNTS = 5
"""Numbers that are remembered of a track beside its means, see `remember_hop`."""

ANEW_DB = 12.0
"""So far over all that was heard of it, a track has only now begun."""

SMOOTH = 0.18
"""Of each hop in the mean of about the last half second."""


def recall_window(
    console: Console, features: torch.Tensor, stops: tuple[int, ...], apart: int = 1
) -> list[Means]:
    """Means of windows (songs, tracks, hops, SURGE + 1) after so many hops each; a hop stands for `apart`.

    What counts is known from the whole window; a live memory finds out, and begins anew where it was wrong.
    """
    means = []
    for stop in stops:
        heard = features[..., :stop, :]
        power = torch.pow(10.0, heard[..., :BANDS] / 10.0)
        level = console.loudness(power)
        loud = (level > SILENT_DB).to(power.dtype)
        energy = (loud * torch.pow(10.0, level / 10.0)).sum(dim=-1, keepdim=True)
        usual = 10.0 * torch.log10(energy / torch.clamp(loud.sum(dim=-1, keepdim=True), min=1.0) + 1e-10)
        told = loud * (level > usual - QUIET_DB)
        seen = console.see(heard, usual)
        over = torch.clamp(level - usual, *OVER_DB)[..., None] / 10.0
        weighted = console.weigh_hop(heard, level)
        facts = torch.cat((power, seen, over, over.square(), weighted, console.notice(seen)), dim=-1)
        count = told.sum(dim=-1)
        mean = (told[..., None, :] @ facts)[..., 0, :] / torch.clamp(count, min=1.0)[..., None]
        means.append(split_facts(mean, torch.clamp(count * apart, max=LONGEST_HOPS), count / stop))
    return means


def split_facts(mean: torch.Tensor, count: torch.Tensor, share: torch.Tensor) -> Means:
    """The memory (..., facts) by what it is the mean of; count and share (...) as in Means."""
    edges = [BANDS, SEEN, 2, WEIGHTED, mean.shape[-1] - BANDS - SEEN - 2 - WEIGHTED]
    power, shown, level, weighted, sense = torch.split(mean, edges, dim=-1)
    return Means(power, shown, level, sense, weighted, count, share)


def count_facts(console: Console) -> int:
    """How many numbers the memory holds of a track."""
    return BANDS + SEEN + 2 + WEIGHTED + console.size.sense


def find_surge(level: torch.Tensor, smooth: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """How far levels (tracks,) stand over the last half second, dB, and its new mean power (tracks,)."""
    power = torch.pow(10.0, level / 10.0)
    smooth = smooth + SMOOTH * (power - smooth)
    return level - 10.0 * torch.log10(smooth + 1e-12), smooth


def remember_hop(
    console: Console, heard: torch.Tensor, memory: torch.Tensor, counts: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The memory (tracks, facts) and counts (tracks, COUNTS) after one more hop (tracks, SURGE).

    A track that is suddenly so much louder than ever has only now begun: what was before is forgotten.
    Counts: hops over the floor, their mean power, hops that told something, all hops since the first of
    those, and the mean power of the last half second.
    """
    power = torch.pow(10.0, heard[..., :BANDS] / 10.0)
    level = console.loudness(power)
    surge, smooth = find_surge(level, counts[:, 4])
    begun = (level - 10.0 * torch.log10(counts[:, 1] + 1e-10) < ANEW_DB).to(power.dtype)
    counts = torch.cat((counts[:, :4] * begun[:, None], counts[:, 4:]), dim=1)
    features = torch.cat((heard, surge[:, None]), dim=1)
    loud = (level > SILENT_DB).to(power.dtype)
    hops = torch.clamp(counts[:, 0] + loud, max=LONGEST_HOPS)
    energy = counts[:, 1] + loud * (torch.pow(10.0, level / 10.0) - counts[:, 1]) / torch.clamp(hops, min=1.0)
    usual = 10.0 * torch.log10(energy + 1e-10)
    told = loud * (level > usual - QUIET_DB).to(power.dtype)
    seen = console.see(features, usual)
    over = torch.clamp(level - usual, *OVER_DB)[:, None] / 10.0
    weighted = console.weigh_hop(features, level)
    facts = torch.cat((power, seen, over, over.square(), weighted, console.notice(seen)), dim=-1)
    count = torch.clamp(counts[:, 2] + told, max=LONGEST_HOPS)
    memory = memory + (told / torch.clamp(count, min=1.0))[:, None] * (facts - memory)
    since = counts[:, 3] + torch.clamp(told + torch.sign(counts[:, 2]), max=1.0)
    since = torch.clamp(since, max=LONGEST_HOPS)
    return memory, torch.stack((hops, energy, count, since, smooth), dim=1)
