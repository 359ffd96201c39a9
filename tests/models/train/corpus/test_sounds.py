"""Sources beside songs: one-shots, voices, packages and what LMMS renders."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from engine.soundfiles import write_audio
from models.loudness import measure_loudness
from models.roles import ROLES
from models.train.corpus.lmms import EXPLODED, screen_tracks
from models.train.corpus.oneshots import list_sounds
from models.train.corpus.packages import fetch_package, find_licence
from models.train.corpus.song import RATE, Missing
from models.train.corpus.voices import (
    TARGET_LUFS,
    bend_melody,
    draw_melody,
    level_voice,
    list_voices,
    sing,
    track_pitch,
)
from tests.signals import noise

DEP5 = """Format: something

Files: *
Copyright: 2001 Somebody
License: GPL-2+

Files: data/music/*.xm
       data/music/*.it
Copyright: 2002 Somebody Else
License: CC-BY-SA-4.0
"""


def test_names_of_a_drum_kit_come_before_names_of_files(tmp_path: Path) -> None:
    kit = tmp_path / "drumkits" / "Kit"
    for folder, name in (
        (kit, "a1"),
        (kit, "a2"),
        (kit, "snare_3"),
        (tmp_path, "break01"),
        (tmp_path, "kick2"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        write_audio(folder / f"{name}.wav", noise(1, 100), RATE)
    (kit / "drumkit.xml").write_text(
        '<drumkit_info xmlns="odd"><instrumentList>'
        "<instrument><name>Kick hard</name><layer><filename>a1.wav</filename></layer></instrument>"
        "<instrument><name>Ride Bell</name><filename>a2.wav</filename></instrument>"
        "</instrumentList></drumkit_info>"
    )
    found = {path.stem: role for path, _, role in list_sounds(tmp_path)}
    assert found == {"a1": "kick", "a2": "overheads", "snare_3": "snare", "kick2": "kick"}


def test_a_licence_is_that_of_the_best_pattern(tmp_path: Path) -> None:
    about = tmp_path / "usr/share/doc/game-data/copyright"
    about.parent.mkdir(parents=True)
    about.write_text(DEP5)
    assert find_licence(tmp_path, "game-data", "usr/share/games/game/song.xm") == "CC-BY-SA-4.0"
    assert find_licence(tmp_path, "game-data", "usr/share/games/game/song.mod") == "GPL-2+"
    about.write_text("See /usr/share/common-licenses/GPL-3 for it.")
    assert find_licence(tmp_path, "game-data", "song.xm") == "GPL-3"
    assert find_licence(tmp_path, "other", "song.xm") == ""


def test_a_package_that_is_there_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "here").mkdir()
    assert fetch_package("here", tmp_path) == tmp_path / "here"
    with pytest.raises(Missing, match="apt-get"):
        fetch_package("elsewhere", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here"]


def test_broken_tracks_of_lmms_are_screened_and_the_others_get_one_length(tmp_path: Path) -> None:
    good, short, broken, loud = noise(2, 1000), noise(1, 500), noise(2, 1000), noise(2, 1000)
    broken[0, 3] = np.nan
    for number, (name, audio) in enumerate(
        (("Bass", good), ("kick01", short), ("lead", broken), ("pad", loud * EXPLODED * 100))
    ):
        write_audio(tmp_path / f"{number}_{name}.wav", audio, RATE, "FLOAT")
    stems, screened = screen_tracks(sorted(tmp_path.glob("*.wav")))
    assert [(stem.name, stem.role) for stem in stems] == [("Bass", "bass"), ("kick01", "kick")]
    assert screened == ["lead", "pad"]
    assert all(stem.audio.shape == (2, 1000) for stem in stems)


def test_voices_are_many_and_each_is_itself() -> None:
    voices = list_voices()
    assert len({voice.file for voice in voices}) == len(voices) >= 30
    assert {voice.role for voice in voices} == {"lead vocal", "backing vocal", "speech"} <= set(ROLES)


def test_a_melody_stays_in_range_and_vibrato_near_its_notes() -> None:
    draw = np.random.default_rng(1)
    notes = draw_melody(2000, draw, 3, 50, 0)
    assert notes.min() >= 50
    assert notes.max() <= 50 + 6 + 24
    assert len(np.unique(notes)) > 3
    held = np.abs(bend_melody(notes, draw) - notes)
    assert np.median(held) < 0.5


def test_every_voice_is_as_loud_as_the_others() -> None:
    for level in (0.01, 0.1):
        audio = level_voice(noise(1, 3 * RATE, level))
        assert measure_loudness([np.repeat(audio, 2, axis=0)], RATE)[0] == pytest.approx(TARGET_LUFS, abs=0.1)


@pytest.mark.skipif(importlib.util.find_spec("pyworld") is None, reason="needs pyworld")
def test_what_is_sung_follows_the_melody() -> None:
    pulses = (np.arange(2 * 22050) % 184 == 0).astype(float)
    speech = np.convolve(pulses, np.exp(-np.arange(200) / 30) * np.cos(np.arange(200) / 5), "same") * 0.3
    sung = sing(speech, 5, 0, 50, 0, 1)
    assert np.isfinite(sung).all()
    assert len(sung) > 1.2 * len(speech)
    assert np.array_equal(sung, sing(speech, 5, 0, 50, 0, 1))
    low, high = (track_pitch(sing(speech, 5, 0, lowest, 0, 1))[0] for lowest in (50, 62))
    both = (low > 0.0) & (high > 0.0)
    assert both.mean() > 0.5
    assert np.median(high[both] / low[both]) == pytest.approx(2.0, rel=0.02)
    assert low[both].max() / low[both].min() > 2 ** (2 / 12)
