"""Doctor: what it says of single things, whatever this machine is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.doctor import examine_dozing


def test_dozing_is_good_where_it_cannot_be_helped_or_is_taken_care_of(tmp_path: Path):
    door = tmp_path / "cpu_dma_latency"
    assert examine_dozing(door).state == "good"
    door.touch()
    assert "awake" in examine_dozing(door).text


def test_dozing_that_can_be_helped_names_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    door = tmp_path / "cpu_dma_latency"
    door.touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    finding = examine_dozing(door)
    assert finding.state == "poor" and str(door) in finding.cure and "audio" in finding.cure
