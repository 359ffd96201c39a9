"""Behaviour: what a mind does over time, hop by hop on a desk that makes its moves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.console.layers import Layers
from models.evaluate.balance import weighted_median
from models.evaluate.excerpt import SOON_S, find_excerpt, hear_steps, play_at_once, time_entries
from models.evaluate.material import Material, make_desk
from models.listener import ArrayListener
from models.live import LiveMind
from models.messages import Heard
from models.predictor import TrackInfo, read_strips

NEAR_DB = 1.0
STAYS_S = 3.0
PROMPT_S = 4.0
"""By then a mix is to be there."""

KNOWN_S = 8.0
"""So long after its first sound a track is expected to rest."""

FALSE_DB = 1.0
BREAK_S = 6.0
FADES_S = 0.5
"""How long after a track has gone silent the mind may still be hearing it."""


class Ride(NamedTuple):
    """Faders over time: `faders_db` (hops, strips), and how long a hop is."""

    faders_db: np.ndarray
    hop_s: float

    def at(self, seconds: float) -> int:
        """The hop at a time."""
        return min(len(self.faders_db) - 1, round(seconds / self.hop_s))

    def goal_db(self, since_s: float = 0.0) -> np.ndarray:
        """(strips,) where faders come to rest: their mean over the last third since then."""
        since = self.faders_db[self.at(since_s) :]
        return since[2 * len(since) // 3 :].mean(axis=0)


def ride(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> Ride:
    """Let a mind mix all of it live from a cold start."""
    audio = np.concatenate(material.stems)
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


def find_distances(faders_db: np.ndarray, goal_db: np.ndarray) -> np.ndarray:
    """(hops, strips) how far faders (hops, strips) are from a mix (strips,), up to one offset a hop."""
    away = faders_db - goal_db
    return np.abs(away - np.median(away, axis=1, keepdims=True))


def time_arrival(distances: np.ndarray, hop_s: float) -> float:
    """Seconds until distances (hops,) stay under NEAR_DB for STAYS_S; all of them if they never do."""
    near = distances <= NEAR_DB
    stays = max(1, round(STAYS_S / hop_s))
    for start in range(len(near) - stays + 1):
        if near[start : start + stays].all():
            return start * hop_s
    return len(near) * hop_s


def try_behaviour(
    mind: str, tracks: tuple[TrackInfo, ...], material: Material, human: Material, counts: np.ndarray
) -> dict[str, float]:
    """All measures of one song from where most of it plays at once.

    `human` is the same stems in the person's balance, and `counts` (stems,) what each counts in it.
    """
    excerpt = find_excerpt(material)
    material, human = material.cut(excerpt), human.cut(excerpt)
    return {
        **try_start(mind, tracks, material),
        **try_good_mix(mind, tracks, material, human, counts),
        **try_entry(mind, tracks, material),
        **try_breaks(mind, tracks, material),
    }


def try_start(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> dict[str, float]:
    """From a cold start until what plays at once is settled, in the mean and each; then its jitter."""
    sounding = hear_steps(material)
    ridden = ride(mind, tracks, material)
    early = play_at_once(sounding)
    away = find_distances(ridden.faders_db[:, early], ridden.goal_db()[early])
    each_s = np.array([time_arrival(column, ridden.hop_s) for column in away.T])
    last = ridden.faders_db[2 * len(ridden.faders_db) // 3 :]
    rests_s = len(ridden.faders_db) * ridden.hop_s * 2.0 / 3.0
    known = time_entries(sounding) <= rests_s - KNOWN_S
    measures = {}
    if early.any():
        measures["settle_s"] = time_arrival(away.mean(axis=1), ridden.hop_s)
        measures["settle_all_s"] = time_arrival(away.max(axis=1), ridden.hop_s)
        measures["prompt"] = float((each_s <= PROMPT_S).mean())
    if known.any():
        measures["jitter_db"] = float(np.sqrt(last[:, known].var(axis=0).mean()))
    return measures


def try_good_mix(
    mind: str, tracks: tuple[TrackInfo, ...], material: Material, human: Material, counts: np.ndarray
) -> dict[str, float]:
    """The person's mix is playing already: how much worse it is made, and how many faders are far off."""
    heard = np.flatnonzero(hear_steps(material).any(axis=0) & (counts > 0.0))
    if not len(heard):
        return {}
    faders_db, weights = ride(mind, tracks, human).goal_db()[heard], counts[heard]
    away = np.abs(faders_db - weighted_median(faders_db, weights))
    return {
        "false_moves": float(np.average(away > FALSE_DB, weights=weights)),
        "spoilt_db": float(np.average(away, weights=weights)),
    }


def try_entry(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> dict[str, float]:
    """One track keeps silent for half of the time: until it rests, and until all do that play by then."""
    frames, rate = material.stems[0].shape[1], material.rate
    entry, soon = frames // 2, round(SOON_S * rate)
    newcomer = int(np.argmax([np.square(stem[:, entry : entry + soon]).mean() for stem in material.stems]))
    stems = list(material.stems)
    stems[newcomer] = stems[newcomer].copy()
    stems[newcomer][:, :entry] = 0.0
    late = Material(stems, rate)
    ridden = ride(mind, tracks, late)
    entry_s = entry / rate
    goal = ridden.goal_db(entry_s)
    after = ridden.faders_db[ridden.at(entry_s) :]
    playing = time_entries(hear_steps(late)) <= entry_s + SOON_S
    others = after[:, playing & (np.arange(len(tracks)) != newcomer)]
    away = find_distances(after[:, playing], goal[playing])
    return {
        "entry_s": time_arrival(np.abs(after[:, newcomer] - goal[newcomer]), ridden.hop_s),
        "recovery_s": time_arrival(away.mean(axis=1), ridden.hop_s),
        "entry_others_db": float(np.abs(others - others[0]).max(axis=0).mean()) if others.size else 0.0,
    }


def try_breaks(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> dict[str, float]:
    """All are silent for BREAK_S, later all but one, and one more track throughout: how far faders go."""
    frames, rate = material.stems[0].shape[1], material.rate
    first, second = frames // 3, 2 * frames // 3
    length = min(round(BREAK_S * rate), frames // 6)
    soloist = int(np.argmax([np.square(stem[:, second : second + length]).mean() for stem in material.stems]))
    stems = []
    for index, stem in enumerate(material.stems):
        stem = stem.copy()
        stem[:, first : first + length] = 0.0
        if index != soloist:
            stem[:, second : second + length] = 0.0
        stems.append(stem)
    stems.append(np.zeros_like(stems[0]))
    rows = len(tracks) * material.channels
    spare = TrackInfo(f"Input {len(tracks) + 1}", "", tuple(range(rows, rows + material.channels)))
    ridden = ride(mind, (*tracks, spare), Material(stems, rate))

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
        "silent_track_db": float(np.ptp(ridden.faders_db[:, -1])),
    }
