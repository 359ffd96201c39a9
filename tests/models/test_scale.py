"""Scale: there and back, evenly."""

from __future__ import annotations

import numpy as np
import pytest

from engine.console.params import PARAMS, find_param
from engine.console.units import OFF_DB
from models.authority import FLOOR_DB
from models.scale import Scale

ROWS = [row for kind in ("strip", "master") for row in PARAMS[kind] if row.automatic]


def test_values_come_back_from_their_positions() -> None:
    scale = Scale(ROWS)
    lows = np.array([max(row.low, FLOOR_DB) if row.taper == "fader" else row.low for row in ROWS])
    highs = np.array([row.high for row in ROWS])
    values = np.linspace(lows, highs, 9)[1:]
    assert scale.to_values(scale.to_positions(values)) == pytest.approx(values)


def test_an_octave_is_one_and_a_level_ends_at_the_floor() -> None:
    scale = Scale([find_param("strip", "hpf_hz"), find_param("strip", "fader_db")])
    low, high = scale.to_positions(np.array([[50.0, OFF_DB], [100.0, -6.0]]))
    assert high[0] - low[0] == pytest.approx(1.0)
    assert (low[1], high[1]) == (FLOOR_DB, -6.0)
    assert scale.to_values(low).tolist() == pytest.approx([50.0, OFF_DB])


def test_what_is_not_wanted_stays_so() -> None:
    scale = Scale(ROWS)
    assert np.isnan(scale.to_values(np.full(len(ROWS), np.nan))).sum() == len(ROWS)
