"""Batches: windows of songs, un-mixed by known amounts, and the way back."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import torch
from msgspec import Struct, field

from models.roles import GROUPS, ROLES
from models.train.curves import eq_curves
from models.train.frontend import BAND_HZ, BANDS
from models.train.network import EQ_HZ, EQ_Q, SURGE
from models.train.songs import K_WEIGHTS, Song

KIT = tuple(ROLES.index(role) for role in GROUPS["drums"] if role != "drums")
WHOLE_KIT = ROLES.index("drums")
GROUP_OF = np.array([[role in members for members in GROUPS.values()].index(True) for role in ROLES])
"""(roles,) the number of each role's group."""

CREST, SHARP_CREST, PEAK, SIDE, LEAN = BANDS, BANDS + 2, BANDS + 4, BANDS + 5, BANDS + 6
"""Columns of the features, see `Frontend.forward`."""

TRIAL_DB = -23.0


class Damage(Struct, frozen=True):
    """How songs are un-mixed; what has no unit is how often, 0 to 1."""

    equal: float = 0.4
    """All tracks come in equally loud; else at random, nearly right, or right."""
    random: float = 0.25
    slightly: float = 0.2
    random_db: float = 7.0
    slight_db: float = 2.0
    eq: float = 0.6
    """Of a track; the next is how far its bands go."""
    eq_db: float = 5.0
    bus_eq: float = 0.3
    """All tracks of a song get one EQ more."""
    rumble: float = 0.25
    expand: float = 0.4
    role_given: float = 0.25
    """Of a song: the network is told the roles; in the next share it is told what ears make of them."""
    by_ear: float = 0.5
    no_peaks: float = 0.4
    """Of a song: nothing is seen of how far peaks stand over the mean."""
    merge_kit: float = 0.15
    """All drums come as one track."""
    merge: float = 0.15
    """Two tracks come as one."""
    mono: float = 0.6
    tracks: int = 16
    """At most."""
    windows: tuple[tuple[int, int], ...] = ((40, 1), (80, 1), (80, 3), (80, 6), (80, 12))
    """Hops seen, and how far apart: what counts are means, so a long window needs no more hops."""


class Batch(NamedTuple):
    """What the network hears, and what it should say; (songs, tracks) each unless it says otherwise."""

    features: torch.Tensor
    """(songs, tracks, hops, SURGE + 1)"""
    role: torch.Tensor
    """(songs, tracks, roles) as far as told; zero where hidden."""
    there: torch.Tensor
    """1, or 0 for padding."""
    human_db: torch.Tensor
    """Loudness in the human's mix."""
    true_role: torch.Tensor
    """-1 where unknown."""
    pan: torch.Tensor
    """NaN where unknown."""
    eq_db: torch.Tensor
    """(songs, tracks, bands) the damage to undo."""
    hpf_octaves: torch.Tensor
    """Up to where a high-pass takes nothing from it, over 20 Hz."""
    ratio: torch.Tensor
    """That undoes the expansion; 1 where there was none."""
    threshold_db: torch.Tensor
    """Of it, over the track's own loudness."""
    bus_db: torch.Tensor
    """(songs, bands) the damage to all tracks alike."""
    audible: torch.Tensor
    """(songs, tracks, bands) 0 or 1, where the clean track has something."""
    apart: int
    """How many hops lie between two that are seen."""


class Track(Struct):
    """One track under way to a batch; as there, but of features (hops, SURGE + 1) in float32."""

    features: np.ndarray
    human_db: float
    pan: float
    role: int
    by_ear: np.ndarray
    """(roles,) how likely each is by ear."""
    eq_db: np.ndarray = field(default_factory=lambda: np.zeros(BANDS, np.float32))
    ratio: float = 1.0
    threshold_db: float = 0.0
    hpf_octaves: float = 0.0
    audible: np.ndarray | None = None


Told = Literal["roles", "ears", ""]
"""What the network is told of roles: what they are, what ears make of them, nothing."""


class Scene(NamedTuple):
    """One song under way to a batch."""

    tracks: list[Track]
    bus_db: np.ndarray
    told: Told


class BatchMaker:
    """Draws batches from songs; the same seed draws the same."""

    def __init__(self, songs: list[Song], damage: Damage, size: int, seed: int) -> None:
        self._songs, self._damage, self._size = songs, damage, size
        self._dice = np.random.default_rng(seed)
        self._share = share_songs(songs)

    def draw(self) -> Batch:
        """One batch; all its songs are as many hops long."""
        hops, apart = self._damage.windows[int(self._dice.integers(len(self._damage.windows)))]
        chosen = self._dice.choice(len(self._songs), self._size, p=self._share)
        return stack_songs([self._unmix(self._songs[index], hops, apart) for index in chosen], hops, apart)

    def _unmix(self, song: Song, hops: int, apart: int) -> Scene:
        dice, damage = self._dice, self._damage
        start = int(dice.integers(0, max(1, song.features.shape[1] - hops * apart)))
        window = slice(start, start + hops * apart, apart)
        tracks = [_take_track(song, index, window) for index in dice.permutation(len(song.lufs))]
        tracks = self._merge(tracks)[: damage.tracks]
        bus = self._draw_eq() if dice.random() < damage.bus_eq else np.zeros(BANDS, np.float32)
        no_peaks = dice.random() < damage.no_peaks
        for track in tracks:
            _note_clean(track)
            self._hurt(track, bus)
            if no_peaks:
                track.features[:, [CREST, SHARP_CREST, PEAK]] = (0.0, 0.0, -1000.0)
        self._set_levels(tracks)
        return Scene(tracks, bus, draw_told(dice, damage))

    def _merge(self, tracks: list[Track]) -> list[Track]:
        dice, damage = self._dice, self._damage
        kit = [track for track in tracks if track.role in KIT]
        if len(kit) > 1 and len(tracks) - len(kit) > 1 and dice.random() < damage.merge_kit:
            return [_add_tracks(kit, WHOLE_KIT), *(track for track in tracks if track.role not in KIT)]
        if len(tracks) > 5 and dice.random() < damage.merge:
            role = tracks[0].role if tracks[0].role == tracks[1].role else -1
            return [_add_tracks(tracks[:2], role), *tracks[2:]]
        return tracks

    def _hurt(self, track: Track, bus: np.ndarray) -> None:
        """Do to a track what a strip can undo; a pan that is known must not be seen."""
        dice, damage, seen = self._dice, self._damage, track.features
        if dice.random() < damage.mono or np.isfinite(track.pan):
            seen[:, SIDE], seen[:, LEAN] = 0.0, 0.0
        if dice.random() < damage.expand:
            level = loudness_of(seen)
            usual = 10.0 * np.log10(np.mean(10.0 ** (level / 10.0)) + 1e-12)
            track.ratio = float(2.0 ** dice.uniform(0.2, 1.2))
            track.threshold_db = float(dice.uniform(-10.0, 3.0))
            gain = (track.ratio - 1.0) * np.maximum(0.0, level - usual - track.threshold_db)
            gain = np.minimum(gain, 15.0)
            seen[:, :BANDS] += gain[:, None]
            seen[:, PEAK] += gain
        if dice.random() < damage.eq:
            track.eq_db = self._draw_eq()
        seen[:, :BANDS] += track.eq_db + bus
        if dice.random() < damage.rumble:
            level = loudness_of(seen).max() + dice.uniform(-15.0, 5.0)
            rumble = level - 24.0 * np.maximum(0.0, np.log2(BAND_HZ / dice.uniform(30.0, 80.0)))
            rumble = rumble + dice.normal(0.0, 1.0, (len(seen), 1))
            seen[:, :BANDS] = 10.0 * np.log10(10.0 ** (seen[:, :BANDS] / 10.0) + 10.0 ** (rumble / 10.0))

    def _draw_eq(self) -> np.ndarray:
        """(bands,) dB of a strip's EQ."""
        return eq_curves(*draw_eq(self._dice, self._damage.eq_db)).numpy().astype(np.float32)

    def _set_levels(self, tracks: list[Track]) -> None:
        """Bring the tracks in at levels that say nothing, or nearly what the human wanted."""
        dice, damage = self._dice, self._damage
        kind = dice.random()
        loud = np.array([_gate_loudness(track) for track in tracks])
        human = np.array([track.human_db for track in tracks])
        if kind < damage.equal:
            levels = np.full(len(tracks), dice.uniform(-40.0, -15.0))
        elif kind < damage.equal + damage.random:
            levels = dice.uniform(-35.0, -20.0) + dice.normal(0.0, damage.random_db, len(tracks))
        elif kind < damage.equal + damage.random + damage.slightly:
            levels = human + dice.normal(0.0, damage.slight_db, len(tracks))
        else:
            levels = human
        for track, gain in zip(tracks, levels - loud, strict=True):
            _turn_up(track, gain)


def share_songs(songs: list[Song]) -> np.ndarray:
    """(songs,) how likely each is drawn: a package counts as the root of its number of songs."""
    packages = [song.label.package for song in songs]
    share = np.array([1.0 / np.sqrt(packages.count(package)) for package in packages])
    return share / share.sum()


def draw_told(dice: np.random.Generator, damage: Damage) -> Told:
    """What the network is told of a song's roles."""
    turn = dice.random() - damage.role_given
    return "roles" if turn < 0.0 else "ears" if turn < damage.by_ear else ""


def draw_eq(dice: np.random.Generator, deviation_db: float) -> tuple[torch.Tensor, ...]:
    """Gains in dB, Hz and Q (4,) of a strip's EQ, about half of its bands in use."""
    on = dice.random(4) < 0.5
    gain = torch.tensor(np.where(on, dice.normal(0.0, deviation_db, 4).clip(-12.0, 12.0), 0.0))
    hz = torch.tensor(np.array(EQ_HZ) * 2.0 ** dice.uniform(-1.0, 1.0, 4))
    q = torch.tensor(np.array(EQ_Q) * 2.0 ** dice.uniform(-0.5, 0.5, 4))
    return gain, hz, q


def make_trial(song: Song, most_hops: int = 150) -> Batch:
    """A whole song without its levels: mono, equally loud, roles by ear; as the balance is judged."""
    apart = max(1, -(-song.features.shape[1] // most_hops))
    return hide_levels(song, slice(None, None, apart), np.zeros((len(song.lufs), BANDS), np.float32))[0]


def hide_levels(
    song: Song, window: slice, eq_db: np.ndarray, told: Told = "ears"
) -> tuple[Batch, np.ndarray]:
    """Every so many hops of a song, mono and equally loud behind an EQ (stems, bands), in their order.

    And by how many dB each track (stems,) was turned up.
    """
    tracks, gains_db = [], []
    for index in range(len(song.lufs)):
        track = _take_track(song, index, window)
        _note_clean(track)
        track.eq_db = eq_db[index]
        track.features[:, :BANDS] += track.eq_db
        track.features[:, [SIDE, LEAN]] = 0.0
        gains_db.append(TRIAL_DB - _gate_loudness(track))
        _turn_up(track, gains_db[-1])
        tracks.append(track)
    scene = Scene(tracks, np.zeros(BANDS, np.float32), told)
    return stack_songs([scene], len(tracks[0].features), window.step or 1), np.array(gains_db)


def loudness_of(features: np.ndarray) -> np.ndarray:
    """(hops,) K-weighted dB of features (hops, SURGE + 1)."""
    return 10.0 * np.log10(10.0 ** (features[:, :BANDS] / 10.0) @ K_WEIGHTS + 1e-12)


def _take_track(song: Song, index: int, window: slice) -> Track:
    features = song.features[index, window].astype(np.float32)
    lufs, pan, role = float(song.lufs[index]), float(song.pan[index]), int(song.role[index])
    return Track(features, lufs, pan, role, song.by_ear[index])


def _turn_up(track: Track, gain_db: float) -> None:
    track.features[:, :BANDS] += gain_db
    track.features[:, PEAK] += gain_db


def _gate_loudness(track: Track) -> float:
    """Gated loudness of the window, the human's level where it is silent."""
    power = 10.0 ** (loudness_of(track.features) / 10.0)
    power = power[power > 1e-7]
    if not len(power):
        return track.human_db
    loud = power[power > power.mean() / 10.0]
    return float(10.0 * np.log10(loud.mean()))


def _note_clean(track: Track) -> None:
    """Note where the clean track has anything, and up to where a high-pass takes nothing from it."""
    power = (10.0 ** (track.features[:, :BANDS] / 10.0)).mean(axis=0)
    weighted = power * K_WEIGHTS
    track.audible = (weighted > weighted.max() * 10.0**-3.5).astype(np.float32)
    under = np.cumsum(weighted) / (weighted.sum() + 1e-12)
    lowest = BAND_HZ[np.searchsorted(under, 0.02)]
    track.hpf_octaves = float(np.clip(np.log2(0.7 * lowest / 20.0), 0.0, 4.0))


def _add_tracks(tracks: list[Track], role: int) -> Track:
    """Tracks as one: their powers together, and the envelope of the loudest."""
    power = sum(10.0 ** (track.features[:, :BANDS] / 10.0) for track in tracks)
    loudest = max(tracks, key=lambda track: track.human_db)
    features = loudest.features.copy()
    features[:, :BANDS] = 10.0 * np.log10(power)
    features[:, PEAK] = np.max([track.features[:, PEAK] for track in tracks], axis=0)
    human_db = 10.0 * np.log10(sum(10.0 ** (track.human_db / 10.0) for track in tracks))
    by_ear = np.eye(len(ROLES), dtype=np.float32)[role] if role == WHOLE_KIT else loudest.by_ear
    return Track(features, float(human_db), float("nan"), role, by_ear)


def stack_songs(songs: list[Scene], hops: int, apart: int) -> Batch:
    """Songs as a batch, padded to as many tracks and hops."""
    most = max(len(song.tracks) for song in songs)
    shape = (len(songs), most)
    features = np.full((*shape, hops, SURGE + 1), -100.0, np.float32)
    features[..., BANDS:] = 0.0
    role = np.zeros((*shape, len(ROLES)), np.float32)
    there, human = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    true_role, pan = np.full(shape, -1, np.int64), np.full(shape, np.nan, np.float32)
    eq, audible = np.zeros((*shape, BANDS), np.float32), np.zeros((*shape, BANDS), np.float32)
    hpf, threshold = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    ratio = np.ones(shape, np.float32)
    for row, song in enumerate(songs):
        for column, track in enumerate(song.tracks):
            features[row, column, : len(track.features)] = track.features
            there[row, column], human[row, column] = 1.0, track.human_db
            true_role[row, column], pan[row, column] = track.role, track.pan
            eq[row, column], audible[row, column] = track.eq_db, track.audible
            hpf[row, column] = track.hpf_octaves
            ratio[row, column], threshold[row, column] = track.ratio, track.threshold_db
            if song.told == "roles" and track.role >= 0:
                role[row, column, track.role] = 1.0
            elif song.told == "ears":
                role[row, column] = track.by_ear
    bus = np.stack([song.bus_db for song in songs])
    arrays = features, role, there, human, true_role, pan, eq, hpf, ratio, threshold, bus, audible
    return Batch._make([*(torch.from_numpy(array) for array in arrays), apart])
