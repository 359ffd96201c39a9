"""Trial: one system mixes one song with its labels hidden, and is measured against the person."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.console.moves import apply
from engine.console.params import INDEX, find_param
from engine.console.state import Mix
from engine.console.units import OFF_DB
from models.evaluate.contest import score_song
from models.evaluate.features import compare_mixes, match_loudness
from models.evaluate.material import COMMON_LUFS, Material, make_desk
from models.evaluate.pan import measure_pan
from models.evaluate.peak import measure_true_peak_db
from models.evaluate.response import find_change_lu, find_response, measure_power
from models.evaluate.songs import Song, hide_labels
from models.evaluate.spectrum import compare_spectra, measure_stft_distance
from models.loudness import SILENCE_LUFS, measure_loudness
from models.offline import settle
from models.predictor import TrackInfo, read_strips

HIDDEN, NAMES, ROLES = "", "+names", "+roles"
"""What a mind is told of the tracks, as the end of its row's name."""


class Played(NamedTuple):
    """A rendered mix: post-fader stems (channels, frames) before their pans, and the master (2, frames)."""

    stems: list[np.ndarray]
    master: np.ndarray


def split_system(system: str) -> tuple[str, str]:
    """A row's name as the mind and what it is told."""
    for told in (NAMES, ROLES):
        if system.endswith(told):
            return system.removesuffix(told), told
    return system, HIDDEN


def list_hidden(song: Song, channels: int, told: str) -> tuple[TrackInfo, ...]:
    """The tracks of a song with as much as a mind is told."""
    tracks = hide_labels(song, channels, told == ROLES)
    if told != NAMES:
        return tracks
    return tuple(TrackInfo(s.name, "", t.channels) for s, t in zip(song.stems, tracks, strict=True))


def let_mix(mind: str, tracks: tuple[TrackInfo, ...], material: Material) -> Mix:
    """The mix a mind settles on after hearing everything."""
    mix = make_desk(tracks)
    wish = settle(mind, tracks, material.blocks(material.rate), material.rate, mix)
    for move in wish.moves:
        mix = apply(mix, move)
    return mix


def set_faders(tracks: tuple[TrackInfo, ...], gains_db: np.ndarray) -> Mix:
    """A mix with only its faders moved, all of them by one more offset where they would not fit."""
    mix = make_desk(tracks)
    over_db = max(0.0, float(gains_db.max(initial=0.0)) - find_param("strip", "fader_db").high)
    for index, gain_db in enumerate(gains_db - over_db):
        mix = mix.put(f"strip/{index}", "fader_db", float(gain_db))
    return mix


def foresee_loudness(mix: Mix, material: Material) -> np.ndarray:
    """(stems,) post-fader loudness without rendering: fader, make-up, and the EQ on the mean spectrum."""
    levels = COMMON_LUFS + read_strips(mix, "fader_db") + read_strips(mix, "comp_makeup_db")
    for index, strip in enumerate(mix.strips):
        response = find_response(strip, material.rate)
        if response.any():
            power = measure_power(material.stems[index], material.rate)
            levels[index] += find_change_lu(power, response, material.rate)
    return np.where(read_strips(mix, "fader_db") <= OFF_DB, SILENCE_LUFS, levels)


def try_balance(
    song: Song, mix: Mix, material: Material, human: np.ndarray | None, played: Played | None
) -> dict[str, float]:
    """The measures of a settled mix; if it was played also those against the person's mix (2, frames)."""
    loud = (
        foresee_loudness(mix, material) if played is None else measure_loudness(played.stems, material.rate)
    )
    measures = score_levels(song, loud)
    if played is not None and human is not None:
        measures |= compare_mixes(played.master, human, material.rate)
        matched = match_loudness(played.master, human, material.rate)
        measures["stft"] = measure_stft_distance(matched, human, material.rate)
        peak = measure_true_peak_db(played.master)
        measures["true_peak_db"] = peak
        measures["over_ceiling_db"] = peak - mix.master.values[INDEX["master"]["ceiling_db"]]
    return measures


def score_levels(song: Song, system_lufs: np.ndarray) -> dict[str, float]:
    """The balance errors of post-fader loudnesses (stems,)."""
    found = score_song(song, system_lufs)
    named = {"error_db": found.error_db, "within_db": found.within_db, "between_db": found.between_db}
    return {name: value for name, value in named.items() if np.isfinite(value)}


def try_pan(song: Song, mix: Mix) -> dict[str, float]:
    """The pan error of a mix made from mono stems; nothing where no pan is known."""
    human = np.array([np.nan if stem.pan is None else stem.pan for stem in song.stems])
    active = np.array([stem.active for stem in song.stems])
    error = measure_pan(read_strips(mix, "pan"), human, active)
    return {"pan_error": error} if np.isfinite(error) else {}


def try_spectrum(
    clean: Material, bent: Material, mix: Mix, played: list[np.ndarray] | None
) -> dict[str, float]:
    """Bark errors against the stems before they were bent: as left, and as the mix makes them.

    `played` are the bent stems rendered; without them the EQ's response is put on their spectra.
    """
    made, left = [], []
    for index, strip in enumerate(mix.strips):
        whole, spoilt = clean.stems[index], bent.stems[index]
        left.append(compare_spectra(whole, spoilt, clean.rate))
        if played is not None:
            made.append(compare_spectra(whole, played[index], clean.rate))
        else:
            made.append(compare_spectra(whole, spoilt, clean.rate, find_response(strip, clean.rate)))
    return {"bark_left_db": float(np.mean(left)), "bark_made_db": float(np.mean(made))}
