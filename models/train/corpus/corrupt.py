"""Self-corruption after Li: a person's mix un-mixed by known amounts; a network learns the way back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from msgspec import Struct

from models.train.corpus.augment import (
    Audio,
    Band,
    change_level,
    draw_bands,
    equalize,
    flip_polarity,
    rebalance,
)


class Corruption(Struct, frozen=True):
    """What was done to a stem; its inverse is the way back to what the person had."""

    gain_db: float = 0.0
    balance_db: float = 0.0
    """How much the left side was raised against the right."""
    bands: tuple[Band, ...] = ()
    flipped: bool = False

    def invert(self) -> Corruption:
        """What undoes it."""
        bands = tuple((hz, -gain_db, q) for hz, gain_db, q in self.bands)
        return Corruption(-self.gain_db, -self.balance_db, bands, self.flipped)


class Amounts(Struct, frozen=True):
    """How much may be done: spreads and largest values."""

    gain_db: float = 8.0
    most_gain_db: float = 18.0
    balance_db: float = 6.0
    bands: int = 3
    band_db: float = 9.0
    flip_share: float = 0.1


def draw_corruption(draw: np.random.Generator, amounts: Amounts | None = None) -> Corruption:
    """What is to be done to a stem."""
    most = amounts or Amounts()
    return Corruption(
        float(np.clip(draw.normal(0.0, most.gain_db), -most.most_gain_db, most.most_gain_db)),
        float(draw.normal(0.0, most.balance_db)),
        tuple(draw_bands(draw, most.bands, most.band_db)),
        bool(draw.random() < most.flip_share),
    )


def apply_corruption(audio: Audio, rate: int, corruption: Corruption) -> Audio:
    """Audio (channels, frames) with a corruption done to it; its inverse gives the audio back."""
    corrupted = equalize(change_level(audio, corruption.gain_db), rate, corruption.bands)
    corrupted = rebalance(corrupted, corruption.balance_db)
    return flip_polarity(corrupted) if corruption.flipped else corrupted


def corrupt(
    stems: Sequence[Audio], rate: int, seed: int, amounts: Amounts | None = None
) -> tuple[list[Audio], list[Corruption]]:
    """Stems un-mixed, and what was done to each; gains are relative, so their median is taken out."""
    draw = np.random.default_rng(seed)
    drawn = [draw_corruption(draw, amounts) for _ in stems]
    middle = float(np.median([each.gain_db for each in drawn])) if drawn else 0.0
    done = [msgspec.structs.replace(each, gain_db=each.gain_db - middle) for each in drawn]
    return [apply_corruption(stem, rate, each) for stem, each in zip(stems, done, strict=True)], done
