"""Collections as people have them on their disks, made small."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.soundfiles import write_audio
from models.loudness import measure_loudness
from models.train.corpus.layouts import LAYOUTS, list_folder, read_folder
from models.train.corpus.song import RATE, Missing, Song
from tests.signals import noise

SECONDS = 2


def put(path: Path, audio: np.ndarray) -> np.ndarray:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_audio(path, audio, RATE, "FLOAT" if path.suffix == ".wav" else "PCM_24")
    return audio


def read(root: Path, layout: str) -> list[Song]:
    return [read_folder(source, root) for source in list_folder(root, layout, "mine")]


def sounds(count: int) -> list[np.ndarray]:
    return [noise(2, SECONDS * RATE, 0.02 * (n + 1), n) for n in range(count)]


def test_a_plain_folder_is_a_song_of_its_files(tmp_path: Path) -> None:
    audio = sounds(3)
    for name, sound in zip(("01 Kick In.wav", "02_LeadVox.flac", "Bass DI.wav"), audio, strict=True):
        put(tmp_path / "a song" / name, sound)
    put(tmp_path / "a song" / "mixture.wav", np.sum(audio, axis=0))
    put(tmp_path / "not a song" / "alone.wav", audio[0])
    (song,) = read(tmp_path, "plain")
    assert [(s.name, s.role) for s in song.stems] == [
        ("Kick In", "kick"),
        ("LeadVox", "lead vocal"),
        ("Bass DI", "bass"),
    ]
    assert song.checks["sum_snr_db"] > 60.0
    assert song.package == "mine"


def test_mono_stems_sound_from_both_sides_and_short_ones_end_in_silence(tmp_path: Path) -> None:
    put(tmp_path / "a.wav", noise(1, SECONDS * RATE))
    put(tmp_path / "b.wav", noise(2, RATE))
    (song,) = read(tmp_path, "plain")
    assert {stem.audio.shape for stem in song.stems} == {(2, SECONDS * RATE)}
    assert np.array_equal(song.stems[0].audio[0], song.stems[0].audio[1])
    assert not song.stems[1].audio[:, RATE:].any()


def test_musdb_s_folders_are_read(tmp_path: Path) -> None:
    audio = sounds(4)
    for name, sound in zip(("drums", "bass", "other", "vocals"), audio, strict=True):
        put(tmp_path / "train" / "Some One - A Song" / f"{name}.wav", sound)
    put(tmp_path / "train" / "Some One - A Song" / "mixture.wav", np.sum(audio, axis=0))
    (song,) = read(tmp_path, "musdb18")
    assert [stem.role for stem in song.stems] == ["", "bass", "", "lead vocal"]
    assert song.checks["sum_snr_db"] > 60.0


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_musdb_s_stem_mp4_is_read(tmp_path: Path) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error"]
    for level in (1.0, 0.1, 0.2, 0.3, 0.4):
        command += ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=44100:duration=2,volume={level}"]
    for stream in range(5):
        command += ["-map", str(stream)]
    subprocess.run([*command, "-c:a", "aac", "-ac", "2", str(tmp_path / "A.stem.mp4")], check=True)
    (song,) = read(tmp_path, "musdb18")
    assert [stem.name for stem in song.stems] == ["drums", "bass", "other", "vocals"]
    lufs = measure_loudness([stem.audio for stem in song.stems], RATE)
    assert np.diff(lufs) == pytest.approx(20 * np.log10([2.0, 1.5, 4 / 3]), abs=0.3)
    assert song.checks["sum_snr_db"] > 20.0


def test_without_ffmpeg_a_stem_mp4_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "A.stem.mp4").write_bytes(b"")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="install ffmpeg"):
        read(tmp_path, "musdb18")


def test_medleydb_s_stems_are_called_by_their_instruments(tmp_path: Path) -> None:
    folder, audio = tmp_path / "Audio" / "Band_Song", sounds(2)
    for number, sound in enumerate(audio, 1):
        put(folder / "Band_Song_STEMS" / f"Band_Song_STEM_{number:02d}.wav", sound)
        put(folder / "Band_Song_RAW" / f"Band_Song_RAW_{number:02d}_01.wav", sound * 0.1)
    put(folder / "Band_Song_MIX.wav", np.sum(audio, axis=0))
    (folder / "Band_Song_METADATA.yaml").write_text(
        "album: x\nstems:\n"
        "  S01:\n    component: bass\n    filename: Band_Song_STEM_01.wav\n    instrument: electric bass\n"
        "    raw:\n      R01:\n        filename: Band_Song_RAW_01_01.wav\n        instrument: electric bass\n"
        "  S02:\n    component: ''\n    filename: Band_Song_STEM_02.wav\n    instrument: female singer\n"
    )
    (song,) = read(tmp_path, "medleydb")
    assert [(s.name, s.role) for s in song.stems] == [
        ("electric bass", "bass"),
        ("female singer", "lead vocal"),
    ]
    assert song.checks["sum_snr_db"] > 60.0


def test_enst_s_microphones_get_the_gains_of_the_dry_mix(tmp_path: Path) -> None:
    audio, names = tmp_path / "drummer_1" / "audio", ("kick", "snare", "hi-hat", "overhead_L")
    raw = [noise(1, SECONDS * RATE, 0.1, n) for n in range(4)]
    gains = np.array([[0.7, 0.7], [0.5, 0.3], [0.1, 0.4], [1.0, 0.0]], np.float32)
    for name, sound in zip(names, raw, strict=True):
        put(audio / name / "001_hits.wav", sound)
    mix = sum(sound * gain[:, None] for sound, gain in zip(raw, gains, strict=True))
    put(audio / "dry_mix" / "001_hits.wav", np.asarray(mix, np.float32))
    (song,) = read(tmp_path, "enst-drums")
    by_name = {stem.name: stem for stem in song.stems}
    assert by_name["overhead_L"].role == "overheads"
    assert song.checks["balance"] == "fitted"
    for name, sound, gain in zip(names, raw, gains, strict=True):
        assert by_name[name].audio == pytest.approx(sound * gain[:, None], abs=1e-3)


def test_cambridge_s_raw_tracks_have_nobody_s_balance(tmp_path: Path) -> None:
    for number, name in enumerate(("Kick", "SnareTop", "Hat", "ElecGtr1", "BackingVox2"), 1):
        put(tmp_path / "Song_Full" / f"{number:02d}_{name}.wav", noise(1, RATE))
    (song,) = read(tmp_path, "cambridge-mt")
    assert song.checks == {"balance": "none"}
    roles = [stem.role for stem in song.stems]
    assert roles == ["kick", "snare", "hat", "electric guitar", "backing vocal"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_empty_folder_holds_no_songs(layout: str, tmp_path: Path) -> None:
    assert read(tmp_path, layout) == []
