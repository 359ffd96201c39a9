"""Two windows, two tablets, a Mackie Control, an OSC program and a mind on one desk, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.soundfiles import write_audio
from tests.app.shows import RATE
from tests.crowd.crowd import Crowd
from tests.crowd.proof import Proof
from tests.jack.conftest import Jack

NAMES = (
    *("Kick", "Snare", "Hats", "Bass", "Guitar 1", "Guitar 2"),
    *("Keys", "Pad", "Lead Vocal", "Backing Vocal"),
)
LONG_S, STEP_S = 6.0, 2.0
CROWD_S, ECHO_S, SILENT_S = 6.0, 2.0, 2.0


def make_restless_stems(folder: Path) -> Path:
    """Noises whose levels change every few seconds, so that no mind comes to rest."""
    folder.mkdir()
    dice = np.random.default_rng(1)
    for number, name in enumerate(NAMES, 1):
        levels_db = dice.uniform(-40.0, -12.0, round(LONG_S / STEP_S))
        gains = np.repeat(10 ** (levels_db / 20), round(STEP_S * RATE))
        audio = np.clip(dice.standard_normal(len(gains)) * gains, -1, 1).astype(np.float32)
        write_audio(folder / f"{number:02d} {name}.wav", audio[None], RATE)
    return folder


@pytest.fixture
def crowd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    server = Jack(tmp_path / "jackd.log", patient=True)
    for name in ("RUNTIME", "DATA", "CACHE"):
        monkeypatch.setenv(f"DESKHAND_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("JACK_DEFAULT_SERVER", server.name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    server.start()
    made = Crowd(tmp_path, make_restless_stems(tmp_path / "stems"), "rules", seed=3)
    try:
        made.open()
        yield made
    finally:
        made.close()
        server.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_all_agree_holds_are_kept_and_nothing_goes_round(crowd: Crowd):
    proof = Proof(crowd, print)
    proof.let_all_move(CROWD_S)
    proof.settle(SILENT_S)
    proof.echo_alone(ECHO_S)
    proof.let_all_move(ECHO_S, nasty=True)
    proof.settle(SILENT_S)
    proof.finish()
    assert not proof.broken
