"""Behaviour: what a mind does over time, hop by hop on a desk that makes its moves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.console.layers import Layers
from engine.console.state import Mix
from models.evaluate.balance import weighted_median
from models.evaluate.material import Material, make_desk
from models.listener import ArrayListener
from models.live import LiveMind
from models.messages import Heard
from models.predictor import TrackInfo, read_strips

NEAR_DB = 1.0
STAYS_S = 3.0
FALSE_DB = 1.0
BREAK_S = 6.0
MOST_S = 60.0
"""No more of a song is played."""

FADES_S = 0.5
"""How long after a track has gone silent the mind may still be hearing it."""


class Ride(NamedTuple):
    """Faders over time: `faders_db` (hops, strips), and how long a hop is."""

    faders_db: np.ndarray
    hop_s: float

    def at(self, seconds: float) -> int:
        """The hop at a time."""
        return min(len(self.faders_db) - 1, round(seconds / self.hop_s))


def ride(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> Ride:
    """Let a mind mix live from a cold start."""
    audio = next(material.blocks(round(MOST_S * material.rate)))
    live = LiveMind(mind, tracks, material.rate)
    start = make_desk(tracks)
    layers, rows = Layers(start, start), []
    listener = ArrayListener(audio, live.hop_frames)
    while (block := listener.read()) is not None:
        heard = Heard(layers.auto, layers.hand, layers.holds, "run", False, layers.amount)
        spoken = live.feed(block, heard, listener.at_frame)
        for move in spoken.prediction.moves if spoken is not None and spoken.applied else ():
            layers = layers.propose(move)
        rows.append(read_strips(layers.effective(), "fader_db"))
    return Ride(np.array(rows), live.hop_frames / material.rate)


def find_distances(faders_db: np.ndarray, goal_db: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(hops,) mean distance of faders (hops, strips) from a mix (strips,), up to one common offset."""
    away = faders_db - goal_db
    middle = np.array([weighted_median(row, weights) for row in away])
    return np.average(np.abs(away - middle[:, None]), axis=1, weights=weights)


def time_arrival(distances: np.ndarray, hop_s: float) -> float:
    """Seconds until distances (hops,) stay under NEAR_DB for STAYS_S; all of them if they never do."""
    near = distances <= NEAR_DB
    stays = max(1, round(STAYS_S / hop_s))
    for start in range(len(near) - stays + 1):
        if near[start : start + stays].all():
            return start * hop_s
    return len(near) * hop_s


def measure_jitter(ridden: Ride) -> float:
    """Mean travel of faders in dB a second, over the second half."""
    half = ridden.faders_db[len(ridden.faders_db) // 2 :]
    return float(np.abs(np.diff(half, axis=0)).mean() / ridden.hop_s) if len(half) > 1 else 0.0


def try_behaviour(
    mind: str, tracks: tuple[TrackInfo, ...], material: Material, human: Material, settled: Mix
) -> dict[str, float]:
    """All measures of one song; `human` is the same stems in the person's balance."""
    weights = np.ones(len(tracks))
    ridden = ride(mind, tracks, material)
    last = ridden.faders_db[-round(STAYS_S / ridden.hop_s) :].mean(axis=0)
    there = find_distances(ridden.faders_db, read_strips(settled, "fader_db"), weights)
    good = ride(mind, tracks, human)
    spoilt = find_distances(good.faders_db[-1:], np.zeros(len(tracks)), weights)[0]
    moved = np.abs(good.faders_db[-1] - np.median(good.faders_db[-1])) > FALSE_DB
    return {
        "settle_s": time_arrival(find_distances(ridden.faders_db, last, weights), ridden.hop_s),
        "settle_offline_s": time_arrival(there, ridden.hop_s),
        "jitter_db_per_s": measure_jitter(ridden),
        "false_moves": float(moved.mean()),
        "spoilt_db": float(spoilt),
        **_try_entry(mind, tracks, material),
        **_try_breaks(mind, tracks, material),
    }


def _try_entry(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> dict[str, float]:
    """The loudest-acting track comes in at half time: until its fader rests, and what the others do."""
    newcomer = int(np.argmax([np.abs(stem).mean() for stem in material.stems]))
    frames = min(material.stems[0].shape[1], round(MOST_S * material.rate))
    entry = frames // 2
    stems = [stem[:, :frames] for stem in material.stems]
    stems[newcomer] = stems[newcomer].copy()
    stems[newcomer][:, :entry] = 0.0
    ridden = ride(mind, tracks, Material(stems, material.rate))
    at = ridden.at(entry / material.rate)
    goal = ridden.faders_db[-round(STAYS_S / ridden.hop_s) :].mean(axis=0)
    apart = np.abs(ridden.faders_db[at:, newcomer] - goal[newcomer])
    others = np.delete(ridden.faders_db, newcomer, axis=1)
    later = min(len(others) - 1, at + round(10.0 / ridden.hop_s))
    return {
        "entry_s": time_arrival(apart, ridden.hop_s),
        "entry_others_db": float(np.abs(others[later] - others[at]).mean()) if others.size else 0.0,
    }


def _try_breaks(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> dict[str, float]:
    """All are silent for BREAK_S, later all but one: the furthest that a silent track's fader goes."""
    rate = material.rate
    frames = min(material.stems[0].shape[1], round(MOST_S * rate))
    first, second = frames // 3, 2 * frames // 3
    length = min(round(BREAK_S * rate), frames // 6)
    soloist = int(np.argmax([np.abs(stem[:, second : second + length]).mean() for stem in material.stems]))
    stems = []
    for index, stem in enumerate(material.stems):
        stem = stem[:, :frames].copy()
        stem[:, first : first + length] = 0.0
        if index != soloist:
            stem[:, second : second + length] = 0.0
        stems.append(stem)
    ridden = ride(mind, tracks, Material(stems, rate))

    def travel(start: int, strips: np.ndarray) -> float:
        span = ridden.faders_db[ridden.at(start / rate + FADES_S) : ridden.at((start + length) / rate), :][
            :, strips
        ]
        return float(np.ptp(span, axis=0).max()) if span.size else 0.0

    everyone = np.arange(len(tracks))
    return {
        "silence_db": travel(first, everyone),
        "solo_others_db": travel(second, np.delete(everyone, soloist)),
        "solo_db": travel(second, np.array([soloist])),
    }
