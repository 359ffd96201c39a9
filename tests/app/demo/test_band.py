"""The demo band: ten uneven raw tracks that sound like their names, made once, whole or not at all."""

import errno
import os
import time
from pathlib import Path

import numpy as np
import pytest

from app.demo import band
from app.demo.score import RATE_HZ
from app.demo.tape import Audio, Span
from app.material.stems import find_stems
from engine.soundfiles import read_audio

NAMES = (
    "Kick",
    "Snare",
    "Hats",
    "Bass",
    "Guitar 1",
    "Guitar 2",
    "Keys",
    "Pad",
    "Lead Vocal",
    "Backing Vocal",
)
# Where at least half of a track's power lies, in Hz.
HOME_HZ = {
    "Kick": (30, 150),
    "Snare": (120, 9000),
    "Hats": (5000, 20000),
    "Bass": (30, 250),
    "Guitar 1": (100, 4000),
    "Guitar 2": (100, 4000),
    "Keys": (100, 2000),
    "Pad": (100, 2000),
    "Lead Vocal": (200, 4000),
    "Backing Vocal": (200, 4000),
}


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return band.make_demo(tmp_path_factory.mktemp("cache") / "demo", lambda done, total: None)


@pytest.fixture(scope="module")
def song(paths: list[Path]) -> dict[str, Audio]:
    return {path.stem[3:]: read_audio(path, RATE_HZ)[0] for path in paths}


@pytest.fixture
def duo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A band of two that plays in no time."""

    def play(span: Span) -> Audio:
        return np.ones(480, np.float32)

    monkeypatch.setattr(
        band, "TRACKS", (band.Track("A", play, -6, -80, -80), band.Track("B", play, -9, -80, -80))
    )


def ignore(done: int, total: int) -> None:
    pass


def spectrum(audio: Audio) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies, and a track's power at each, averaged over windows."""
    size = 16384
    windows = audio[: len(audio) // size * size].reshape(-1, size) * np.hanning(size)
    return np.fft.rfftfreq(size, 1 / RATE_HZ), np.mean(np.abs(np.fft.rfft(windows)) ** 2, axis=0)


def levels_db(audio: Audio, window_s: float) -> np.ndarray:
    """The level of each window of a track, in dB."""
    frames = round(window_s * RATE_HZ)
    windows = audio[: len(audio) // frames * frames].reshape(-1, frames)
    return 10 * np.log10(np.mean(windows.astype(np.float64) ** 2, axis=1) + 1e-20)


def loudness_db(audio: Audio) -> float:
    """The level of a track where it plays."""
    levels = levels_db(audio, 0.4)
    playing = levels[levels > levels.max() - 20]
    return 10 * np.log10(np.mean(10 ** (playing / 10)))


def test_ten_stems_of_one_length_over_a_minute(paths: list[Path]) -> None:
    stems = find_stems(paths[0].parent)
    assert [stem.path for stem in stems] == paths
    assert [stem.name for stem in stems] == [track.name for track in band.TRACKS] == list(NAMES)
    assert [path.name for path in (paths[0], paths[9])] == ["01 Kick.flac", "10 Backing Vocal.flac"]
    assert {(stem.channels, stem.rate) for stem in stems} == {(1, 48000)}
    assert len({stem.frames for stem in stems}) == 1
    assert stems[0].frames >= 64 * 48000


def test_no_track_clips_or_carries_an_offset(song: dict[str, Audio]) -> None:
    for name, audio in song.items():
        assert np.abs(audio).max() < 10 ** (-1 / 20), name
        assert abs(audio.mean()) < 1e-5, name


def test_raw_levels_lie_far_apart(song: dict[str, Audio]) -> None:
    loudness = [loudness_db(audio) for audio in song.values()]
    assert max(loudness) - min(loudness) > 12


@pytest.mark.parametrize("name", NAMES)
def test_a_track_sounds_where_its_name_says(song: dict[str, Audio], name: str) -> None:
    hz, power = spectrum(song[name])
    low, high = HOME_HZ[name]
    assert power[(hz > low) & (hz < high)].sum() > 0.5 * power.sum()


def test_a_track_never_falls_dead_but_has_a_noise_floor(song: dict[str, Audio]) -> None:
    for name, audio in song.items():
        floor = levels_db(audio, 0.05).min()
        assert -90 < floor < loudness_db(audio) - 24, name


def test_vocals_rest_for_four_seconds_and_others_play_on(song: dict[str, Audio]) -> None:
    for name, audio in song.items():
        plays = np.flatnonzero(levels_db(audio, 0.5) > loudness_db(audio) - 18)
        rest_s = (np.diff(plays, prepend=-1).max() - 1) / 2
        assert rest_s >= 4 if "Vocal" in name else rest_s < 8, (name, rest_s)


def test_microphones_hear_the_drums_beside_them(song: dict[str, Audio]) -> None:
    snare = levels_db(song["Snare"], 0.01)
    for name in ("Hats", "Backing Vocal"):
        # In the verse before the first chorus nobody sings along.
        verse = slice(950, 2700)
        heard = levels_db(song[name], 0.01)
        assert np.corrcoef(snare[verse], heard[verse])[0, 1] > 0.3, name


def test_made_equally_loud_the_tracks_sum_to_a_balanced_mix(song: dict[str, Audio]) -> None:
    mix = sum(audio * 10 ** (-loudness_db(audio) / 20) for audio in song.values())
    hz, power = spectrum(np.asarray(mix))
    centres = 62.5 * 2.0 ** np.arange(8)
    octaves = [10 * np.log10(power[(hz > low / 2**0.5) & (hz < low * 2**0.5)].sum()) for low in centres]
    slope_db = np.polyfit(np.arange(8), octaves, 1)[0]
    assert -4 < slope_db < 0.5
    assert max(octaves) - min(octaves) < 24


def test_every_bar_begins_without_a_click(song: dict[str, Audio]) -> None:
    for name in ("Pad", "Keys", "Bass"):
        steps = np.abs(np.diff(song[name]))
        assert steps.max() < 0.25 * np.abs(song[name]).max(), name


def test_the_same_bars_sound_the_same_each_time() -> None:
    bars = Span(first_bar=19, bars=1)

    def play_all() -> list[bytes]:
        played = {track.name: track.play(bars) for track in band.TRACKS}
        return [band.capture(track, played).tobytes() for track in band.TRACKS]

    assert play_all() == play_all()


@pytest.mark.usefixtures("duo")
def test_progress_counts_up_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    band.make_demo(tmp_path, lambda done, total: told.append((done, total)))
    assert told == [(done, 4) for done in range(5)]


@pytest.mark.usefixtures("duo")
def test_files_that_are_there_are_kept(tmp_path: Path) -> None:
    first = band.make_demo(tmp_path / "demo", ignore)
    times = [path.stat().st_mtime_ns for path in first]
    told: list[int] = []
    assert band.make_demo(tmp_path / "demo", lambda done, total: told.append(done)) == first
    assert [path.stat().st_mtime_ns for path in first] == times
    assert not told


@pytest.mark.usefixtures("duo")
def test_files_of_another_version_are_made_anew_and_a_stranger_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = band.make_demo(tmp_path, ignore)
    (tmp_path / "my notes.txt").write_text("loud snare")
    first[0].write_bytes(b"of another version")
    monkeypatch.setattr(band, "VERSION", band.VERSION + 1)
    assert len(read_audio(band.make_demo(tmp_path, ignore)[0], RATE_HZ)[0]) == 480
    assert (tmp_path / "my notes.txt").exists()


@pytest.mark.usefixtures("duo")
def test_a_file_that_went_missing_is_made_again(tmp_path: Path) -> None:
    first = band.make_demo(tmp_path, ignore)
    first[1].unlink()
    assert all(path.exists() for path in band.make_demo(tmp_path, ignore))


@pytest.mark.usefixtures("duo")
@pytest.mark.parametrize("when", range(4))
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, when: int) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == when:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        band.make_demo(tmp_path / "demo", interrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("duo")
def test_a_run_interrupted_while_files_take_their_places_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, moved = os.replace, []

    def interrupt(source: Path, target: Path) -> None:
        if source.parent.name.startswith(".draft") and target.parent == tmp_path:
            moved.append(target)
            if len(moved) == 2:
                raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            band.make_demo(tmp_path, ignore)
    told: list[int] = []
    paths = band.make_demo(tmp_path, lambda done, total: told.append(done))
    assert told and all(path.exists() for path in paths)


@pytest.mark.usefixtures("duo")
def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    own, old, fresh = (tmp_path / f".draft-{name}" for name in (os.getpid(), "old", "fresh"))
    for draft in (own, old, fresh):
        draft.mkdir()
        (draft / "01 A.flac").write_bytes(b"half")
    os.utime(old, times=(time.time() - 3600, time.time() - 3600))
    band.make_demo(tmp_path, ignore)
    assert [draft.exists() for draft in (own, old, fresh)] == [False, False, True]


@pytest.mark.usefixtures("duo")
def test_recordings_of_somebody_else_are_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "01 A.flac"
    mine.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="not made by the demo"):
        band.make_demo(tmp_path, ignore)
    assert mine.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.usefixtures("duo")
def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, audio: Audio, rate: int) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(band, "write_audio", refuse)
    with pytest.raises(OSError, match="No space left"):
        band.make_demo(tmp_path / "demo", ignore)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("duo")
def test_a_place_that_cannot_hold_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        band.make_demo(tmp_path / "file" / "demo", ignore)


def test_the_cache_holds_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESKHAND_CACHE", str(tmp_path))
    assert band.default_folder() == tmp_path / "demo"
