"""A show whose session names its stems, so that it finds back to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.material.stems import find_stems, prepare_player_file
from engine.console.session import Patch
from tests.app.shows import TestShow, make_stems


@pytest.fixture(scope="module")
def module_show(place: Path) -> Iterator[TestShow]:
    """Three noisy stems."""
    stems = make_stems(place / "stems")
    player = prepare_player_file(find_stems(stems), 48000, place / "cache")
    show = TestShow(place, 3, str(player), Patch(driver="clock", frames=128, stems=str(stems)))
    yield show
    show.runner.stop()
