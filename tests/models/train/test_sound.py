"""The loss on the sound: nothing for the human's own settings, and the heads learn from it."""

import json

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from typer.testing import CliRunner

from engine.console.units import pan_to_gains
from engine.soundfiles import SoundFileError, write_audio
from models.train import fit, frontend
from models.train.__main__ import app
from models.train.batch import Damage
from models.train.features import extract_features
from models.train.fit import Fit
from models.train.frontend import BAND_HZ
from models.train.network import Console
from models.train.songs import load_songs
from models.train.sound import (
    SongDamaged,
    Sound,
    SoundMaker,
    is_opposite,
    judge_sound,
    play_crop,
    score_sound,
    try_crops,
    undo_pan,
)
from models.train.stereo import compare_mixes
from models.train.strip import place_tracks
from tests.models.train.material import PLAN, TINY

RATE, SECONDS = 44100, 3
LUFS, PANS = (-20.0, -26.0, -23.0, -31.0), (-0.8, 0.0, 0.5, 0.9)
SOUND = Sound(steps=6, rate=5e-3, seconds=0.5, tracks=3)
UNHURT = Damage(eq=0.0, role_given=0.0)


def make_tracks():
    """(tracks, frames) noises of a colour each, as loud as in the mix."""
    dice = np.random.default_rng(0)
    noise = np.fft.rfft(dice.standard_normal((len(LUFS), RATE * SECONDS)))
    hz = np.fft.rfftfreq(RATE * SECONDS, 1.0 / RATE)
    middles = np.array([120.0, 500.0, 2000.0, 6000.0])
    noise *= np.exp(-0.5 * np.log2((hz + 1.0) / middles[:, None]) ** 2)
    tracks = np.fft.irfft(noise)
    tracks *= 10.0 ** (np.array(LUFS)[:, None] / 20.0) / tracks.std(axis=1, keepdims=True)
    return tracks.astype(np.float32)


def write_song(corpus, pans=PANS):
    folder = corpus / "songs" / "one"
    folder.mkdir(parents=True)
    notes = []
    for index, (track, pan) in enumerate(zip(make_tracks(), PANS, strict=True)):
        stem = track * np.array(pan_to_gains(pan), np.float32)[:, None]
        write_audio(folder / f"{index}.wav", stem, RATE, "FLOAT")
        notes.append({"file": f"{index}.wav", "lufs": LUFS[index], "pan": pans[index], "role": "bass"})
    about = {"song": "one", "domain": "midi", "package": "p", "stems": notes}
    (folder / "song.json").write_text(json.dumps(about))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    write_song(folder)
    extract_features(folder, folder / "features", lambda song: None)
    return folder


@pytest.fixture(scope="module")
def songs(corpus):
    return load_songs(corpus / "features", ("midi",))


def test_the_human_s_levels_and_pans_are_the_human_s_mix(corpus, songs):
    for crop in [*SoundMaker(corpus, songs, SOUND, UNHURT, 0).draw(), *try_crops(corpus, songs[0], 0.5)]:
        assert crop.panned
        level_db = 10.0 * torch.log10(crop.audio.square().mean(dim=1))
        assert level_db.max() - level_db.min() < 6.0
        centre, nothing = torch.zeros(len(level_db)), torch.zeros(len(level_db))
        assert compare_mixes(place_tracks(crop.audio, nothing, centre).sum(dim=0), crop.human) > 0.1
        torch.testing.assert_close(crop.pan, torch.tensor(PANS)[crop.played], atol=1e-3, rtol=0.0)
        placed = place_tracks(crop.audio, nothing, crop.pan)
        gains = torch.linalg.lstsq(placed.flatten(1).T, crop.human.flatten()[:, None]).solution[:, 0]
        reached = level_db + 20.0 * torch.log10(gains) - torch.tensor(LUFS)[crop.played]
        assert reached.abs().max() < 1.0
        assert compare_mixes((gains[:, None, None] * placed).sum(dim=0), crop.human) < 1e-3


def test_an_eq_that_is_seen_is_heard(corpus, songs):
    """At the bands' own frequencies, after what levels the tracks."""
    plain, hurt = (SoundMaker(corpus, songs, SOUND, Damage(eq=eq), 3).draw()[0] for eq in (0.0, 1.0))
    assert plain.played == hurt.played
    assert plain.batch.eq_db.abs().max() < 1e-4
    seen = hurt.batch.eq_db[0, plain.played].numpy()
    assert np.abs(seen).max() > 3.0
    bins = np.round(BAND_HZ * plain.audio.shape[1] / frontend.RATE).astype(int)
    before, after = (np.abs(np.fft.rfft(crop.audio.numpy()))[:, bins] for crop in (plain, hurt))
    heard = 20.0 * np.log10(after / before)
    for track in range(len(seen)):
        strong = before[track] > 0.03 * before[track].max()
        away = (heard - seen)[track, strong]
        assert np.abs(away - np.median(away)).mean() < 0.3


def test_a_pan_is_taken_away_and_the_loudness_stays():
    track = np.random.default_rng(0).standard_normal(1000).astype(np.float32)
    for pan in (-1.0, -0.3, 0.0, 0.7, 1.0):
        stem = track * np.array(pan_to_gains(pan), np.float32)[:, None]
        np.testing.assert_allclose(undo_pan(stem), track, atol=1e-5)
    for stem in (np.random.default_rng(1).standard_normal((2, 1000)), np.stack((track, -track))):
        loud = np.square(undo_pan(stem.astype(np.float32))).sum()
        np.testing.assert_allclose(loud, np.square(stem).sum(), rtol=1e-4)


def test_only_sides_that_cancel_are_opposite():
    track, other = np.random.default_rng(0).standard_normal((2, 5000)).astype(np.float32)
    assert is_opposite(np.stack((track, -0.5 * track)))
    assert is_opposite(np.stack((track, 0.5 * other - track)))
    for stem in ((track, track), (track, 0.0 * track), (track, other), (track, 0.1 * track + other)):
        assert not is_opposite(np.stack(stem))


def last_slope(layers):
    """(outputs, width) the gradient of the last layer's weights."""
    grad = list(layers.parameters())[-2].grad
    assert grad is not None
    return grad


def test_the_gradient_reaches_what_sets_fader_pan_and_eq(corpus, songs):
    torch.manual_seed(0)
    console = Console(TINY)
    (crop,) = SoundMaker(corpus, songs, SOUND, Damage(eq=1.0), 0).draw()
    score_sound(console, crop).backward()
    tone, level = last_slope(console.tone), last_slope(console.level)
    for name, rows in {"pan": [0, 1], "high-pass": [2], "gains": range(3, 7), "hz": range(7, 11)}.items():
        assert all(tone[row].abs().sum() > 0.0 for row in rows), name
    assert level[0].abs().sum() > 0.0
    console.zero_grad()
    score_sound(console, crop, human_pans=True).backward()
    tone, level = last_slope(console.tone), last_slope(console.level)
    assert not tone[:2].any()
    assert tone[2].any() and tone[3].any() and level[0].any()


def test_nobody_s_pans_are_not_learnt(corpus, songs):
    console = Console(TINY)
    song = replace(songs[0], pan=np.full(len(LUFS), np.nan))
    (crop,) = SoundMaker(corpus, [song], SOUND, UNHURT, 0).draw()
    assert not crop.panned
    assert torch.equal(crop.human[0], crop.human[1])
    score_sound(console, crop).backward()
    tone = last_slope(console.tone)
    assert not tone[:2].any() and tone[3:7].abs().sum() > 0.0


def test_a_track_that_told_nothing_is_not_played(corpus, songs):
    console = Console(TINY).eval()
    crop = try_crops(corpus, songs[0], 0.5)[0]
    there = crop.batch.there.clone()
    there[0, 1] = 0.0
    without = crop._replace(audio=crop.audio * there[0, :, None])
    told = crop._replace(batch=crop.batch._replace(there=there))
    again = without._replace(batch=told.batch)
    with torch.inference_mode():
        torch.testing.assert_close(play_crop(console, told, 1.0), play_crop(console, again, 1.0))


def test_the_same_seed_draws_the_same_sound(corpus, songs):
    one, same, other = (SoundMaker(corpus, songs, SOUND, Damage(), seed).draw()[0] for seed in (0, 0, 1))
    assert torch.equal(one.audio, same.audio) and torch.equal(one.human, same.human)
    assert one.played != other.played or not torch.equal(one.human, other.human)


@pytest.mark.parametrize("pans", [False, True])
def test_by_ear_it_comes_nearer_to_the_human_s_mix(corpus, songs, tmp_path, pans):
    plan = replace(PLAN, steps=1, songs=1, sound=replace(SOUND, steps=40, rate=2e-2, human_pans=pans))
    run = Fit(plan, songs, tmp_path, corpus)
    before, equal = judge_sound(run.console.eval(), songs[0], corpus, 0.5)
    run.run(lambda step, parts: None)
    after, still = judge_sound(run.network.eval(), songs[0], corpus, 0.5)
    assert after < 0.9 * before
    assert still == equal > after
    rows = [json.loads(row) for row in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [("sound" in row, row["step"]) for row in rows] == [(False, 1), (True, 41)]


@pytest.mark.parametrize("stop_at", [2, 3, 5])
def test_a_run_that_is_stopped_while_it_listens_goes_on(corpus, songs, tmp_path, monkeypatch, stop_at):
    monkeypatch.setattr(fit, "SAVE_EVERY", 1)
    plan = replace(PLAN, steps=3, songs=1, sound=replace(SOUND, steps=3))

    def stop(step, parts):
        assert ("sound" in parts) == (step > 3)
        if step == stop_at:
            raise KeyboardInterrupt

    stopped = Fit(plan, songs, tmp_path, corpus)
    with pytest.raises(KeyboardInterrupt):
        stopped.run(stop)
    resumed = Fit(plan, songs, tmp_path, corpus)
    assert resumed.step == stop_at
    for name, value in stopped.console.state_dict().items():
        assert torch.equal(value, resumed.console.state_dict()[name]), name
    line = resumed.console.line.weight.clone()
    resumed.run(lambda step, parts: None)
    assert resumed.step == plan.all_steps == 6
    assert torch.equal(resumed.console.line.weight, line)


def break_note(folder):
    (folder / "song.json").write_text("{")


def lose_note(folder):
    (folder / "song.json").unlink()


def lose_stem(folder):
    (folder / "2.wav").unlink()


def change_stems(folder):
    about = json.loads((folder / "song.json").read_text())
    about["stems"][0]["lufs"] = -12.0
    (folder / "song.json").write_text(json.dumps(about))


@pytest.mark.parametrize("damage", [break_note, lose_note, lose_stem, change_stems])
def test_a_damaged_song_is_named_in_one_line_before_anything_is_trained(tmp_path, songs, damage):
    write_song(tmp_path)
    damage(tmp_path / "songs" / "one")
    with pytest.raises(SongDamaged) as caught:
        Fit(replace(PLAN, sound=SOUND), songs, tmp_path / "run", tmp_path)
    text = str(caught.value)
    assert text.startswith(f"{tmp_path / 'songs' / 'one'}") and "; " in text and "\n" not in text


@pytest.mark.parametrize("frames", [0, 100, RATE])
def test_a_stem_that_is_cut_short_is_named_in_one_line(tmp_path, songs, frames):
    write_song(tmp_path)
    for stem in (tmp_path / "songs" / "one").glob("*.wav"):
        whole = stem.read_bytes()
        stem.write_bytes(whole[: 44 + 8 * frames] if frames else b"")
    with pytest.raises(SoundFileError) as caught:
        try_crops(tmp_path, songs[0], 0.5)
    assert "\n" not in str(caught.value) and ".wav: " in str(caught.value)


def test_the_command_says_what_is_damaged_and_draws_what_was_heard(corpus, tmp_path):
    plan = tmp_path / "plan.toml"
    small = "steps = 1\nsongs = 1\nsize.width = 8\nsize.heads = 2\n"
    plan.write_text(small + "sound.steps = 1\nsound.seconds = 0.5\n")
    features, run = ["--features", str(corpus / "features")], str(tmp_path / "run")
    lost = CliRunner().invoke(app, ["fit", run, "--plan", str(plan), *features, "--corpus", str(tmp_path)])
    assert lost.exit_code == 1
    assert lost.output.count("\n") == 1 and "song.json: cannot be read" in lost.output
    done = CliRunner().invoke(app, ["fit", run, "--plan", str(plan), *features, "--corpus", str(corpus)])
    assert done.exit_code == 0, done.output
    assert " sound " in done.output
    assert (tmp_path / "run" / "curves.png").stat().st_size > 10000
    judged = CliRunner().invoke(app, ["judge", run, *features, "--corpus", str(corpus)])
    assert judged.exit_code == 0, judged.output
    assert "1 songs" in judged.output and " sound " in judged.output
