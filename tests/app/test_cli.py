"""Bad input: one line that names file and cure, exit status 2, nothing written and nothing lost."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.children.child import make_environment
from tests.app.shows import make_stems

RATE = 48000


def deskhand(*arguments: str | Path, before=None, timeout: float = 100) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "app.main", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=make_environment(), timeout=timeout, preexec_fn=before
    )


def refuse(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("deskhand: ")
    for word in words:
        assert word in lines[0]


def empty(folder: Path) -> str:
    folder.mkdir()
    return str(folder)


def text(folder: Path) -> str:
    make_stems(folder)
    (folder / "04 lyrics.wav").write_text("la la la\n" * 50)
    return "lyrics.wav"


def truncated(folder: Path) -> str:
    make_stems(folder)
    path = folder / "05 cut.flac"
    soundfile.write(path, np.random.default_rng(0).standard_normal(RATE) * 0.1, RATE)
    path.write_bytes(path.read_bytes()[:20000])
    return "cut.flac"


def not_a_number(folder: Path) -> str:
    make_stems(folder)
    audio = np.zeros(RATE, np.float32)
    audio[1234] = np.nan
    soundfile.write(folder / "06 nan.wav", audio, RATE, subtype="FLOAT")
    return "nan.wav"


def no_length(folder: Path) -> str:
    make_stems(folder)
    soundfile.write(folder / "07 nothing.wav", np.zeros(0, np.float32), RATE)
    return "nothing.wav"


def no_bytes(folder: Path) -> str:
    make_stems(folder)
    (folder / "08 void.wav").touch()
    return "void.wav"


def too_many(folder: Path) -> str:
    folder.mkdir()
    for number in range(300):
        soundfile.write(folder / f"{number}.wav", np.zeros(10, np.float32), RATE)
    return "300"


def missing(folder: Path) -> str:
    return str(folder)


@pytest.mark.parametrize(
    "spoil", [empty, text, truncated, not_a_number, no_length, no_bytes, too_many, missing]
)
def test_bad_stems_are_named(folders, spoil):
    names = spoil(folders / "stems")
    out = folders / "mix.wav"
    out.write_bytes(b"precious")
    refuse(deskhand("mix", folders / "stems", "-o", out), names)
    assert out.read_bytes() == b"precious"
    assert sorted(path.name for path in folders.iterdir() if path.is_file()) == ["mix.wav"]


def test_an_unknown_mind_is_named_with_those_there_are(folders):
    make_stems(folders / "stems")
    refuse(deskhand("mix", folders / "stems", "-o", folders / "m.wav", "--mind", "levle"), "levle", "level")
    assert not (folders / "m.wav").exists()


def test_a_style_input_that_cannot_be_is_named_before_anything_is_done(folders):
    make_stems(folders / "stems")
    out = folders / "m.wav"
    for mind, macro, word in (("level", "drums=3", "level"), ("console", "drums=+13", "-12 to 12 dB")):
        refuse(deskhand("mix", folders / "stems", "-o", out, "--mind", mind, "--macro", macro), word)
    console = ("--mind", "console", "--macro", "drms=+3")
    refuse(deskhand("play", folders / "stems", "--clock", "--seconds", "1", *console), "'drums'")
    refuse(deskhand("live", "--clock", "--seconds", "1", *console), "'drums'")
    refuse(deskhand("demo", "--clock", "--seconds", "1", *console), "'drums'")
    assert not out.exists()
    assert not (folders / "data" / "sessions").exists()


def test_style_inputs_reach_the_mix_and_stay_with_the_session(folders):
    make_stems(folders / "stems")
    told = ("--mind", "console", "--macro", "drums=+3", "--macro", "bass=-2.5")
    params = folders / "p.json"
    done = deskhand("mix", folders / "stems", "-o", folders / "m.wav", "--params", params, *told)
    assert done.returncode == 0, done.stderr
    assert json.loads(params.read_text())["macros"] == {"drums": 3.0, "bass": -2.5}
    for more in (told, ("--mind", "console", "--macro", "bass=1"), ("--mind", "level")):
        done = deskhand("play", folders / "stems", "--clock", "--seconds", "0.5", *more)
        assert done.returncode == 0, done.stderr
    path = next((folders / "data" / "sessions").glob("*.json"))
    assert json.loads(path.read_text())["macros"] == {"drums": 3.0, "bass": 1.0}


def test_an_unwritable_output_is_named(folders):
    make_stems(folders / "stems")
    (folders / "file").write_text("x")
    refuse(deskhand("mix", folders / "stems", "-o", folders / "file" / "m.wav"), "m.wav")
    refuse(deskhand("mix", folders / "stems", "-o", folders / "m.xyz"), "m.xyz")
    refuse(deskhand("mix", folders / "stems", "-o", folders / "stems" / "01 Track 1.wav"), "01 Track 1.wav")


def test_a_full_disk_leaves_what_was_there(folders):
    make_stems(folders / "stems", seconds=5)
    out = folders / "mix.wav"
    out.write_bytes(b"precious")

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    refuse(deskhand("mix", folders / "stems", "-o", out, before=limit), "mix.wav", "space")
    assert out.read_bytes() == b"precious"
    assert sorted(path.name for path in folders.iterdir() if path.is_file()) == ["mix.wav"]


@pytest.mark.parametrize("damage", ["half", "garbage", "newer"])
def test_a_damaged_session_is_named_and_kept(folders, damage):
    make_stems(folders / "stems")
    first = deskhand("play", folders / "stems", "--clock", "--seconds", "1")
    assert first.returncode == 0, first.stderr
    path = next((folders / "data" / "sessions").glob("*.json"))
    content = path.read_bytes()
    spoiled = {
        "half": content[: len(content) // 2],
        "garbage": b"\x00\xff" * 100,
        "newer": re.sub(rb'"deskhand_session": \d+', b'"deskhand_session": 99', content),
    }[damage]
    path.write_bytes(spoiled)
    refuse(deskhand(), str(path))
    refuse(deskhand("play", folders / "stems", "--clock", "--seconds", "1"), str(path))
    assert path.read_bytes() == spoiled


def test_an_unknown_device_is_refused_with_those_there_are(folders):
    make_stems(folders / "stems")
    refuse(deskhand("play", folders / "stems", "--device", "Moog", "--seconds", "1"), "Moog", "outputs")
    assert not (folders / "data" / "sessions").exists()


def test_a_mix_is_whole_and_says_why(folders):
    make_stems(folders / "stems")
    done = deskhand(
        "mix",
        folders / "stems",
        "-o",
        folders / "m.wav",
        "--mind",
        "level",
        "--params",
        folders / "p.json",
        "--stems",
        folders / "parts",
    )
    assert done.returncode == 0, done.stderr
    audio, rate = soundfile.read(folders / "m.wav")
    assert (rate, audio.shape) == (RATE, (2 * RATE, 2))
    assert 0.01 < np.abs(audio).max() < 1.0
    params = json.loads((folders / "p.json").read_text())
    faders = [strip["settings"]["fader_db"] for strip in params["strips"]]
    assert faders[1] - faders[0] == pytest.approx(6, abs=0.3)
    assert faders[2] - faders[1] == pytest.approx(6, abs=0.3)
    assert all("LU" in strip["because"] for strip in params["strips"])
    parts = [soundfile.read(folders / "parts" / f"{n:02d} Track {n}.wav")[0] for n in (1, 2, 3)]
    both = sum(parts) * np.sqrt(0.5)
    np.testing.assert_allclose(audio[:, 0], both, atol=2e-4)


def test_amount_zero_leaves_the_faders_alone(folders):
    make_stems(folders / "stems")
    done = deskhand(
        "mix", folders / "stems", "-o", folders / "m.wav", "--params", folders / "p.json", "--amount", "0"
    )
    assert done.returncode == 0
    params = json.loads((folders / "p.json").read_text())
    assert [strip["settings"]["fader_db"] for strip in params["strips"]] == [0.0, 0.0, 0.0]


def test_live_mixing_ends_where_listening_first_does(folders):
    make_stems(folders / "stems", seconds=20)
    for name, options in {"a": [], "b": ["--live"]}.items():
        done = deskhand(
            "mix",
            folders / "stems",
            "-o",
            folders / f"{name}.wav",
            "--params",
            folders / f"{name}.json",
            *options,
        )
        assert done.returncode == 0, done.stderr
    faders = [
        [
            strip["settings"]["fader_db"]
            for strip in json.loads((folders / f"{name}.json").read_text())["strips"]
        ]
        for name in "ab"
    ]
    np.testing.assert_allclose(faders[0], faders[1], atol=1.0)


def test_help_minds_devices_bench_and_doctor_run(folders):
    assert "demo" in deskhand("--help").stdout
    assert "level" in deskhand("minds").stdout
    assert deskhand("devices").returncode == 0
    result = json.loads(deskhand("bench", "--tracks", "4", "--seconds", "0.5", "--json").stdout)
    wanted = {"tracks", "frames", "rate", "period_us", "p50_us", "p99_us", "p999_us", "max_us", "rss_mb"}
    assert wanted <= set(result)
    assert result["rss_mb"] < 200
    doctor = deskhand("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "PortAudio" in doctor.stdout or "sound card" in doctor.stdout


def test_a_folder_that_cannot_be_written_is_named(folders, monkeypatch):
    make_stems(folders / "stems")
    (folders / "blocked").write_text("a file")
    monkeypatch.setenv("DESKHAND_DATA", str(folders / "blocked" / "data"))
    assert os.environ["DESKHAND_DATA"].endswith("data")
    refuse(deskhand("play", folders / "stems", "--clock", "--seconds", "1"), "blocked")
