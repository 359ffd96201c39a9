"""Peaks say how loud the material is, whatever its length, and lanes show all of it at every zoom."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.material.peaks import BUCKET, KEPT, PIECE, draft_of, find_peaks, measure
from app.window.rehearse.lanes import Lanes, Look, paint_lanes
from app.window.rehearse.times import choose_step, write_length, write_room, write_time


@pytest.mark.parametrize("frames", [1, BUCKET, BUCKET + 1, PIECE - 1, PIECE + BUCKET + 7, 3 * PIECE])
def test_peaks_are_the_loudest_of_every_bucket(tmp_path, frames):
    sound = (0.3 * np.random.default_rng(frames).standard_normal((frames, 3))).astype(np.float32)
    sound[0, 1] = np.nan
    path, out = tmp_path / "sound.f32", tmp_path / "peaks" / "sound.npy"
    path.write_bytes(sound.tobytes())
    shares = []
    measure(path, 3, out, shares.append)
    peaks = np.load(out)
    assert peaks.shape == (2, 3, -(-frames // BUCKET)) and peaks.dtype == np.uint8
    assert shares and all(0 < share <= 1 for share in shares)
    assert not draft_of(out).exists()
    for bucket in range(peaks.shape[2]):
        piece = np.abs(sound[bucket * BUCKET : (bucket + 1) * BUCKET])
        for channel in (0, 2):
            wanted = np.sqrt(min(1.0, float(piece[:, channel].max())))
            assert 0 <= peaks[0, channel, bucket] / 255 - wanted < 1 / 255 + 1e-6
            rms = np.sqrt(np.sqrt((piece[:, channel] ** 2).sum() / BUCKET))
            assert -1e-6 <= peaks[1, channel, bucket] / 255 - min(1.0, rms) < 1 / 255 + 1e-6


def test_peaks_belong_to_a_file_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("DESKHAND_CACHE", str(tmp_path))
    path = tmp_path / "sound.f32"
    path.write_bytes(bytes(24))
    first = find_peaks(path, 3)
    assert find_peaks(path, 3) == first != find_peaks(path, 2)
    os.utime(path, ns=(1, 1))
    assert find_peaks(path, 3) == first
    path.write_bytes(bytes(48))
    assert find_peaks(path, 3) != first
    for number in range(KEPT + 5):
        measure(path, 3, tmp_path / "peaks" / f"{number}.npy", lambda _: None)
    assert len(list((tmp_path / "peaks").iterdir())) == KEPT


@given(
    buckets=st.integers(1, 3000),
    width=st.integers(1, 400),
    view=st.tuples(st.floats(0, 1), st.floats(0.001, 1)),
    together=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_the_loudest_moment_is_seen_at_every_zoom(buckets, width, view, together):
    peaks = np.zeros((2, 3, buckets), np.uint8)
    loud = buckets // 2
    peaks[:, 1, loud] = 255
    lanes = Lanes(peaks, [(0,), (1, 2), (7,)])
    whole = buckets * BUCKET
    first = view[0] * whole * 0.9
    last = min(whole, first + view[1] * whole)
    levels = lanes.levels(first, last, width, together)
    assert levels.shape == (2, 1 if together else 3, width)
    if first <= loud * BUCKET and (loud + 1) * BUCKET <= last:
        assert levels[0, 0 if together else 1].max() == 1.0
    assert together or not levels[:, (0, 2)].any()
    assert not lanes.levels(whole + 100 * BUCKET, whole + 200 * BUCKET, width, together).any()


def test_a_lane_is_as_high_as_it_is_loud():
    levels = np.zeros((2, 2, 4), np.float32)
    levels[:, 0, 1], levels[0, 1, 2] = 1.0, 0.5
    image = paint_lanes(levels, 40, Look(((255, 0, 0), (0, 255, 0)), (0, 0, 0)))
    assert image.shape == (40, 4)
    red, green = image >> 16 & 255, image >> 8 & 255
    assert (red[1:19, 1] > 250).all() and not red[20:].any()
    assert 9 <= (green[:, 2] > 60).sum() <= 11


def test_times_in_words():
    assert [write_time(s) for s in (0, 9.96, 83.04, 3723.4)] == ["0:00.0", "0:09.9", "1:23.0", "1:02:03.4"]
    assert write_time(59.99, False) == "0:59"
    assert (write_length(5), write_length(65)) == ("5.0 s", "1:05.0")
    assert [write_room(h) for h in (0.5, 3.25, 40.2)] == ["30 min", "3.2 h", "40 h"]
    assert choose_step(60, 1000) == 10 and choose_step(3600, 1000) == 600
