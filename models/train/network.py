"""Console: the mixing network. What each track is, what the tracks are to each other, what to do."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np
import torch
from msgspec import Struct
from torch import nn

from engine.console.params import PARAMS
from models.bands import weigh_hz
from models.roles import GROUPS, ROLES
from models.train.curves import eq_curves, highpass_curve
from models.train.frontend import BAND_HZ, BANDS, FLOOR, SHAPES

EQ_HZ = tuple(
    row.default for row in PARAMS["strip"] if row.name.startswith("eq") and row.name.endswith("_hz")
)
EQ_Q = tuple(row.default for row in PARAMS["strip"] if row.name.startswith("eq") and row.name.endswith("_q"))
"""The strip's EQ as it stands at first: the network moves frequencies from there, and never the Q."""

SILENT_DB, QUIET_DB = -65.0, 15.0
"""A hop under the first, or so far under the track's own loudness, says nothing about the track."""

FEWEST_HOPS = 3.0
"""A track that told less is left alone."""

LONGEST_HOPS = 600.0
"""The memory goes no farther back: so many hops that told something."""

GROUP_SHARE = 0.75
"""So much is made of what it learnt of drums against bass against the rest, which is taste; style adds."""

ERROR_DB, STRANGE_DB = 3.5, 7.0
"""How far a good mix is from what the network wants, a track on average, and how far any other levels are."""

SURE, MOST_DOUBT, EQUAL_DB = 0.7, 0.9, 2.5
"""What a track's evidence for that counts, how much is left alone at most, and levels so alike are no mix."""

MIX_DB = -20.0
"""How loud all tracks together are to be."""

LEAST_DB, MOST_DB = -30.0, 9.0
"""Where a fader ends."""

HABITS_DB = {"lead vocal": 2.0, "speech": 2.0}
"""What belongs this much louder than the line has it: by the book, because nobody sings in the corpus."""

DESCRIPTORS = 12
SCALES = (*(1 / 6,) * 3, 0.5, 1 / 6, 0.5, 1 / 6, 1 / 6, 1 / 4, 1 / 3, 1.0, 1.0)
"""Of the descriptors, so that a step in one is about as much as in another."""

LINE_DB = 6.0
"""What an output of one of the straight line is worth."""

MOST_TARGET_DB = 24.0
"""No track is farther from the middle of the mix."""

SPECTRUM_DB, OVER_DB = (-50.0, 5.0), (-25.0, 15.0)
"""What is seen of a band against the whole sound, and of a hop against the usual."""

SURGE = BANDS + SHAPES
"""The column behind the frontend's: how far a hop stands over the last half second, dB."""

SEEN = BANDS + 10
"""Numbers that `Console.see` makes of a hop."""

WEIGHTED = 8
"""Numbers that `Console.weigh_hop` makes of a hop."""

MASKED = -1e4
"""Added to the score of a token that nobody may look at."""


class Size(Struct, frozen=True):
    """How large a network is."""

    hop_width: int = 96
    """Of the layer that looks at single hops."""
    sense: int = 64
    """Numbers it makes of a hop."""
    width: int = 96
    """Of all that looks at tracks."""
    heads: int = 4
    layers: int = 2
    dropout: float = 0.25
    bend: float = 3.0
    """How far the network may leave the straight line, dB for an output of one."""


class Means(NamedTuple):
    """What a track was like on average; (..., tracks, ...) each."""

    power: torch.Tensor
    """(..., bands) mean power."""
    shown: torch.Tensor
    """(..., SEEN) mean of what was seen of the hops."""
    level: torch.Tensor
    """(..., 2) mean of the level over the usual, in tens of dB, and of its square."""
    sense: torch.Tensor
    """(..., sense) mean of what the network made of the hops."""
    weighted: torch.Tensor
    """(..., WEIGHTED) mean of what the hops were like times their energy, so that loud ones count."""
    hops: torch.Tensor
    """(...) hops that told something."""
    share: torch.Tensor
    """(...) of all hops that these are."""


class Settings(NamedTuple):
    """What the network wants, in engine units; (..., tracks) or (..., tracks, 4) for the EQ."""

    target_db: torch.Tensor
    """Loudness of each track in the mix, up to one number for all."""
    group_db: torch.Tensor
    """The part of it that the track shares with its group."""
    rest_db: torch.Tensor
    """The part of it that is no straight line through the descriptors."""
    trust: torch.Tensor
    """0 to 1, how much of the way to the target is worth going."""
    pan: torch.Tensor
    hpf_hz: torch.Tensor
    eq_gain_db: torch.Tensor
    eq_hz: torch.Tensor
    threshold_db: torch.Tensor
    """Over the track's own loudness."""
    ratio: torch.Tensor
    master_gain_db: torch.Tensor
    """(..., 4) of the master's EQ; no tracks."""
    spread: torch.Tensor
    """(..., tracks, 5) expected errors: level in dB, pan, high-pass in octaves, EQ in dB, ratio."""
    roles: torch.Tensor
    """(..., tracks, roles) logits, without what it was told."""
    likely: torch.Tensor
    """(..., tracks, roles) probabilities, with it."""
    groups: torch.Tensor
    """(..., tracks, groups) probabilities."""


def guess_good(away: torch.Tensor, loud: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """(songs,) how likely a good mix comes in: not alike, and hardly farther off than any good mix is.

    From what the network would change and what is there, (songs, tracks) dB each.
    """
    tracks = there.sum(dim=1)
    far = (away.abs() * there).sum(dim=1) * (1.0 / ERROR_DB - 1.0 / STRANGE_DB)
    apart = mean_of((loud - mean_of(loud, there)[:, None]).abs(), there)
    good = torch.sigmoid(SURE * (tracks * log(STRANGE_DB / ERROR_DB) - far))
    return good * (1.0 - torch.exp(-((apart / EQUAL_DB) ** 2)))


def perceptron(*widths: int, dropout: float = 0.0) -> nn.Sequential:
    """Linear layers with GELU between, and dropout while it learns."""
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.GELU(), nn.Dropout(dropout)]
    return nn.Sequential(*layers[:-2])


class Attention(nn.Module):
    """Every track looks at every other and at the bus; padding is not seen."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask, self.tell = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.think = perceptron(width, 2 * width, width, dropout=dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """New tokens (songs, tokens, width) from these; mask (songs, tokens) is 0 or MASKED."""
        songs, tokens, width = x.shape
        parts = self.ask(self.before(x)).reshape(songs, tokens, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(2, 3) / (width // self.heads) ** 0.5 + mask[:, None, None]
        mixed = (torch.softmax(scores, dim=3) @ value).transpose(1, 2).reshape(songs, tokens, width)
        x = x + self.tell(mixed)
        return x + self.think(self.after(x))


class Console(nn.Module):
    """The network without its frontend: from features and means to settings."""

    group_of: torch.Tensor
    habits: torch.Tensor
    k_weights: torch.Tensor
    barks: torch.Tensor
    scales: torch.Tensor
    eq_hz: torch.Tensor
    eq_q: torch.Tensor

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.notice = perceptron(SEEN, size.hop_width, size.sense)
        pooled = size.sense + BANDS + SEEN + 4
        self.gather = perceptron(pooled + len(ROLES) + 1, 2 * size.width, size.width, dropout=size.dropout)
        self.bus = nn.Parameter(torch.zeros(1, 1, size.width))
        self.layers = nn.ModuleList(
            Attention(size.width, size.heads, size.dropout) for _ in range(size.layers)
        )
        self.last = nn.LayerNorm(size.width)
        self.role = perceptron(size.width, size.width, len(ROLES))
        self.line = nn.Linear(DESCRIPTORS, 1, bias=False)
        nn.init.zeros_(self.line.weight)
        self.level = perceptron(size.width, size.width, 2, dropout=size.dropout)
        self.between = perceptron(2 * size.width, size.width, len(GROUPS), dropout=size.dropout)
        self.tone = perceptron(size.width, size.width, 20)
        self.master = perceptron(size.width, size.width, 4)
        self.weigh = perceptron(4, 16, 1)
        group = torch.zeros(len(ROLES), len(GROUPS))
        for column, members in enumerate(GROUPS.values()):
            for member in members:
                group[ROLES.index(member), column] = 1.0
        self.register_buffer("group_of", group)
        self.register_buffer("habits", torch.tensor([HABITS_DB.get(role, 0.0) for role in ROLES]))
        barks = 13.0 * np.arctan(0.00076 * BAND_HZ) + 3.5 * np.arctan((BAND_HZ / 7500.0) ** 2)
        self.register_buffer("barks", torch.tensor(barks, dtype=torch.float32))
        self.register_buffer("scales", torch.tensor(SCALES))
        self.register_buffer("k_weights", torch.tensor(weigh_hz(BAND_HZ), dtype=torch.float32))
        for name, values in (("eq_hz", EQ_HZ), ("eq_q", EQ_Q)):
            self.register_buffer(name, torch.tensor(values, dtype=torch.float32))

    def loudness(self, power: torch.Tensor) -> torch.Tensor:
        """(...) dB of band powers (..., bands), weighted as the ear does."""
        return 10.0 * torch.log10((power * self.k_weights).sum(dim=-1) + FLOOR)

    def see(self, features: torch.Tensor, usual_db: torch.Tensor) -> torch.Tensor:
        """(..., SEEN) hops (..., SURGE + 1) without their level, but for how far it is over the usual."""
        bands, shapes = features[..., :BANDS], features[..., BANDS:]
        level = self.loudness(torch.pow(10.0, bands / 10.0))
        over = torch.clamp(level - usual_db, *OVER_DB)
        return torch.cat(
            (
                torch.clamp(bands - level[..., None], *SPECTRUM_DB) / 10.0 + 2.0,
                shapes[..., 0:3:2],
                0.2 * shapes[..., 1:4:2],
                torch.clamp(shapes[..., 4:5] - level[..., None], 0.0, 30.0) / 10.0,
                shapes[..., 5:6],
                shapes[..., 6:7].abs(),
                shapes[..., 7:8],
                over[..., None] / 10.0,
                torch.clamp(features[..., SURGE:], *OVER_DB) / 10.0,
            ),
            dim=-1,
        )

    def weigh_hop(self, features: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        """(..., WEIGHTED) what a hop (..., SURGE + 1) is like, times its energy."""
        shapes = features[..., BANDS:SURGE]
        peak = torch.clamp(shapes[..., 4] - level, 0.0, 30.0)
        parts = (
            torch.clamp(features[..., SURGE], *OVER_DB),
            level,
            10.0 * shapes[..., 0],
            shapes[..., 1],
            10.0 * shapes[..., 2],
            shapes[..., 3],
            10.0 * shapes[..., 7],
            peak,
        )
        return torch.pow(10.0, level / 10.0)[..., None] * torch.stack(parts, dim=-1)

    def describe(self, means: Means) -> torch.Tensor:
        """(..., DESCRIPTORS) few numbers on how a track strikes and its colour, the same at any level."""
        energy = (means.power * self.k_weights).sum(dim=-1, keepdim=True) + FLOOR
        struck = means.weighted / energy
        burst = struck[..., 1:2] - 10.0 * torch.log10(energy)
        share = means.power / (means.power.sum(dim=-1, keepdim=True) + FLOOR)
        centroid = (share * self.barks).sum(dim=-1, keepdim=True)
        width = torch.sqrt((share * (self.barks - centroid).square()).sum(dim=-1, keepdim=True) + 1e-4)
        steady = means.shown[..., BANDS : BANDS + 4 : 2]
        parts = (struck[..., :1], burst, struck[..., 2:], centroid, width, steady)
        return torch.cat(parts, dim=-1) * self.scales

    def pool(self, means: Means, role: torch.Tensor) -> torch.Tensor:
        """(..., pooled) all that is known of a track; role (..., roles), zero where unknown."""
        loud = self.loudness(means.power)
        spectrum = 10.0 * torch.log10(means.power + FLOOR) - loud[..., None]
        spectrum = torch.clamp(spectrum, *SPECTRUM_DB) / 10.0 + 2.0
        moving = means.level[..., 1:] - means.level[..., :1].square()
        known = role.sum(dim=-1, keepdim=True)
        return torch.cat(
            (
                means.sense,
                spectrum,
                means.shown,
                means.level[..., :1],
                torch.sqrt(torch.clamp(moving, min=1e-4)),
                torch.log10(means.hops[..., None] + 1.0) / 3.0,
                means.share[..., None],
                role,
                known,
            ),
            dim=-1,
        )

    def decide(self, means: Means, role: torch.Tensor, there: torch.Tensor) -> Settings:
        """What to do with songs (songs, tracks) of which `there` (songs, tracks; 0 or 1) tell something."""
        tracks = self.gather(self.pool(means, role))
        bus = self.bus.expand(tracks.shape[0], 1, tracks.shape[2])
        tokens = torch.cat((bus, tracks), dim=1)
        mask = torch.cat((torch.zeros_like(there[:, :1]), (1.0 - there) * MASKED), dim=1)
        for layer in self.layers:
            tokens = layer(tokens, mask)
        tokens = self.last(tokens)
        bus, tracks = tokens[:, 0], tokens[:, 1:]
        roles = self.role(tracks)
        known = role.sum(dim=-1, keepdim=True)
        likely = role + (1.0 - known) * torch.softmax(roles, dim=-1)
        groups = likely @ self.group_of
        level = self.level(tracks)
        members = groups * there[..., None]
        heads = members / (members.sum(dim=1, keepdim=True) + 1e-3)
        group_mean = heads.transpose(1, 2) @ tracks
        pairs = torch.cat((group_mean, bus[:, None].expand_as(group_mean)), dim=-1)
        between = torch.diagonal(self.between(pairs), dim1=1, dim2=2)
        between = between - mean_of((groups * between[:, None]).sum(dim=-1), there)[:, None]
        within = level[..., 0] - ((groups * (heads * level[..., :1]).sum(dim=1, keepdim=True)).sum(dim=-1))
        line = self.line(self.describe(means))[..., 0]
        line = LINE_DB * (line - mean_of(line, there)[:, None])
        rest = self.size.bend * (within + (groups * between[:, None]).sum(dim=-1))
        target = line + rest + likely @ self.habits
        target = there * MOST_TARGET_DB * torch.tanh(target / MOST_TARGET_DB)
        spread = 6.0 * torch.nn.functional.softplus(level[..., 1]) + 0.3
        tone = self.tone(tracks)
        loud = self.loudness(means.power)
        return Settings(
            target_db=target,
            group_db=(groups * (heads * target[..., None]).sum(dim=1, keepdim=True)).sum(dim=-1),
            rest_db=rest,
            trust=self.trust(target, loud, spread, there),
            pan=torch.sigmoid(tone[..., 0] - 1.0) * torch.tanh(tone[..., 1]),
            hpf_hz=20.0 * torch.pow(2.0, 4.3 * torch.sigmoid(tone[..., 2] - 1.0)),
            eq_gain_db=9.0 * torch.tanh(tone[..., 3:7] / 3.0),
            eq_hz=self.eq_hz * torch.pow(2.0, torch.tanh(tone[..., 7:11])),
            threshold_db=12.0 * torch.tanh(tone[..., 11]),
            ratio=1.0 + 5.0 * torch.sigmoid(tone[..., 12] - 2.0),
            master_gain_db=6.0 * torch.tanh(self.master(bus) / 3.0),
            spread=torch.cat(
                (spread[..., None], 0.05 + torch.nn.functional.softplus(tone[..., 15:19])), dim=-1
            ),
            roles=roles,
            likely=likely,
            groups=groups,
        )

    def trust(
        self, target: torch.Tensor, loud: torch.Tensor, spread: torch.Tensor, there: torch.Tensor
    ) -> torch.Tensor:
        """(songs, tracks) how much of the way is worth going: little where all tracks are nearly there."""
        away = target - loud
        away = away - mean_of(away, there)[:, None]
        apart = loud - mean_of(loud, there)[:, None]
        facts = (
            away.abs() / 6.0,
            (mean_of(away.abs(), there) / 6.0)[:, None].expand_as(away),
            (mean_of(apart.abs(), there) / 6.0)[:, None].expand_as(away),
            spread / 6.0,
        )
        return torch.sigmoid(self.weigh(torch.stack(facts, dim=-1))[..., 0] + 2.0)

    def draw_filter(self, settings: Settings) -> torch.Tensor:
        """(..., tracks, bands) dB of each track's high-pass and EQ."""
        q = self.eq_q.expand_as(settings.eq_gain_db)
        return eq_curves(settings.eq_gain_db, settings.eq_hz, q) + highpass_curve(settings.hpf_hz)

    def filtered_loudness(self, settings: Settings, means: Means) -> torch.Tensor:
        """(..., tracks) dB behind each track's high-pass and EQ."""
        return self.loudness(means.power * torch.pow(10.0, self.draw_filter(settings) / 10.0))

    def faders(
        self,
        settings: Settings,
        means: Means,
        there: torch.Tensor,
        style_db: torch.Tensor | None = None,
        group_share: float = GROUP_SHARE,
        doubt: bool = True,
    ) -> torch.Tensor:
        """(songs, tracks) fader dB that lead to the targets behind the filters, and together to MIX_DB.

        Style (groups,) moves whole groups by so much. With doubt a mix that may be good is left alone.
        """
        plain = self.loudness(means.power)
        loud = self.filtered_loudness(settings, means)
        away = settings.target_db - (1.0 - group_share) * settings.group_db - plain
        away = away - mean_of(away, there)[:, None]
        sure = settings.trust
        if doubt:
            sure = sure * (1.0 - MOST_DOUBT * guess_good(away, plain, there))[:, None]
        away = sure * away
        if style_db is not None:
            away = away + settings.groups @ style_db
        wanted = there * (away + plain - loud)
        total = torch.log10((there * torch.pow(10.0, (wanted + loud) / 10.0)).sum(dim=1) + FLOOR)
        return torch.clamp(wanted + (MIX_DB - 10.0 * total)[:, None], LEAST_DB, MOST_DB)


def mean_of(values: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """(songs,) mean over the tracks that are there."""
    return (values * there).sum(dim=1) / (there.sum(dim=1) + 1e-6)
