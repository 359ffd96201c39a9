"""MIDI: parts, roles, levels and pans of a small score, and stems that sum to it."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import struct
from pathlib import Path

import mido
import numpy as np
import pytest

from engine.console.units import gain_to_db
from models.loudness import measure_loudness
from models.train.corpus.midi import (
    FONTS,
    SWAPPED,
    VARIANTS,
    MidiSource,
    choose_fonts,
    match_levels,
    play_score,
    read_lumps,
    read_score,
)
from models.train.corpus.song import RATE, Rejected, estimate_pan

FONT = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
needs_synth = pytest.mark.skipif(
    ctypes.util.find_library("fluidsynth") is None or not FONT.exists(),
    reason="needs libfluidsynth3 and timgm6mb-soundfont",
)


def make_midi() -> bytes:
    """Bass left of the middle, strings at two volumes on two channels, and a kit."""
    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("track_name", name="Low end"))
    for channel, programme, volume, pan in ((0, 33, 100, 32), (1, 48, 127, 64), (2, 48, 64, 64)):
        track.append(mido.Message("program_change", channel=channel, program=programme))
        track.append(mido.Message("control_change", channel=channel, control=7, value=volume))
        track.append(mido.Message("control_change", channel=channel, control=10, value=pan))
    for beat in range(8):
        notes = [(0, 40), (1, 60), (2, 60), (9, 36 if beat % 2 == 0 else 38), (9, 42), (9, 49)]
        for channel, note in notes:
            track.append(mido.Message("note_on", channel=channel, note=note, velocity=100))
        for number, (channel, note) in enumerate(notes):
            track.append(mido.Message("note_off", channel=channel, note=note, time=0 if number else 480))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def make_source(variant: str, sha1: str = "0123456789abcdef") -> MidiSource:
    return MidiSource("package", "song.mid", sha1, variant)


def test_a_score_has_a_part_for_each_channel_and_each_kind_of_drum() -> None:
    score = read_score(make_midi())
    assert [stem.role for stem in score.stems] == [
        "bass",
        "strings",
        "strings",
        "hat",
        "kick",
        "overheads",
        "snare",
    ]
    assert score.drums == [False] * 3 + [True] * 4
    assert score.stems[0].instrument == "GM 33"
    assert score.seconds == pytest.approx(4.0, abs=0.01)


def test_a_broken_key_signature_does_not_matter() -> None:
    broken = make_midi().replace(b"\xff\x03\x07Low end", b"\xff\x59\x02\xff\xff\x00\xff\x03\x03Low")
    length = len(broken) - 22
    broken = broken[:18] + length.to_bytes(4, "big") + broken[22:]
    assert len(read_score(broken).stems) == 7


@pytest.mark.parametrize("data", [b"", b"no MIDI", make_midi()[:40]])
def test_what_is_no_midi_is_rejected_or_empty(data: bytes) -> None:
    with contextlib.suppress(Rejected):
        assert read_score(data).stems == []


def test_lumps_of_a_wad() -> None:
    song, other = make_midi(), b"something else"
    body = song + other
    entries = struct.pack("<ii8s", 12, len(song), b"D_E1M1") + struct.pack(
        "<ii8s", 12 + len(song), len(other), b"PLAYPAL"
    )
    wad = struct.pack("<4sii", b"IWAD", 2, 12 + len(body)) + body + entries
    assert read_lumps(wad) == {"D_E1M1": song}


def test_fonts_follow_from_the_file_and_are_all_used() -> None:
    used = set()
    for number in range(40):
        sha1 = f"{number * 7919:012x}"
        first, second, swapped = (choose_fonts(make_source(v, sha1), 12) for v in VARIANTS)
        assert choose_fonts(make_source(SWAPPED, sha1), 12) == swapped
        assert len(set(first)) == 1
        assert first != second
        used |= {*first, *second}
    assert used == set(FONTS)


@needs_synth
def test_stems_sum_to_the_song_and_keep_volume_and_pan() -> None:
    score = read_score(make_midi())
    assert play_score(score, [FONT] * 7, 4.0) > 60.0
    loud, soft = measure_loudness([score.stems[1].audio, score.stems[2].audio], RATE)
    assert loud - soft == pytest.approx(2 * gain_to_db(127 / 64), abs=0.5)
    assert estimate_pan(score.stems[0].audio) < estimate_pan(score.stems[1].audio) - 0.2
    assert all(np.isfinite(stem.audio).all() and stem.audio.any() for stem in score.stems)


@needs_synth
def test_swapped_sounds_are_as_loud_as_those_they_replace() -> None:
    score = read_score(make_midi())
    play_score(score, [FONT] * 7, 4.0)
    wanted = measure_loudness([stem.audio for stem in score.stems], RATE)
    for number, stem in enumerate(score.stems):
        stem.audio = stem.audio * np.float32(0.2 + 0.3 * number)
    match_levels(score, FONT)
    assert measure_loudness([stem.audio for stem in score.stems], RATE) == pytest.approx(wanted, abs=0.1)
