"""Sound: what the network's strips make of some seconds of a song, and how far that is from the human's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import torch
from msgspec import Struct
from torch import Tensor

from engine.soundfiles import read_piece
from models.train.batch import Batch, Damage, draw_eq, draw_told, hide_levels, loudness_of, share_songs
from models.train.corpus.song import NOTE, estimate_pan
from models.train.curves import eq_curves
from models.train.features import SongFile
from models.train.frontend import BANDS, HOP, RATE
from models.train.hearing import recall_window
from models.train.network import FEWEST_HOPS, GROUP_SHARE, Console
from models.train.songs import Song, find_heard
from models.train.stereo import compare_mixes
from models.train.strip import filter_tracks, place_tracks

MOST_HOPS = 150
"""So many hops of all that is known of a song decide; the sound is only what is judged."""

QUIET = 0.25
"""Where the mix has less than this share of its mean power, nothing is cut out."""

BURIED = 1e-3
"""A track with less than this share of the loudest one's power is not played."""

OPPOSITE = -0.3
"""So much of a correlation between the sides is meant."""

TRIAL_CROPS = 3


class Sound(Struct, frozen=True):
    """The stage of training that listens."""

    steps: int = 0
    """After those on features alone."""
    rate: float = 2e-4
    songs: int = 1
    """Heard at each step."""
    seconds: float = 2.5
    tracks: int = 10
    """Played at most; all are decided on."""
    human_pans: bool = False
    """Only faders and filters are judged, at the human's pans: which side is meant, nobody can know."""


class SongDamaged(Exception):
    """A song whose sound is not there: one line that says which, and what to do."""


class Crop(NamedTuple):
    """Some seconds of a song."""

    batch: Batch
    """The whole song without its levels, from which the network decides."""
    played: list[int]
    """Which of its tracks are played."""
    audio: Tensor
    """(played, frames) mono, as loud as in the batch."""
    human: Tensor
    """(2, frames) what the human made of them."""
    pan: Tensor
    """(played,) where the human had them; in the centre if nobody chose it."""
    panned: bool
    """Whether somebody chose where each is, and pans can do it; else all are compared in the centre."""


class SoundMaker:
    """Draws crops from songs; the same seed draws the same."""

    def __init__(self, corpus: Path, songs: list[Song], sound: Sound, damage: Damage, seed: int) -> None:
        self._songs, self._sound, self._damage = songs, sound, damage
        self._dice = np.random.default_rng(seed)
        self._share = share_songs(songs)
        self._stems = [find_stems(corpus, song) for song in songs]

    def draw(self) -> list[Crop]:
        """The crops of one step."""
        chosen = self._dice.choice(len(self._songs), self._sound.songs, p=self._share)
        return [self._cut(self._songs[index], self._stems[index]) for index in chosen]

    def _cut(self, song: Song, files: list[Path]) -> Crop:
        dice, damage, stems = self._dice, self._damage, len(song.lufs)
        hurt = dice.random(stems) < damage.eq
        drawn = [draw_eq(dice, damage.eq_db if one else 0.0) for one in hurt]
        eq = [torch.stack(values).float() for values in zip(*drawn, strict=True)]
        apart = _space(song)
        window = slice(int(dice.integers(apart)), None, apart)
        batch, gains_db = hide_levels(song, window, eq_curves(*eq).numpy(), draw_told(dice, damage))
        hops = _count_hops(song, self._sound.seconds)
        power = _sum_power(song, hops)
        total = power.sum(axis=0)
        start = int(dice.choice(np.flatnonzero(total >= QUIET * total.mean())))
        audible = np.flatnonzero(power[:, start] > BURIED * power[:, start].max())
        played = dice.permutation(audible)[: self._sound.tracks].tolist()
        tracks, human, pan, panned = read_tracks(files, song, played, start, hops)
        tracks = filter_tracks(tracks, None, *(values[played] for values in eq))
        return Crop(batch, played, _turn_up(tracks, gains_db[played]), human, pan, panned)


def try_crops(corpus: Path, song: Song, seconds: float) -> list[Crop]:
    """Crops at fixed places of a song, all its tracks, nothing done but that the levels are hidden."""
    files, window = find_stems(corpus, song), slice(None, None, _space(song))
    batch, gains_db = hide_levels(song, window, np.zeros((len(song.lufs), BANDS), np.float32))
    hops = _count_hops(song, seconds)
    total = _sum_power(song, hops).sum(axis=0)
    places = np.flatnonzero(total >= QUIET * total.mean())
    played, crops = list(range(len(song.lufs))), []
    for crop in range(TRIAL_CROPS):
        start = int(places[(2 * crop + 1) * len(places) // (2 * TRIAL_CROPS)])
        tracks, human, pan, panned = read_tracks(files, song, played, start, hops)
        crops.append(Crop(batch, played, _turn_up(tracks, gains_db), human, pan, panned))
    return crops


def find_stems(corpus: Path, song: Song) -> list[Path]:
    """The files of a song's stems that are heard, of the song from which its features were made."""
    about = corpus / "songs" / song.label.song / NOTE
    cure = "build the corpus again, or take the song's features away"
    try:
        label = msgspec.json.decode(about.read_bytes(), type=SongFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise SongDamaged(f"{about}: cannot be read ({error}); {cure}") from error
    stems = [label.stems[index] for index in find_heard(label)]
    if [stem.lufs for stem in stems] != song.lufs.tolist():
        raise SongDamaged(f"{about}: has other stems than its features; {cure}")
    files = [about.parent / stem.file for stem in stems]
    for file in files:
        if not file.is_file():
            raise SongDamaged(f"{file}: is not there; {cure}")
    return files


def read_tracks(
    files: list[Path], song: Song, played: list[int], start_hop: int, hops: int
) -> tuple[Tensor, Tensor, Tensor, bool]:
    """Stems as mono tracks (played, frames); the human's mix and pans, and if they were chosen, see Crop."""
    stems = [read_piece(files[index], RATE, start_hop * HOP, hops * HOP) for index in played]
    stems = np.stack([stem if len(stem) == 2 else np.repeat(stem, 2, axis=0) * 0.5**0.5 for stem in stems])
    tracks = np.stack([undo_pan(stem) for stem in stems])
    panned = bool(np.isfinite(song.pan[played]).all()) and not any(map(is_opposite, stems))
    if panned:
        human, pan = stems.sum(axis=0), np.array([estimate_pan(stem) for stem in stems])
    else:
        human, pan = np.repeat(0.5**0.5 * tracks.sum(axis=0)[None], 2, axis=0), np.zeros(len(stems))
    arrays = tracks, human, pan
    audio, mix, place = (torch.from_numpy(array.astype(np.float32)) for array in arrays)
    return audio, mix, place, panned


def is_opposite(stem: np.ndarray) -> bool:
    """Whether the sides of a stem (2, frames) tend to cancel, as of no panned track."""
    power = stem.astype(np.float64) @ stem.T
    return bool(power[0, 1] < OPPOSITE * np.sqrt(power[0, 0] * power[1, 1]))


def undo_pan(stem: np.ndarray) -> np.ndarray:
    """(frames,) what was panned by equal power to make this stem (2, frames); as loud where it was not."""
    power = stem.astype(np.float64) @ stem.T
    side = np.sqrt(np.diag(power)) * (1.0, -1.0 if power[0, 1] < 0.0 else 1.0)
    track = side @ stem / (np.linalg.norm(side) + 1e-12)
    loud = np.sqrt(np.trace(power) / (np.square(track).sum() + 1e-20))
    return (track * loud).astype(np.float32)


def score_sound(console: Console, crop: Crop, human_pans: bool = False) -> Tensor:
    """How far the network's mix of a crop sounds from the human's, in training."""
    return compare_mixes(play_crop(console, crop, 1.0, human_pans), crop.human)


def play_crop(console: Console, crop: Crop, group_share: float, human_pans: bool = False) -> Tensor:
    """(2, frames) the tracks through high-pass, EQ, fader and pan as the network sets them."""
    batch, played = crop.batch, crop.played
    (means,) = recall_window(console, batch.features, (batch.features.shape[2],), batch.apart)
    there = batch.there * (means.hops >= FEWEST_HOPS)
    settings = console.decide(means, batch.role, there)
    faders = console.faders(settings, means, there, group_share=group_share, doubt=False)[0, played]
    gains, hz = settings.eq_gain_db[0, played], settings.eq_hz[0, played]
    filtered = filter_tracks(crop.audio, settings.hpf_hz[0, played], gains, hz, console.eq_q.expand_as(gains))
    pan = crop.pan if human_pans or not crop.panned else settings.pan[0, played]
    return (there[0, played, None, None] * place_tracks(filtered, faders, pan)).sum(dim=0)


def judge_sound(
    console: Console, song: Song, corpus: Path, seconds: float = Sound().seconds
) -> tuple[float, float]:
    """How far a song sounds from the human's mix as the network would mix it live, and as nothing would."""
    errors = []
    with torch.inference_mode():
        for crop in try_crops(corpus, song, seconds):
            nothing = torch.zeros(len(crop.played))
            plain = place_tracks(crop.audio, nothing, nothing).sum(dim=0)
            mine = play_crop(console, crop, GROUP_SHARE)
            errors.append((compare_mixes(mine, crop.human), compare_mixes(plain, crop.human)))
    mine, equal = np.mean(errors, axis=0)
    return float(mine), float(equal)


def _turn_up(tracks: Tensor, gains_db: np.ndarray) -> Tensor:
    return tracks * torch.pow(10.0, torch.from_numpy(gains_db).float() / 20.0)[:, None]


def _space(song: Song) -> int:
    """How far apart the hops are that stand for the whole song."""
    return max(1, -(-song.features.shape[1] // MOST_HOPS))


def _count_hops(song: Song, seconds: float) -> int:
    return min(round(seconds * RATE / HOP), song.features.shape[1])


def _sum_power(song: Song, hops: int) -> np.ndarray:
    """(stems, starts) each stem's power in the human's mix over so many hops from each start."""
    power = np.stack([10.0 ** (loudness_of(stem.astype(np.float32)) / 10.0) for stem in song.features])
    total = np.pad(np.cumsum(power, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    return total[:, hops:] - total[:, :-hops]
