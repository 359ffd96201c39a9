"""Losses: how far the network's settings are from undoing what was done."""

from __future__ import annotations

import torch
from msgspec import Struct

from models.roles import GROUPS
from models.train.batch import GROUP_OF, Batch
from models.train.hearing import recall_window
from models.train.network import FEWEST_HOPS, Console, Means, Settings, mean_of

NO_HIGHPASS_HZ = 5.0
"""Far enough under the lowest band."""


class Weights(Struct, frozen=True):
    """How much each part of the loss counts."""

    level: float = 1.0
    """The target's distance from the human's loudness."""
    within: float = 0.7
    """The same with an offset for every group of instruments."""
    rest: float = 0.3
    """How far the network bends the straight line."""
    heard: float = 0.5
    """The distance of what the faders reach, trust and filters and all."""
    role: float = 0.4
    pan: float = 1.5
    eq: float = 0.25
    hpf: float = 0.3
    comp: float = 0.3
    master: float = 0.2
    sound: float = 1.0
    """Of `sound.py`, in the stage that listens."""


def median_of(values: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """(songs, 1) the middle of what is there; no gradient."""
    with torch.no_grad():
        hidden = values.masked_fill(there < 0.5, float("nan"))
        return torch.nan_to_num(torch.nanmedian(hidden, dim=1, keepdim=True).values)


def score(console: Console, batch: Batch, weights: Weights) -> tuple[torch.Tensor, dict[str, float]]:
    """The loss of a batch, judged after a quarter of its hops and at the end, and its parts."""
    hops = batch.features.shape[2]
    parts: dict[str, torch.Tensor] = {}
    stops = (hops // 4, hops)
    for means in recall_window(console, batch.features, stops, batch.apart):
        there = batch.there * (means.hops >= FEWEST_HOPS)
        settings = console.decide(means, batch.role, there)
        for name, value in list_losses(console, batch, means, settings, there).items():
            parts[name] = parts.get(name, 0.0) + value / len(stops)
    total = torch.stack([getattr(weights, name) * value for name, value in parts.items()]).sum()
    return total, {name: float(value.detach()) for name, value in parts.items()}


def list_losses(
    console: Console, batch: Batch, means: Means, settings: Settings, there: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Every part of the loss."""
    away = settings.target_db - batch.human_db
    error = (away - median_of(away, there)).abs()
    spread = settings.spread
    known = there * (batch.true_role >= 0)
    heard = console.faders(settings, means, there, group_share=1.0, doubt=False)
    heard = heard + console.filtered_loudness(settings, means) - batch.human_db
    return {
        "level": _likely(error, spread[..., 0], there) / 4.0,
        "within": _within(away, batch, known) / 4.0,
        "rest": mean_over(settings.rest_db.square(), there) / 16.0,
        "heard": mean_over(torch.clamp((heard - median_of(heard, there)).abs(), max=20.0), there) / 4.0,
        "role": _role(settings.roles, batch, known),
        "pan": _pan(settings.pan, spread[..., 1], batch, there),
        "eq": _eq(console, settings, batch, there),
        "hpf": _likely((torch.log2(settings.hpf_hz / 20.0) - batch.hpf_octaves).abs(), spread[..., 2], there),
        "comp": _comp(settings, batch, there),
        "master": _master(console, settings, batch),
    }


def mean_over(values: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """The mean over songs of the mean over their tracks."""
    return mean_of(values, there).mean()


def _likely(error: torch.Tensor, spread: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """How unlikely errors are under a Laplace distribution of that spread, so that the spread learns them."""
    return mean_over(error / spread + torch.log(spread), there) + 0.1 * mean_over(error, there)


def _within(away: torch.Tensor, batch: Batch, known: torch.Tensor) -> torch.Tensor:
    """The error that is left when every group of instruments may move as a whole."""
    group = torch.as_tensor(GROUP_OF)[batch.true_role.clamp(min=0)]
    total = away.new_zeros(())
    count = 0
    for index in range(len(GROUPS)):
        members = known * (group == index)
        enough = (members.sum(dim=1) > 1.5).to(away.dtype)
        if enough.sum() > 0:
            error = (away - median_of(away, members)).abs()
            total = total + (mean_of(error, members) * enough).sum() / enough.sum()
            count += 1
    return total / max(1, count)


def _role(logits: torch.Tensor, batch: Batch, known: torch.Tensor) -> torch.Tensor:
    """Only roles that were not given."""
    hidden = known * (1.0 - batch.role.sum(dim=-1))
    flat = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), batch.true_role.clamp(min=0).flatten(), reduction="none", label_smoothing=0.05
    )
    return (flat * hidden.flatten()).sum() / (hidden.sum() + 1.0)


def _pan(pan: torch.Tensor, spread: torch.Tensor, batch: Batch, there: torch.Tensor) -> torch.Tensor:
    """Left and right of a song may be swapped as a whole."""
    known = there * torch.isfinite(batch.pan)
    human = torch.nan_to_num(batch.pan)
    as_is, swapped = (pan - human).abs(), (pan + human).abs()
    swap = (mean_of(swapped, known) < mean_of(as_is, known)).to(pan.dtype)[:, None]
    error = swap * swapped + (1.0 - swap) * as_is
    size = (pan.abs() - human.abs()).abs()
    return _likely(0.5 * (error + size), spread, known) * (known.sum() / (there.sum() + 1.0))


def _eq(console: Console, settings: Settings, batch: Batch, there: torch.Tensor) -> torch.Tensor:
    """What EQ and damage leave together, as a shape, where the clean track has something."""
    flat = torch.full_like(settings.hpf_hz, NO_HIGHPASS_HZ)
    curve = console.draw_filter(settings._replace(hpf_hz=flat)) + batch.eq_db
    weight = batch.audible
    count = weight.sum(dim=-1) + 1e-6
    curve = curve - ((curve * weight).sum(dim=-1) / count)[..., None]
    error = (curve.abs() * weight).sum(dim=-1) / count
    return _likely(error, settings.spread[..., 3], there)


def _comp(settings: Settings, batch: Batch, there: torch.Tensor) -> torch.Tensor:
    """The ratio that undoes the expansion, and its threshold where there was one."""
    error = (torch.log2(settings.ratio) - torch.log2(batch.ratio)).abs()
    hurt = there * (batch.ratio > 1.0)
    place = mean_over((settings.threshold_db - batch.threshold_db).abs() / 6.0, hurt)
    return _likely(error, settings.spread[..., 4], there) + 0.3 * place


def _master(console: Console, settings: Settings, batch: Batch) -> torch.Tensor:
    """What the master's EQ and the damage to the bus leave together, as a shape."""
    gain = settings.master_gain_db[:, None]
    flat = torch.full_like(gain[..., 0], NO_HIGHPASS_HZ)
    curve = console.draw_filter(
        settings._replace(eq_gain_db=gain, eq_hz=console.eq_hz.expand_as(gain), hpf_hz=flat)
    )[:, 0]
    curve = curve + batch.bus_db
    curve = curve - curve.mean(dim=-1, keepdim=True)
    return curve.abs().mean()
